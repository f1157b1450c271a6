"""Actions on chargers: mode, ready by, boost, limit, and why."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.const import WEEKDAYS
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..control.charger import async_set_mode, async_update_requests
from ..control.plan_report import described_plans
from ..control.rights import may
from ..coordinator import SolarChargingCoordinator
from ..engine.model import SolarMode
from ..engine.status import STATUS_OF
from ..planning.charge_request import ChargeRequest
from ..planning.request_rules import is_without_target
from . import loaded_coordinator
from .car_requests import async_update_cars, named_cars
from .charger_calls import CHARGERS, MOST_ENERGY_KWH, async_charger_ids, invalid, moment, utc, wh
from .rights import async_caller

# No car stands at its charger for longer.
_LONGEST = timedelta(days=7)
_ENERGY_KWH = vol.All(vol.Coerce(float), vol.Range(0.1, MOST_ENERGY_KWH))
_PERCENT = vol.All(vol.Coerce(float), vol.Range(1.0, 100.0))


def _duration(value: Any) -> timedelta:
    """Validate how long something is to last; raises vol.Invalid."""
    try:
        duration: timedelta = cv.positive_time_period(value)
    except (OverflowError, ValueError, TypeError) as error:
        raise vol.Invalid("expected a duration") from error
    if duration > _LONGEST:
        raise vol.Invalid("expected a week or less")
    return duration


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
    departure = utc(data.get("departure"))
    if departure is None and "time" not in data and "calendar" not in data:
        raise invalid("departure_required")
    coordinator = loaded_coordinator(call.hass)
    # What is not named is forgotten.
    changes: dict[str, Any] = {
        "departure_s": departure.timestamp() if departure else None,
        "ready_by_time": data["time"].isoformat("minutes") if "time" in data else None,
        "ready_by_weekdays": tuple(sorted({WEEKDAYS.index(day) for day in data.get("weekdays", ())})),
        "ready_by_wh": wh(data.get("energy_kwh")),
        "ready_by_soc_pct": data.get("target_pct"),
        "vehicle_battery_wh": wh(data.get("battery_kwh")),
        "departure_calendar": data.get("calendar"),
    }
    if is_without_target(ChargeRequest(**changes)):
        raise invalid("target_required")
    await _update(call, coordinator, **changes)


async def _clear_ready_by(call: ServiceCall) -> None:
    await _update(call, loaded_coordinator(call.hass), **_NO_DEPARTURE)


async def _boost(call: ServiceCall) -> None:
    coordinator = loaded_coordinator(call.hass)
    duration: timedelta | None = call.data.get("duration")
    more_wh = wh(call.data.get("energy_kwh"))
    if duration is None and more_wh is None:
        raise invalid("boost_bound_required")
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
        energy_limit_wh=wh(call.data.get("energy_kwh")),
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


async def _update(call: ServiceCall, coordinator: SolarChargingCoordinator, **changes: Any) -> None:
    """Change what is asked of all chargers and cars that were named."""
    cars = named_cars(call, coordinator)
    charger_ids = await async_charger_ids(call, coordinator, POLICY_CONTROL, cars)
    await async_update_cars(call, coordinator, cars.values(), changes)
    async_update_requests(coordinator, dict.fromkeys(charger_ids, changes))
