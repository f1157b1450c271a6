"""The solar array: one for each home, in one or more planes. It is the config entry: creating the one creates the other."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util

from ...const import (
    CONF_AC_LIMIT_W,
    CONF_AZIMUTH_DEG,
    CONF_CAPACITY_W,
    CONF_LOSSES_PCT,
    CONF_TILT_DEG,
    DOMAIN,
    SUBENTRY_PLANE,
)
from ...coordinator import SolarChargingConfigEntry
from ...flows.checks import is_home, location_error
from ...setup.site_config import SiteConfig
from ...solar.array import MAX_CAPACITY_W, MIN_CAPACITY_W
from ..errors import SOLAR_ARRAY_ALREADY_EXISTS, SOLAR_LOCATION_REQUIRED, ProblemError, invalid, not_found
from ..ids import stable_id
from ..operation import Access, ApiCall, Operation, Reference, Resource
from ..running_site import async_settled, entry_of, running
from ..schemas import expandable, integer, link, listed, named, nullable, number, record, text, timestamp
from ..site_inverters import connected_inverters
from ..times import written
from .inverters import representation as inverter_representation

_LOCATION = record(
    "Location.",
    {
        "latitude": number("Degrees, north positive.", -90, 90),
        "longitude": number("Degrees, east positive.", -180, 180),
    },
)
_CAPACITY = integer("Total rated power of all panels, in W.", int(MIN_CAPACITY_W), int(MAX_CAPACITY_W))
_DETAILS = {
    "tilt_degrees": number("Tilt of the first plane: 0 is flat, 90 is vertical.", 0, 90),
    "azimuth_degrees": number("Azimuth of the first plane: 0 north, 90 east, 180 south, 270 west.", 0, 360),
    "ac_limit_watts": nullable(number("Maximum output of the inverters.", MIN_CAPACITY_W, MAX_CAPACITY_W)),
    "losses_percent": number("Losses from soiling, shading, wiring and aging.", 0, 99),
}
# The names of the entry's data for each of the details.
_KEYS = {
    "capacity_watts": CONF_CAPACITY_W,
    "tilt_degrees": CONF_TILT_DEG,
    "azimuth_degrees": CONF_AZIMUTH_DEG,
    "ac_limit_watts": CONF_AC_LIMIT_W,
    "losses_percent": CONF_LOSSES_PCT,
}
_CAR = {
    "vehicle_battery_watt_hours": integer(
        "Capacity of a car's battery, to compare today's solar energy with.", 1_000, 1_000_000
    ),
}

SCHEMAS = {
    "SolarArray": record(
        "The solar array of the home.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "capacity_watts": _CAPACITY,
            "planes": listed(named("Plane")),
            "ac_limit_watts": _DETAILS["ac_limit_watts"],
            "losses_percent": _DETAILS["losses_percent"],
            "location": _LOCATION,
            "inverter": nullable(expandable("Inverter")),
            "forecast": named("SolarArrayForecast"),
        },
    ),
    "Plane": record(
        "Panels facing one direction.",
        {
            "id": text("ID."),
            "capacity_watts": _CAPACITY,
            "tilt_degrees": _DETAILS["tilt_degrees"],
            "azimuth_degrees": _DETAILS["azimuth_degrees"],
        },
    ),
    "SolarArrayForecast": record(
        "Forecast for the rest of the day.",
        {
            "solar_watt_hours_until_midnight": nullable(integer("Energy until local midnight.", 0)),
            "percent_vehicle_battery_charge_until_midnight": nullable(
                integer("The energy as a percentage of vehicle_battery_watt_hours, if set.", 0, 100)
            ),
            "last_updated_at": nullable(timestamp("Time of the forecast.")),
        },
    ),
    "NewSolarArray": record(
        "A new array. Default location: Home Assistant's.",
        {"capacity_watts": _CAPACITY, **_DETAILS, "location": _LOCATION},
        required=["capacity_watts"],
    ),
    "SolarArrayChange": record(
        "Fields to change. With several planes, a changed capacity applies to the first one.",
        {"capacity_watts": _CAPACITY, **_DETAILS, "location": _LOCATION},
        required=[],
    ),
}


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    entry = entry_of(call.hass)
    return [await _representation(call, entry)] if entry else []


async def _retrieve(call: ApiCall) -> Mapping[str, Any]:
    return await _representation(call, _found(call))


async def _create(call: ApiCall) -> Mapping[str, Any]:
    if entry_of(call.hass) is not None:
        raise ProblemError(SOLAR_ARRAY_ALREADY_EXISTS)
    location = call.body.get("location") or _home_location(call.hass)
    result = await call.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IMPORT}, data=_known(_answers(call.body, location))
    )
    if result["type"] is not FlowResultType.CREATE_ENTRY:
        # Two at the same moment: the other one was first.
        raise ProblemError(SOLAR_ARRAY_ALREADY_EXISTS)
    return await _representation(call, result["result"])


async def _update(call: ApiCall) -> Mapping[str, Any]:
    entry = _found(call)
    changes = _answers(call.body, call.body.get("location"))
    others_w = sum(float(plane.data[CONF_CAPACITY_W]) for plane in entry.get_subentries_of_type(SUBENTRY_PLANE))
    if CONF_CAPACITY_W in changes:
        changes[CONF_CAPACITY_W] -= others_w
        if changes[CONF_CAPACITY_W] < MIN_CAPACITY_W:
            least_w = others_w + MIN_CAPACITY_W
            raise invalid(
                {"capacity_watts": [f"Must be at least {least_w:g}, because it includes the array's other planes."]}
            )
    call.hass.config_entries.async_update_entry(entry, data=_known({**entry.data, **changes}))
    await async_settled(entry)
    return await _representation(call, entry)


def _known(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if value is not None}


def _found(call: ApiCall) -> SolarChargingConfigEntry:
    entry = entry_of(call.hass)
    if entry is None or call.path["id"] != array_id(entry):
        raise not_found("solar array")
    return entry


def array_id(entry: SolarChargingConfigEntry) -> str:
    """Return the id of the home's array."""
    return stable_id("solr", entry.entry_id)


def _answers(body: Mapping[str, Any], location: Mapping[str, float] | None) -> dict[str, Any]:
    """Return a body as the set-up's answers."""
    answers = {
        key: body[name] if body[name] is None else float(body[name]) for name, key in _KEYS.items() if name in body
    }
    if location:
        if location_error(location):
            raise ProblemError(SOLAR_LOCATION_REQUIRED)
        answers |= {key: float(location[key]) for key in (CONF_LATITUDE, CONF_LONGITUDE)}
    return answers


def _home_location(hass: HomeAssistant) -> Mapping[str, float]:
    home = (hass.config.latitude, hass.config.longitude)
    if not is_home(*home):
        raise ProblemError(SOLAR_LOCATION_REQUIRED)
    return dict(zip((CONF_LATITUDE, CONF_LONGITUDE), home, strict=True))


async def _representation(call: ApiCall, entry: SolarChargingConfigEntry) -> Mapping[str, Any]:
    array = SiteConfig.from_entry(entry, 0.0).array
    ids = [entry.entry_id, *(plane.subentry_id for plane in entry.get_subentries_of_type(SUBENTRY_PLANE))]
    inverters = await connected_inverters(call.hass, entry)
    first = inverters[0] if inverters else None
    return {
        "id": array_id(entry),
        "url": call.url("solar_arrays", array_id(entry)),
        "capacity_watts": round(sum(plane.capacity_w for plane in array.planes)),
        "planes": [
            {
                "id": stable_id("plan", id_),
                "capacity_watts": round(plane.capacity_w),
                "tilt_degrees": plane.tilt_deg,
                "azimuth_degrees": plane.azimuth_deg,
            }
            for id_, plane in zip(ids, array.planes, strict=True)
        ],
        "ac_limit_watts": array.ac_limit_w,
        "losses_percent": array.losses_pct,
        "location": {"latitude": array.latitude, "longitude": array.longitude},
        "inverter": first
        and Reference(call.url("inverters", first.id), lambda: inverter_representation(call, entry, first)),
        "forecast": _forecast(call),
    }


def _forecast(call: ApiCall) -> Mapping[str, Any]:
    now = dt_util.utcnow()
    coordinator = running(call.hass)
    energy_wh = coordinator.estimator.energy_until_midnight_wh(now) if coordinator else None
    battery_wh = call.query.get("vehicle_battery_watt_hours")
    share_pct = round(100 * energy_wh / battery_wh) if energy_wh is not None and battery_wh else None
    return {
        "solar_watt_hours_until_midnight": None if energy_wh is None else round(energy_wh),
        "percent_vehicle_battery_charge_until_midnight": None if share_pct is None else min(share_pct, 100),
        "last_updated_at": None if energy_wh is None else written(now),
    }


_EXPANDS = ("inverter", "inverter.model", "inverter.model.make")

RESOURCE = Resource(
    title="Solar arrays",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/solar_arrays",
            name="list_solar_arrays",
            summary="List solar arrays (none or one).",
            answer="SolarArray",
            handle=_list,
            is_list=True,
            parameters=_CAR,
            expands=_EXPANDS,
        ),
        Operation(
            method="post",
            path="/solar_arrays",
            name="create_solar_array",
            summary="Set up the solar array.",
            body="NewSolarArray",
            answer="SolarArray",
            handle=_create,
            access=Access.ADMINISTRATOR,
            status=HTTPStatus.CREATED,
            expands=_EXPANDS,
            problems=(SOLAR_ARRAY_ALREADY_EXISTS, SOLAR_LOCATION_REQUIRED),
        ),
        Operation(
            method="get",
            path="/solar_arrays/{id}",
            name="retrieve_solar_array",
            summary="Retrieve the solar array.",
            answer="SolarArray",
            handle=_retrieve,
            parameters=_CAR,
            expands=_EXPANDS,
        ),
        Operation(
            method="patch",
            path="/solar_arrays/{id}",
            name="update_solar_array",
            summary="Change the solar array.",
            body="SolarArrayChange",
            answer="SolarArray",
            handle=_update,
            access=Access.ADMINISTRATOR,
            expands=_EXPANDS,
            problems=(SOLAR_LOCATION_REQUIRED,),
        ),
    ),
)
