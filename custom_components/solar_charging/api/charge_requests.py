"""What is asked of a charger beyond its mode, as fields of its settings: ready by a time, a boost, a limit."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from homeassistant.core import HomeAssistant, split_entity_id, valid_entity_id
from homeassistant.util import dt as dt_util

from ..control.charger import charge_request
from ..coordinator import SolarChargingCoordinator
from ..planning.charge_request import Charged, ChargeRequest
from ..planning.request_rules import DEPARTURE, NO_BOOST, InvalidRequestError, RejectReason, is_without_target
from .errors import invalid
from .schemas import Schema, boolean, choice, integer, listed, nullable, number, text, timestamp
from .times import read, written

_FUTURE = "Must be in the future."
_TARGET = "Required with a departure, unless ready_by_percentage and vehicle_battery_watt_hours are set."
_REFUSALS = {
    RejectReason.TARGET_REQUIRED: ("ready_by_watt_hours", _TARGET),
    RejectReason.DEPARTURE_PASSED: ("departure", _FUTURE),
    RejectReason.BOOST_PASSED: ("boost_end", _FUTURE),
    RejectReason.TARGET_BELOW_ENERGY: (
        "ready_by_watt_hours",
        "The car has already charged {present:.0f} Wh since it was plugged in.",
    ),
    RejectReason.TARGET_BELOW_CHARGE: ("ready_by_percentage", "The car is already at {present:.0f} %."),
}
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
# From a scooter's battery to a lorry's.
_ENERGY = {"least": 100, "most": 1_000_000}

# Fields that choose a mode.
MODES = frozenset({"solar_mode_type", "session_solar_mode_type"})
FIELDS: Mapping[str, Schema] = {
    "departure": nullable(timestamp("Date and time of a single departure.")),
    "ready_by_time": nullable(text("Local time of a recurring departure, such as 07:00.", 8)),
    "ready_by_weekdays": listed(choice("Days of the recurring departure. Empty: every day.", _DAYS), most=7),
    "departure_calendar": nullable(text("Entity ID of a calendar whose events are departures.")),
    "ready_by_watt_hours": nullable(
        integer("Energy to charge before the departure, since the car was plugged in.", **_ENERGY)
    ),
    "ready_by_percentage": nullable(
        number("State of charge to reach before the departure. Replaces ready_by_watt_hours, and vice versa.", 1, 100)
    ),
    "vehicle_battery_watt_hours": nullable(integer("Usable capacity of the car's battery.", **_ENERGY)),
    "minimum_charge_percentage": nullable(
        number("Below this state of charge, the car charges at full speed, also from the grid.", 1, 100)
    ),
    "boost_end": nullable(timestamp("End of the boost.")),
    "boost_watt_hours": nullable(integer("Remaining energy of the boost.", 0, 1_000_000)),
    "energy_limit_watt_hours": nullable(
        integer("Energy at which charging stops, since the car was plugged in.", **_ENERGY)
    ),
    "charge_limit_percentage": nullable(number("State of charge at which charging stops.", 1, 100)),
    "charging_time_limit_seconds": nullable(
        integer("Charging time at which charging stops, since the car was plugged in.", 60, 86_400)
    ),
    "keep_limits": boolean("Whether limits apply to every session instead of only this one."),
}
# What a car may ask for itself, wherever it is plugged in.
CAR_FIELDS: Mapping[str, Schema] = {
    name: FIELDS[name]
    for name in (
        "ready_by_time",
        "ready_by_weekdays",
        "ready_by_percentage",
        "charge_limit_percentage",
        "minimum_charge_percentage",
    )
}
# Fields whose values are the request's own.
_PLAIN = {
    "ready_by_watt_hours": "ready_by_wh",
    "ready_by_percentage": "ready_by_soc_pct",
    "vehicle_battery_watt_hours": "vehicle_battery_wh",
    "energy_limit_watt_hours": "energy_limit_wh",
    "charge_limit_percentage": "charge_limit_pct",
    "charging_time_limit_seconds": "charging_time_limit_s",
    "keep_limits": "keep_limits",
    "minimum_charge_percentage": "minimum_charge_pct",
}
_MOMENTS = {"departure": "departure_s", "boost_end": "boost_until_s"}


def shown(request: ChargeRequest, charged: Charged) -> Mapping[str, Any]:
    """Return a request as the API shows it, for a car that has got so much by now."""
    return {
        **{name: _moment(getattr(request, own)) for name, own in _MOMENTS.items()},
        "ready_by_time": request.ready_by_time,
        "departure_calendar": request.departure_calendar,
        "ready_by_weekdays": [_DAYS[day] for day in request.ready_by_weekdays],
        "boost_watt_hours": None
        if request.boost_until_wh is None
        else max(round(request.boost_until_wh - charged.energy_wh), 0),
        **{name: _number(getattr(request, own), FIELDS[name]) for name, own in _PLAIN.items()},
    }


def changed(coordinator: SolarChargingCoordinator, charger_id: str, body: Mapping[str, Any]) -> ChargeRequest:
    """Return a charger's request with what a client wrote; raises ProblemError for what cannot be asked."""
    # A mode that is chosen ends a boost, here as everywhere.
    changes: dict[str, Any] = dict(NO_BOOST) if MODES & body.keys() else {}
    changes |= plain_changes(body)
    for name, own in _MOMENTS.items():
        if name in body:
            changes[own] = None if body[name] is None else read(body[name], name).timestamp()
    if "departure_calendar" in body:
        changes["departure_calendar"] = body["departure_calendar"] and _calendar(
            coordinator.hass, body["departure_calendar"]
        )
    if "boost_watt_hours" in body:
        more_wh = body["boost_watt_hours"]
        changes["boost_until_wh"] = coordinator.requests.charged(charger_id).energy_wh + more_wh if more_wh else None
    try:
        new = charge_request(coordinator, charger_id, changes)
    except InvalidRequestError as err:
        field, sentence = _REFUSALS[err.reject_reason]
        raise invalid({field: [sentence.format(present=err.present)]}) from err
    if changes.keys() & DEPARTURE and is_without_target(new):
        raise invalid({"ready_by_watt_hours": [_TARGET]})
    return new


def plain_changes(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes that are the same for a charger and for a car; raises ProblemError for a time that is none."""
    changes = {own: body[name] for name, own in _PLAIN.items() if name in body}
    if "ready_by_time" in body:
        changes["ready_by_time"] = body["ready_by_time"] and _local_time(body["ready_by_time"])
    if "ready_by_weekdays" in body:
        changes["ready_by_weekdays"] = tuple(sorted({_DAYS.index(day) for day in body["ready_by_weekdays"]}))
    return changes


def shown_of_car(request: ChargeRequest) -> Mapping[str, Any]:
    """Return what a car asks for itself."""
    every = shown(request, Charged())
    return {name: every[name] for name in CAR_FIELDS}


def _moment(seconds: float | None) -> str | None:
    """What has passed is no longer asked."""
    if seconds is None or seconds <= dt_util.utcnow().timestamp():
        return None
    return written(dt_util.utc_from_timestamp(seconds))


def _number(value: float | None, schema: Schema) -> float | None:
    return round(value) if value is not None and "integer" in schema["type"] else value


def _calendar(hass: HomeAssistant, value: str) -> str:
    if not valid_entity_id(value) or split_entity_id(value)[0] != "calendar":
        raise invalid({"departure_calendar": ["Must be the entity ID of a calendar."]})
    if hass.states.get(value) is None:
        raise invalid({"departure_calendar": ["This calendar doesn't exist."]})
    return value


def _local_time(value: str) -> str:
    try:
        found = time.fromisoformat(value)
        if found.tzinfo is not None:
            raise ValueError(value)  # noqa: TRY301  a local time has no zone; dropping it would move the departure
        return found.isoformat("minutes")
    except ValueError as err:
        raise invalid({"ready_by_time": ["Must be a time such as 07:00."]}) from err
