"""A Tesla behind the integrations that speak to its maker's cloud: asleep, away, full, or charging as it is told."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import jwt
from homeassistant.components.application_credentials import ClientCredential, async_import_client_credential
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tesla_fleet_api.exceptions import VehicleOffline

from .evses import Evse, Patch
from .home import BERLIN

# The tenth letter says 2022: a car that falls asleep by itself.
VIN = "LRWYGCEK0NC000001"
ELSEWHERE = (53.55, 9.99)


class Tesla(Evse):
    """A car that is commanded itself. It charges while it is plugged in, told to, and below its limit."""

    min_interval_s = 60.0

    def __init__(self) -> None:
        super().__init__()
        self.is_plugged_in = self.is_home = True
        self.is_asleep = self.sleeps_deeply = False
        self.soc_pct, self.limit_pct = 62, 80
        self.most_a = 16

    @property
    def power_w(self) -> float:
        """What it takes here."""
        return self.charging_w if self.is_home else 0.0

    @property
    def charging_w(self) -> float:
        """What it takes wherever it is."""
        if self._charging_state != "Charging":
            return 0.0
        return min(self.current_a, self.most_a) * 230.0 * self.phases

    @property
    def state(self) -> str:
        """What its maker's cloud says without asking the car."""
        return "asleep" if self.is_asleep else "online"

    @property
    def _charging_state(self) -> str:
        if not self.is_plugged_in:
            return "Disconnected"
        if self.soc_pct >= self.limit_pct:
            return "Complete"
        return "Charging" if self.is_on else "Stopped"

    def command(self, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Take a command as the cloud hands it on."""
        if self.is_asleep:
            raise VehicleOffline
        if not self.is_plugged_in and name.startswith("charge_"):
            return {"result": False, "reason": "disconnected"}
        match name:
            case "set_charging_amps":
                amps = int(float(values.get("charging_amps", values.get("amps"))))
                self.take("current", amps)
                self.current_a = amps
            case "charge_start" | "start_charging":
                if self._charging_state == "Complete":
                    return {"result": False, "reason": "complete"}
                self.take("on")
                self.is_on = True
            case "charge_stop" | "stop_charging":
                self.take("off")
                self.is_on = False
            case _:
                raise AssertionError(f"{name} was sent")
        return {"result": True, "reason": ""}

    def data(self) -> dict[str, Any]:
        """Return what the car tells."""
        latitude, longitude = BERLIN if self.is_home else ELSEWHERE
        return {
            "state": self.state,
            "display_name": "Tessa",
            "charge_state": {
                "charging_state": self._charging_state, "battery_level": self.soc_pct,
                "usable_battery_level": self.soc_pct, "charge_limit_soc": self.limit_pct,
                "charge_limit_soc_min": 50, "battery_range": 180.2, "charge_limit_soc_max": 100,
                "charge_current_request": self.current_a, "charge_current_request_max": self.most_a,
                # It tells whole kilowatts.
                "charger_power": round(self.charging_w / 1000), "charger_voltage": 230, "charge_energy_added": 0,
                "charger_actual_current": self.current_a if self.charging_w else 0, "charger_phases": self.phases,
                "conn_charge_cable": "IEC" if self.is_plugged_in else "<invalid>",
            },
            "drive_state": {"latitude": latitude, "longitude": longitude, "speed": None, "heading": 0},
            "vehicle_state": {"car_version": "2026.20 1", "odometer": 1000},
            "vehicle_config": {"car_type": "modely", "driver_assist": "TeslaAP3"},
            "climate_state": {},
        }  # fmt: skip


class TeslaFleet(Tesla):
    """By its maker's own interface: asked every ten minutes, woken for each command, each of which costs."""

    domain = "tesla_fleet"

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        async def answer(
            _api: Any, _method: str, path: str, _query: Any = None, json: Mapping[str, Any] | None = None, **_how: Any
        ) -> dict[str, Any]:
            return {"response": self._answer(path, json or {})}

        async def at_once(_seconds: float) -> None:
            """Leave out the pauses between waking a car and asking whether it is awake."""

        patch.setattr("tesla_fleet_api.TeslaFleetApi._request", answer)
        patch.setattr("homeassistant.components.tesla_fleet.helpers.asyncio", SimpleNamespace(sleep=at_once))
        assert await async_setup_component(hass, "application_credentials", {})
        await async_import_client_credential(hass, self.domain, ClientCredential("id", "secret"), self.domain)
        scopes = ["vehicle_device_data", "vehicle_location", "vehicle_cmds", "vehicle_charging_cmds"]
        access = jwt.encode({"scp": scopes, "ou_code": "EU"}, "", algorithm="none")
        token = {"access_token": access, "refresh_token": "x", "expires_at": 4e9, "token_type": "Bearer"}
        await self._entry(hass, {"auth_implementation": self.domain, "token": token}, unique_id="owner")

    def _answer(self, path: str, values: Mapping[str, Any]) -> Any:
        what = path.rsplit("/", 1)[-1]
        if what == "products":
            return [{"vin": VIN, "display_name": "Tessa", "command_signing": "off", "state": self.state}]
        if what == VIN:
            return {"state": self.state}
        if what == "wake_up":
            self.take("wake")
            self.is_asleep = self.sleeps_deeply
            return {"state": self.state}
        return self.data() if what == "vehicle_data" else self.command(what, values)


class Tessie(Tesla):
    """By a service in between, which keeps the car's state and tells it every ten seconds."""

    domain = "tessie"
    min_interval_s = 30.0

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        async def answer(_api: Any, _method: str, path: str, *_how: Any, **_more: Any) -> dict[str, Any]:
            return self._answer(path)

        async def command(
            _session: Any, _method: str, path: str, _key: str, params: Mapping[str, Any]
        ) -> dict[str, Any]:
            # This service wakes the car by itself.
            self.is_asleep = False
            return self.command(path.rsplit("/", 1)[-1], params)

        patch.setattr("tesla_fleet_api.tessie.Tessie._request", answer)
        patch.setattr("tessie_api.charging.tessieRequest", command)
        await self._entry(hass, {"access_token": "x"}, unique_id=VIN)

    def _answer(self, path: str) -> dict[str, Any]:
        match path.rsplit("/", 1)[-1]:
            case "vehicles":
                return {"results": [{"vin": VIN, "last_state": self.data()}]}
            case "tesla_scopes":
                return {"scopes": []}
            case "state":
                return self.data()
            case _:
                raise AssertionError(f"{path} was asked")
