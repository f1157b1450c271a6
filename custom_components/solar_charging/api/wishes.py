"""What a charger is wished beyond its mode, as fields of its settings: ready by a time, a boost, a limit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from homeassistant.util import dt as dt_util

from ..planning.wish import Wish
from .problems import invalid
from .schemas import Schema, boolean, choice, integer, listed, nullable, number, text, timestamp
from .times import read, written

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
# From a scooter's battery to a lorry's.
_ENERGY = {"least": 100, "most": 1_000_000}

FIELDS: Mapping[str, Schema] = {
    "ready_by": nullable(timestamp("When the car has to be ready, once.")),
    "ready_by_time": nullable(text("When it has to be ready each day, as local time such as 07:00.", 8)),
    "ready_by_weekdays": listed(choice("On these days only; none: on every day.", _DAYS), most=7),
    "target_watt_hours": nullable(integer("What has to be charged until then.", **_ENERGY)),
    "target_percentage": nullable(number("Or the state of charge to be reached.", 1, 100)),
    "vehicle_battery_watt_hours": nullable(integer("Of a battery of this size.", **_ENERGY)),
    "boost_end": nullable(timestamp("Full speed until then.")),
    "limit_watt_hours": nullable(integer("No more than this in a session.", **_ENERGY)),
    "limit_percentage": nullable(number("No more than this state of charge.", 1, 100)),
    "limit_is_permanent": boolean("Whether the limit is for every session rather than for this one."),
}
# Fields whose values are the wish's own.
_PLAIN = {
    "target_watt_hours": "target_wh",
    "target_percentage": "target_pct",
    "vehicle_battery_watt_hours": "battery_wh",
    "limit_watt_hours": "limit_wh",
    "limit_percentage": "limit_pct",
    "limit_is_permanent": "limit_stays",
}
_MOMENTS = {"ready_by": "ready_by_s", "boost_end": "boost_until_s"}


def shown(wish: Wish) -> Mapping[str, Any]:
    """Return a wish as the API shows it."""
    return {
        **{name: _moment(getattr(wish, own)) for name, own in _MOMENTS.items()},
        "ready_by_time": wish.ready_time,
        "ready_by_weekdays": [_DAYS[day] for day in wish.ready_weekdays],
        **{name: _number(getattr(wish, own), FIELDS[name]) for name, own in _PLAIN.items()},
    }


def changed(wish: Wish, body: Mapping[str, Any]) -> Wish:
    """Return a wish with what a client wrote; raises ProblemError for what cannot be wished."""
    changes: dict[str, Any] = {own: body[name] for name, own in _PLAIN.items() if name in body}
    for name, own in _MOMENTS.items():
        if name in body:
            changes[own] = None if body[name] is None else _future_s(body[name], name)
    if "ready_by_time" in body:
        changes["ready_time"] = body["ready_by_time"] and _local_time(body["ready_by_time"])
    if "ready_by_weekdays" in body:
        changes["ready_weekdays"] = tuple(sorted({_DAYS.index(day) for day in body["ready_by_weekdays"]}))
    new = replace(wish, **changes)
    has_departure = new.ready_by_s is not None or new.ready_time is not None
    has_target = new.target_wh is not None or (new.target_pct is not None and new.battery_wh is not None)
    if changes and has_departure and not has_target:
        needed = ["To be ready by a time takes this, or target_percentage and vehicle_battery_watt_hours."]
        raise invalid({"target_watt_hours": needed})
    return new


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else written(datetime.fromtimestamp(seconds, UTC))


def _number(value: float | None, schema: Schema) -> float | None:
    return round(value) if value is not None and "integer" in schema["type"] else value


def _future_s(value: str, field: str) -> float:
    moment = read(value, field)
    if moment <= dt_util.utcnow():
        raise invalid({field: ["Must be in the future."]})
    return moment.timestamp()


def _local_time(value: str) -> str:
    try:
        return time.fromisoformat(value).replace(tzinfo=None).isoformat("minutes")
    except ValueError as err:
        raise invalid({"ready_by_time": ["Must be a time such as 07:00."]}) from err
