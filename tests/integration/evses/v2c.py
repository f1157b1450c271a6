"""A V2C charger behind Home Assistant's own integration."""

from types import SimpleNamespace
from typing import Any

import orjson
from homeassistant.core import HomeAssistant
from pytrydan.exceptions import TrydanCommunicationError

from .evse import HOST, Evse, Patch


class V2c(Evse):
    """Its switch is on while it is paused; spoken to by plain HTTP."""

    domain = "v2c"
    lost = TrydanCommunicationError("away")

    def __init__(self) -> None:
        super().__init__()
        self.counted_kwh = 0.0

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("pytrydan.Trydan._request", self._answer)
        await self._entry(hass, {"host": HOST}, unique_id="V2CID")

    async def _answer(self, url: str) -> SimpleNamespace:
        path = url.removeprefix(f"http://{HOST}/")
        if path.startswith("write/"):
            key, _, value = path.removeprefix("write/").partition("=")
            self._write(key, int(value))
            return SimpleNamespace(status_code=200, content=b"OK", text="OK")
        self.answer()
        return SimpleNamespace(status_code=200, content=orjson.dumps(self._data()), text="0")

    def _write(self, key: str, value: int) -> None:
        match key:
            case "Intensity":
                self.take("current", value)
            case "Paused":
                self.take("off" if value else "on")
            case "ChargeMode":
                self.take("phases", 3 if value == 1 else 1)
            case "Dynamic":
                self.take("mode", value)
            case _:
                raise AssertionError(f"{key} was written")

    def _data(self) -> dict[str, Any]:
        zeros = dict.fromkeys(
            ("SlaveError", "ChargeTime", "HousePower", "FVPower", "Locked", "Timer", "PauseDynamic",
             "DynamicPowerMode", "ContractedPower", "LightLED", "LogoLED"), 0,
        )  # fmt: skip
        return {
            **zeros, "ID": "V2CID", "ChargeEnergy": self.counted_kwh, "ChargeState": 2 if self.power_w else 1, "ChargePower": self.power_w,
            "Paused": int(not self.is_on), "Intensity": int(self.current_a), "Dynamic": int(self.has_own_mode),
            "ChargeMode": 1 if self.phases == 3 else 0, "MinIntensity": 6, "MaxIntensity": 16, "VoltageInstallation": 230,
            "FirmwareVersion": "2.1.7",
        }  # fmt: skip
