"""A Wallbox charger behind Home Assistant's own integration."""

from typing import Any
from unittest.mock import MagicMock

from homeassistant.core import HomeAssistant
from requests.exceptions import HTTPError

from .evse import Evse, Patch


class Wallbox(Evse):
    """A cloud that is asked every 90 s; its switch is unavailable without a car."""

    domain = "wallbox"
    min_interval_s = 90.0
    lost = HTTPError(response=MagicMock(status_code=503))

    def __init__(self) -> None:
        super().__init__()
        self.has_car = True
        self.headers: dict[str, str] = {}
        self.jwtToken = self.jwtRefreshToken = "t"
        self.jwtTokenTtl = self.jwtRefreshTokenTtl = 4e12

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("homeassistant.components.wallbox.Wallbox", lambda *_, **__: self)
        await self._entry(hass, {"username": "u", "password": "p", "station": "12345"})

    async def refresh(self, hass: HomeAssistant) -> None:
        """Let the polls come in: they run in threads, in the background, and may end a step later on a busy machine."""
        await hass.async_block_till_done(wait_background_tasks=True)

    def authenticate(self) -> None:
        """Log in."""

    def getChargerStatus(self, _station: str) -> dict[str, Any]:  # noqa: N802  the client's own name
        """Answer the poll."""
        self.answer()
        status = 161 if not self.has_car else 194 if self.power_w else 182
        config = {
            "max_charging_current": self.current_a, "locked": 0, "energy_price": 0.3, "currency": {"code": "EUR"},
            "part_number": "PLP1-0-2-4-9-002-E", "serial_number": "20000", "software": {"currentVersion": "5.5.10"},
            "icp_max_current": 20, "plan": {"features": ["POWER_BOOST"]},
            "ecosmart": {"enabled": self.has_own_mode, "mode": 0},
        }  # fmt: skip
        return {
            "config_data": config, "status_id": status, "charging_power": self.power_w / 1000, "max_available_power": 32,
            "charging_speed": 0, "added_range": 0, "added_energy": 0, "added_green_energy": 0, "added_grid_energy": 0,
            "added_discharged_energy": 0, "cost": 0, "depot_price": 0, "state_of_charge": None, "current_mode": 0,
            "name": "Pulsar Plus SN 20000", "charging_time": 0,
        }  # fmt: skip

    def setMaxChargingCurrent(self, _station: str, current: float) -> dict[str, Any]:  # noqa: N802  the client's own name
        """Set the current."""
        self.take("current", current)
        return {"data": {"chargerData": {"maxChargingCurrent": self.current_a}}}

    def pauseChargingSession(self, _station: str) -> None:  # noqa: N802  the client's own name
        """Pause."""
        self.take("off")

    def resumeChargingSession(self, _station: str) -> None:  # noqa: N802  the client's own name
        """Go on."""
        self.take("on")

    def disableEcoSmart(self, _station: str) -> None:  # noqa: N802  the client's own name
        """Switch its own solar mode off."""
        self.take("mode", "off")

    def setIcpMaxCurrent(self, *_: Any) -> None:  # noqa: N802  the client's own name
        """Set the house's fuse: never to be called."""
        raise AssertionError("the house's fuse was written")
