"""Cars behind their makers' clouds: core's integrations run for real, each cloud answers what its interface documents."""

import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

from homeassistant.components.application_credentials import ClientCredential, async_import_client_credential
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .evses import Patch
from .home import BERLIN
from .teslas import ELSEWHERE

VIN = "VF1AG000000000001"


class CarCloud:
    """A car, 62 % full after 1609 km, with 290 km of range, at home and plugged in. `plug`: as its interface calls that."""

    domain = library = plug = unplugged = ""
    # By the field of our form: the platform, and the end of the entity's unique id.
    entities: ClassVar[dict[str, tuple[str, str]]]
    limit_pct: float | None = None

    def __init__(self) -> None:
        self.soc_pct: int | None = 62
        self.is_home = True

    @classmethod
    def is_installed(cls) -> bool:
        """Whether its integration's client is among the packages."""
        return find_spec(cls.library) is not None and find_spec(f"homeassistant.components.{cls.domain}") is not None

    @property
    def place(self) -> tuple[float, float]:
        return BERLIN if self.is_home else ELSEWHERE

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> MockConfigEntry:
        """Set its integration up."""
        raise NotImplementedError

    async def _entry(self, hass: HomeAssistant, data: dict[str, Any]) -> MockConfigEntry:
        entry = MockConfigEntry(domain=self.domain, data=data, unique_id=VIN)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id), entry.reason
        await hass.async_block_till_done()
        return entry


class Renault(CarCloud):
    """Asked every few minutes. Where a charge is scheduled, it says "waiting" rather than "plugged"."""

    domain, library = "renault", "renault_api"
    plug, unplugged = "1", "0"
    entities: ClassVar = {
        "soc_entity": ("sensor", "battery_level"),
        "odometer_entity": ("sensor", "mileage"),
        "range_entity": ("sensor", "battery_autonomy"),
        "plug_entity": ("sensor", "plug_state"),
        "location_entity": ("device_tracker", "location"),
    }

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> MockConfigEntry:
        async def request(_session: Any, _method: str, url: str, *_how: Any, **more: Any) -> Any:
            return more["schema"].loads(json.dumps(self._answer(url.rpartition("/")[2])))

        async def http_request(_session: Any, _method: str, endpoint: str, *_how: Any) -> Any:
            schema = import_module("renault_api.kamereon.schemas").KamereonVehicleDataResponseSchema
            return schema.loads(json.dumps(self._answer(endpoint.rpartition("/")[2])))

        async def token(_session: Any) -> str:
            return "token"

        patch.setattr("renault_api.kamereon.request", request)
        patch.setattr("renault_api.renault_session.RenaultSession.http_request", http_request)
        patch.setattr("renault_api.renault_session.RenaultSession._get_jwt", token)
        return await self._entry(
            hass,
            {"username": "a", "password": "b", "login_token": "c", "kamereon_account_id": "d", "locale": "de_DE"},
        )

    def _answer(self, what: str) -> dict[str, Any]:
        if what == "vehicles":
            details = {
                "vin": VIN, "registrationNumber": "B-ZE 100", "brand": {"label": "RENAULT"},
                "model": {"code": "X102VE", "label": "ZOE"}, "energy": {"code": "ELEC"}, "connectivityTechnology": "RLINK1",
            }  # fmt: skip
            return {"vehicleLinks": [{"vin": VIN, "vehicleDetails": details}]}
        attributes: dict[str, Any] = {
            "battery-status": {
                "batteryLevel": self.soc_pct, "batteryAutonomy": 290, "plugStatus": int(self.plug), "chargingStatus": 0.0,
            },
            "cockpit": {"totalMileage": 1609.2},
            "location": {"gpsLatitude": self.place[0], "gpsLongitude": self.place[1]},
        }.get(what, {})  # fmt: skip
        return {"data": {"type": "Car", "id": VIN, "attributes": attributes}}


class Volvo(CarCloud):
    """Asked every two minutes; a target of its own, which has no device class."""

    domain, library = "volvo", "volvocarsapi"
    plug, unplugged = "CONNECTED", "DISCONNECTED"
    limit_pct = 80
    entities: ClassVar = {
        "soc_entity": ("sensor", "battery_charge_level"),
        "odometer_entity": ("sensor", "odometer"),
        "range_entity": ("sensor", "distance_to_empty_battery"),
        "plug_entity": ("sensor", "charger_connection_status"),
        "location_entity": ("device_tracker", "location"),
        "limit_entity": ("sensor", "target_battery_charge_level"),
    }

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> MockConfigEntry:
        async def request(_api: Any, _method: str, _url: str, *, operation: str, **_more: Any) -> dict[str, Any]:
            return self._answer(operation)

        patch.setattr("volvocarsapi.api.VolvoCarsApi._async_request", request)
        assert await async_setup_component(hass, "application_credentials", {})
        await async_import_client_credential(hass, self.domain, ClientCredential("id", "secret"), self.domain)
        token = {"access_token": "x", "refresh_token": "y", "expires_at": 4e9, "token_type": "Bearer"}
        return await self._entry(
            hass, {"auth_implementation": self.domain, "token": token, "api_key": "key", "vin": VIN}
        )

    def _answer(self, operation: str) -> dict[str, Any]:
        def energy(value: Any, unit: str | None = None) -> dict[str, Any]:
            return {"status": "OK", "value": value, "unit": unit, "updatedAt": "2026-06-21T10:00:00Z"}

        latitude, longitude = self.place
        data: dict[str, Any] = {
            "": {
                "vin": VIN, "modelYear": 2025, "gearbox": "AUTOMATIC", "fuelType": "NONE", "batteryCapacityKWH": 66.0,
                "descriptions": {"model": "EX30", "steering": "LEFT"},
                "images": {"exteriorImageUrl": "", "internalImageUrl": ""},
            },
            "commands": [],
            "odometer": {"odometer": {"value": 1609, "unit": "km"}},
            "statistics": {"distanceToEmptyBattery": {"value": 290, "unit": "km"}},
            "location": {
                "type": "Feature", "properties": {"heading": "90"},
                "geometry": {"type": "Point", "coordinates": [longitude, latitude, 0.0]},
            },
        }.get(operation, {})  # fmt: skip
        if operation == "capabilities":
            named = ("batteryChargeLevel", "chargerConnectionStatus", "targetBatteryChargeLevel", "chargingStatus")
            return {"getEnergyState": {"isSupported": True, **{key: {"isSupported": True} for key in named}}}
        if operation == "state":
            return {
                "batteryChargeLevel": energy(self.soc_pct, "percentage"),
                "chargerConnectionStatus": energy(self.plug),
                "targetBatteryChargeLevel": energy(self.limit_pct, "percentage"),
                "chargingStatus": energy("IDLE"),
            }
        return {"data": data}


class Skoda(CarCloud):
    """Asked every five minutes, with a range in metres; whether the cable is in is told by the charging state."""

    domain, library = "skoda", "skoda_public_api"
    plug, unplugged = "READY_FOR_CHARGING", "CONNECT_CABLE"
    entities: ClassVar = {
        "soc_entity": ("sensor", "battery_percentage"),
        "odometer_entity": ("sensor", "mileage"),
        "range_entity": ("sensor", "remaining_electric_range"),
        "plug_entity": ("sensor", "charging_state"),
    }

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> MockConfigEntry:
        async def request(_api: Any, _url: str, **_more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
            return self._answer(), {}

        patch.setattr("skoda_public_api.api_layer.rest_api.SkodaRestAPI._make_get_request", request)
        return await self._entry(hass, {"vin": VIN, "api_key": "key"})

    def _answer(self) -> dict[str, Any]:
        battery = {"stateOfChargeInPercent": self.soc_pct, "remainingCruisingRangeInMeters": 290_000}
        charging = {"isVehicleInSavedLocation": True, "status": {"state": self.plug, "battery": battery}}
        odometer = {"mileageInKm": 1609, "carCapturedTimestamp": None}
        return {"vehicle": {"name": "Enyaq", "vin": VIN, "odometer": odometer, "charging": charging}, "errors": []}
