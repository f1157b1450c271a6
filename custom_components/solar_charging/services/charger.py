"""Actions on chargers: ready by, boost, limit, and what was charged."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.const import ATTR_DEVICE_ID, WEEKDAYS
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..control.books import async_change_session
from ..control.charger import async_set_mode, async_update_requests
from ..control.plan_report import described_plans
from ..control.rights import may
from ..coordinator import SolarChargingCoordinator
from ..engine.model import SolarMode
from ..engine.status import STATUS_OF
from ..planning.charge_request import ChargeRequest
from ..planning.request_rules import is_without_target
from ..sessions.accounts import GUEST
from ..sessions.session import Occupant
from ..sessions.session_change import SessionChange
from ..sessions.session_export import detailed, to_csv, to_json
from . import loaded_coordinator
from .car_requests import async_update_cars, named_cars
from .rights import async_caller, async_require
from .statements import car_of, person_of

# No car stands at its charger for longer.
_LONGEST = timedelta(days=7)


def moment(value: Any) -> datetime:
    """Return a time within the calendar, whatever the zone it is seen from."""
    found = cv.datetime(value)
    try:
        dt_util.as_utc(found).timestamp()
    except (OverflowError, ValueError) as error:
        raise vol.Invalid(f"{value} is out of range") from error
    return found


# No car takes more in one go; a slip of a unit does.
_ENERGY_KWH = vol.All(vol.Coerce(float), vol.Range(0.1, 300.0))


def _duration(value: Any) -> timedelta:
    """Validate how long something is to last; raises vol.Invalid."""
    try:
        duration: timedelta = cv.positive_time_period(value)
    except (OverflowError, ValueError, TypeError) as error:
        raise vol.Invalid("expected a duration") from error
    if duration > _LONGEST:
        raise vol.Invalid("expected a week or less")
    return duration


_PERCENT = vol.All(vol.Coerce(float), vol.Range(1.0, 100.0))
CHARGERS = {vol.Required(ATTR_DEVICE_ID): vol.All(cv.ensure_list, [cv.string])}
_READY_BY = {
    **CHARGERS,
    vol.Exclusive("departure", "when"): moment,
    vol.Exclusive("time", "when"): cv.time,
    vol.Exclusive("calendar", "when"): cv.entity_domain("calendar"),
    vol.Optional("weekdays"): vol.All(cv.ensure_list, [vol.In(WEEKDAYS)]),
    vol.Optional("energy_kwh"): _ENERGY_KWH,
    vol.Optional("target_pct"): _PERCENT,
    vol.Optional("battery_kwh"): _ENERGY_KWH,
}
_NO_DEPARTURE = {
    "departure_s": None,
    "ready_by_time": None,
    "ready_by_wh": None,
    "ready_by_soc_pct": None,
    "departure_calendar": None,
}
_BOOST = {
    **CHARGERS,
    vol.Optional("duration"): _duration,
    vol.Optional("energy_kwh"): _ENERGY_KWH,
}
_LIMIT = {
    **CHARGERS,
    vol.Optional("energy_kwh"): _ENERGY_KWH,
    vol.Optional("target_pct"): _PERCENT,
    vol.Optional("duration"): _duration,
    vol.Optional("keep_limits", default=False): cv.boolean,
}
_MODE = {
    **CHARGERS,
    vol.Required("mode"): vol.Coerce(SolarMode),
    vol.Optional("session_only", default=False): cv.boolean,
}
_MINIMUM = {**CHARGERS, vol.Required("target_pct"): vol.All(vol.Coerce(float), vol.Range(0.0, 100.0))}
# Of a session that was booked wrongly; nothing at all may have flowed.
_CORRECTION = {
    vol.Required(ATTR_DEVICE_ID): cv.string,
    vol.Optional("start"): moment,
    vol.Optional("energy_kwh"): vol.All(vol.Coerce(float), vol.Range(0.0, 300.0)),
    vol.Exclusive("car", "whose"): cv.string,
    vol.Exclusive("guest", "whose"): cv.boolean,
    vol.Optional("person"): cv.entity_domain("person"),
    vol.Optional("note"): vol.All(str, vol.Length(max=255)),
    vol.Optional("delete"): cv.boolean,
}
_SESSIONS = {vol.Optional("start"): moment, vol.Optional("end"): moment}


@callback
def async_setup_charger_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all homes."""

    def register(name: str, handler: Any, schema: Mapping[Any, Any], *, answers: bool = False) -> None:
        response = SupportsResponse.ONLY if answers else SupportsResponse.NONE
        hass.services.async_register(DOMAIN, name, handler, vol.Schema(dict(schema)), supports_response=response)

    register("set_mode", _set_mode, _MODE)
    register("explain", _explain, CHARGERS, answers=True)
    register("set_ready_by", _set_ready_by, _READY_BY)
    register("clear_ready_by", _clear_ready_by, CHARGERS)
    register("boost", _boost, _BOOST)
    register("set_charge_limit", _set_charge_limit, _LIMIT)
    register("set_minimum_charge", _set_minimum_charge, _MINIMUM)
    register("get_plan", _get_plan, CHARGERS, answers=True)
    register("get_sessions", _get_sessions, _SESSIONS, answers=True)
    register("correct_session", _correct_session, _CORRECTION)
    async_register_admin_service(
        hass,
        DOMAIN,
        "export_sessions",
        _export_sessions,
        vol.Schema({**_SESSIONS, vol.Required("format"): vol.In(["csv", "json"])}),
        SupportsResponse.ONLY,
    )


async def _set_mode(call: ServiceCall) -> None:
    coordinator = loaded_coordinator(call.hass)
    for charger_id in await async_charger_ids(call, coordinator, POLICY_CONTROL):
        async_set_mode(coordinator, charger_id, call.data["mode"], is_for_session=call.data["session_only"])


async def _explain(call: ServiceCall) -> ServiceResponse:
    """Why is it doing this? The status entity's answer, with the facts beside it."""
    coordinator = loaded_coordinator(call.hass)
    found: dict[str, Any] = {}
    for charger_id in await async_charger_ids(call, coordinator, POLICY_READ):
        if command := coordinator.data.command(charger_id):
            found[coordinator.charger_name(charger_id)] = {
                "mode": coordinator.requests.mode(coordinator.settings, charger_id).value,
                "status": STATUS_OF[command.reason.key].value,
                "reason": command.reason.key,
                "explanation": coordinator.explainer.sentence(command.reason),
                "current_a": command.current_a,
                "solar_power_w": round(command.solar_power_w),
                "next_action_at": command.next_action_at.isoformat() if command.next_action_at else None,
            }
    home_id, site = coordinator.config_entry.entry_id, coordinator.data.decision.site
    if not may(call.hass, await async_caller(call), home_id, POLICY_READ):
        return {"chargers": found}
    return {
        "chargers": found,
        "surplus_w": None if site.surplus_w is None else round(site.surplus_w),
        "surplus_source": site.source.value,
        "surplus_explanation": coordinator.explainer.sentence(site.reason),
    }


async def _set_ready_by(call: ServiceCall) -> None:
    data = call.data
    departure = _utc(data.get("departure"))
    if departure is None and "time" not in data and "calendar" not in data:
        raise _invalid("departure_required")
    coordinator = loaded_coordinator(call.hass)
    # What is not named is forgotten.
    changes: dict[str, Any] = {
        "departure_s": departure.timestamp() if departure else None,
        "ready_by_time": data["time"].isoformat("minutes") if "time" in data else None,
        "ready_by_weekdays": tuple(sorted({WEEKDAYS.index(day) for day in data.get("weekdays", ())})),
        "ready_by_wh": _wh(data.get("energy_kwh")),
        "ready_by_soc_pct": data.get("target_pct"),
        "vehicle_battery_wh": _wh(data.get("battery_kwh")),
        "departure_calendar": data.get("calendar"),
    }
    if is_without_target(ChargeRequest(**changes)):
        raise _invalid("target_required")
    await _update(call, coordinator, **changes)


async def _clear_ready_by(call: ServiceCall) -> None:
    await _update(call, loaded_coordinator(call.hass), **_NO_DEPARTURE)


async def _boost(call: ServiceCall) -> None:
    coordinator = loaded_coordinator(call.hass)
    duration: timedelta | None = call.data.get("duration")
    more_wh = _wh(call.data.get("energy_kwh"))
    if duration is None and more_wh is None:
        raise _invalid("boost_bound_required")
    until_s = (dt_util.utcnow() + duration).timestamp() if duration is not None else None
    changes: dict[str, dict[str, Any]] = {}
    for charger_id in await async_charger_ids(call, coordinator, POLICY_CONTROL):
        to_wh = None if more_wh is None else coordinator.sessions.session_wh(charger_id) + more_wh
        changes[charger_id] = {"boost_until_s": until_s, "boost_until_wh": to_wh}
    async_update_requests(coordinator, changes)


async def _set_charge_limit(call: ServiceCall) -> None:
    """Neither energy nor state of charge nor duration: no limit any more."""
    duration: timedelta | None = call.data.get("duration")
    await _update(
        call,
        loaded_coordinator(call.hass),
        energy_limit_wh=_wh(call.data.get("energy_kwh")),
        charge_limit_pct=call.data.get("target_pct"),
        charging_time_limit_s=duration.total_seconds() if duration else None,
        keep_limits=call.data["keep_limits"],
    )


async def _set_minimum_charge(call: ServiceCall) -> None:
    """Nothing, as a number, is no minimum."""
    await _update(call, loaded_coordinator(call.hass), minimum_charge_pct=call.data["target_pct"] or None)


async def _get_plan(call: ServiceCall) -> ServiceResponse:
    coordinator = loaded_coordinator(call.hass)
    plans = described_plans(coordinator)
    found = {
        coordinator.charger_name(key): plans[key]
        for key in await async_charger_ids(call, coordinator, POLICY_READ)
        if key in plans
    }
    return cast("ServiceResponse", {"plans": found})


async def _get_sessions(call: ServiceCall) -> ServiceResponse:
    return cast("ServiceResponse", {"sessions": await _rows(call)})


async def _export_sessions(call: ServiceCall) -> ServiceResponse:
    rows = await _rows(call)
    kind = call.data["format"]
    return {"format": kind, "content": to_csv(rows) if kind == "csv" else to_json(rows)}


async def _correct_session(call: ServiceCall) -> None:
    """Let a session have been what the user knows it was: how much, whose, or none at all."""
    coordinator, data = loaded_coordinator(call.hass), call.data
    start = _utc(data.get("start"))
    driver = person_of(call.hass, data["person"]) if "person" in data else None
    change = SessionChange(
        energy_wh=_wh(data.get("energy_kwh")),
        occupant=_occupant(call, coordinator),
        driver=Occupant(person_id=driver[0], person=driver[1]) if driver else None,
        note=data.get("note"),
        is_deleted=data.get("delete"),
    )
    if change == SessionChange():
        raise _invalid("correction_required")
    for charger_id in await async_charger_ids(call, coordinator, POLICY_CONTROL):
        if not await async_change_session(coordinator, charger_id, change, start):
            raise _invalid("no_session")


def _occupant(call: ServiceCall, coordinator: SolarChargingCoordinator) -> Occupant | None:
    """Return whose a session is to be; None: as it is."""
    if "car" in call.data:
        return coordinator.cars.occupant_of(car_of(call.hass, coordinator, call.data["car"]))
    return Occupant(GUEST) if call.data.get("guest") else None


async def _rows(call: ServiceCall) -> list[dict[str, Any]]:
    coordinator = loaded_coordinator(call.hass)
    found = await coordinator.sessions.async_sessions(_utc(call.data.get("start")), _utc(call.data.get("end")))
    user = await async_caller(call)
    found = [session for session in found if may(call.hass, user, session.charger_id, POLICY_READ)]
    currency = call.hass.config.currency
    return [
        detailed(session, coordinator.charger_name(session.charger_id, session.charger_name), currency)
        for session in found
    ]


async def _update(call: ServiceCall, coordinator: SolarChargingCoordinator, **changes: Any) -> None:
    """Change what is asked of all chargers and cars that were named."""
    cars = named_cars(call, coordinator)
    charger_ids = await async_charger_ids(call, coordinator, POLICY_CONTROL, cars)
    await async_update_cars(call, coordinator, cars.values(), changes)
    async_update_requests(coordinator, dict.fromkeys(charger_ids, changes))


async def async_charger_ids(
    call: ServiceCall, coordinator: SolarChargingCoordinator, policy: str, cars: Collection[str] = ()
) -> list[str]:
    """Return, for a caller who has this permission on them, the chargers behind the devices that were named: ours, or those of their own integrations.

    `cars`: devices among them that are cars.
    """
    registry, chargers = dr.async_get(call.hass), coordinator.site.chargers
    found = []
    for device_id in cv.ensure_list(call.data[ATTR_DEVICE_ID]):
        device = registry.async_get(device_id)
        own = {key for domain, key in device.identifiers if domain == DOMAIN} if device else set()
        # The device of the charger's own integration means the same charger.
        ids = {charger.id for charger in chargers if charger.id in own or charger.device_id == device_id}
        if not ids and device_id not in cars:
            raise _invalid("no_charger", device=device.name or device_id if device else device_id)
        found += sorted(ids)
    await async_require(call, found, policy)
    return found


def _invalid(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders or None
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else dt_util.as_utc(moment)


def _wh(energy_kwh: float | None) -> float | None:
    return None if energy_kwh is None else energy_kwh * 1000.0
