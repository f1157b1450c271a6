"""A Lektrico charger behind Home Assistant's own integration."""

from typing import Any

from homeassistant.core import HomeAssistant
from lektricowifi import DeviceConnectionError

from .evse import HOST, Evse, Patch


class Lektrico(Evse):
    """Buttons start and stop it; 0 A would, too."""

    domain = "lektrico"
    lost = DeviceConnectionError("away")

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("homeassistant.components.lektrico.coordinator.Device.device_info", self._info)
        for name, method in {
            "send_charge_start": self._start, "send_charge_stop": self._stop, "set_dynamic_current": self._current,
        }.items():  # fmt: skip
            patch.setattr(f"homeassistant.components.lektrico.coordinator.Device.{name}", method)
        data = {"host": HOST, "type": "1p7k", "serial_number": "500006", "hw_version": "B"}
        await self._entry(hass, data, unique_id="500006")

    async def _info(self, _type: str) -> dict[str, Any]:
        self.answer()
        flags = ("state_e_activated", "overtemp", "critical_temp", "overcurrent", "meter_fault", "undervoltage_error",
                 "overvoltage_error", "rcd_error", "cp_diode_failure", "contactor_failure", "require_auth")  # fmt: skip
        return {
            **dict.fromkeys(flags, False), "charger_state": "charging" if self.power_w else "connected", "charging_time": 0,
            "instant_power": self.power_w, "session_energy": 0, "temperature": 30, "total_charged_energy": 0,
            "install_current": 32, "current_limit_reason": "no_limit", "voltage_l1": 230, "current_l1": 0, "fw_version": "1",
            "led_max_brightness": 20, "dynamic_current": self.current_a, "relay_mode": 1, "user_current": 32, "lb_mode": 0,
        }  # fmt: skip

    async def _start(self) -> None:
        self.take("on")

    async def _stop(self) -> None:
        self.take("off")

    async def _current(self, current: int) -> None:
        self.take("current", current)
