"""A NRGkick charger behind Home Assistant's own integration."""

from typing import Any

from homeassistant.core import HomeAssistant
from nrgkick_api import NRGkickConnectionError

from tests.catalogue.test_discovery import NRGKICK

from .evse import HOST, Evse, Patch


class NrgKick(Evse):
    """Portable; its JSON interface over HTTP."""

    domain = "nrgkick"
    min_interval_s = 30.0
    lost = NRGkickConnectionError("away")

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("nrgkick_api.NRGkickAPI._request", self._answer)
        await self._entry(hass, {"host": HOST}, unique_id="NRG0001")

    async def _answer(self, endpoint: str, params: dict[str, Any] | None = None, **_how: Any) -> Any:
        params = params or {}
        if "current_set" in params:
            self.take("current", params["current_set"])
            return {"current_set": self.current_a}
        if "charge_pause" in params:
            is_paused = str(params["charge_pause"]) in ("1", "true")
            self.take("off" if is_paused else "on")
            return {"charge_pause": int(is_paused)}
        if "phase_count" in params:
            self.take("phases", params["phase_count"])
            return {"phase_count": self.phases}
        self.answer()
        answer = {key: value if key != "control" else dict(value) for key, value in NRGKICK.items()}
        answer["control"] |= {
            "current_set": self.current_a,
            "charge_pause": int(not self.is_on),
            "phase_count": self.phases,
        }
        values = NRGKICK["values"]
        answer["values"] = {
            **values, "general": {"status": 3 if self.power_w else 2}, "powerflow": {"total_active_power": self.power_w},
        }  # fmt: skip
        return answer[endpoint.strip("/")]
