"""A go-e with a car, as boxes were seen to behave behind the integration that people use."""

from typing import Any, override

from homeassistant.core import HomeAssistant

from . import goe_integration
from .evses import Evse, Patch
from .sunshine import STEP_S

IDLE, CHARGING, WAITING, COMPLETE = 1, 2, 3, 4
NEUTRAL, OFF = 0, 1


class GoeBox(Evse):
    """Says "complete" while it is not to charge, once it has charged; keeps its current when it loses power, not whether to charge."""

    domain = goe_integration.DOMAIN

    def __init__(self) -> None:
        super().__init__()
        self.current_a = 16.0
        self.force = NEUTRAL
        self.car_pauses = False
        self.counted_wh = 0.0
        self._has_charged = False

    @property
    @override
    def power_w(self) -> float:
        return self.current_a * 230.0 if self.force != OFF and not self.car_pauses else 0.0

    @property
    def car(self) -> int:
        """What the box says of the car."""
        if self.power_w:
            return CHARGING
        return COMPLETE if self.force == OFF and self._has_charged else WAITING

    def read(self) -> goe_integration.Values:
        """Answer the integration."""
        self.answer()
        return {
            "amp": int(self.current_a), "frc": self.force, "car": self.car, "nrg_11": self.power_w, "wh": self.counted_wh / 1000,
        }  # fmt: skip

    def write(self, key: str, value: int) -> None:
        """Take what the integration writes."""
        self.take(key, value)

    @override
    def obey(self, name: str, value: Any) -> None:
        if name == "amp":
            self.current_a = float(value)
        else:
            self.force = value

    def restart_box(self) -> None:
        """Lose power for a moment, and be out of reach from then on."""
        self.force, self.is_away = NEUTRAL, True
        self._waiting.clear()

    @override
    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        goe_integration.register(hass, self)
        await self._entry(hass, {}, unique_id="123456")

    @override
    async def refresh(self, hass: HomeAssistant) -> None:
        self._has_charged |= self.power_w > 0.0
        self.counted_wh += self.power_w * STEP_S / 3600
