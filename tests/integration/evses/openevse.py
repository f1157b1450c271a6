"""A OpenEVSE charger behind Home Assistant's own integration."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant

from .evse import HOST, Evse, Patch


class OpenEvse(Evse):
    """A select starts and stops it; it pushes."""

    domain = "openevse"
    min_amps, max_amps, vehicle, status = 6, 32, True, "active"
    wifi_firmware, model, websocket = "5.1.2", "openevse_wifi_v1", None
    shaper_active = manual_override = False

    def __init__(self) -> None:
        super().__init__()
        self.override = "auto"
        self.callback: Callable[[], Any] | None = None

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)

    @property
    def state(self) -> str:
        return "charging" if self.power_w else "sleeping"

    @property
    def max_current_soft(self) -> int:
        return int(self.current_a)

    @property
    def charging_power(self) -> float:
        """In mW, as its client gives it."""
        return self.power_w * 1000

    @property
    def divertmode(self) -> str:
        return "eco" if self.has_own_mode else "fast"

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("homeassistant.components.openevse.OpenEVSE", lambda *_, **__: self)
        await self._entry(hass, {"host": HOST}, unique_id="aabbccddeeff")

    async def refresh(self, hass: HomeAssistant) -> None:
        if self.callback and not self.is_away:
            await self.callback()

    async def test_and_get(self) -> dict[str, str]:
        return {"serial": "aabbccddeeff", "model": "openevse_wifi_v1"}

    async def update(self, **_: Any) -> None:
        """Answer the poll."""
        self.answer()

    async def ws_start(self) -> None:
        """Begin to push."""

    async def set_current(self, current: int) -> None:
        self.take("current", current)

    async def get_override_state(self) -> str:
        return self.override

    def obey(self, name: str, value: Any) -> None:
        super().obey(name, value)
        if name in ("on", "off"):
            self.override = "active" if self.is_on else "disabled"

    async def set_override(self, *, state: str) -> None:
        self.take("on" if state == "active" else "off")

    async def set_divert_mode(self, mode: str) -> None:
        self.take("mode", mode)
