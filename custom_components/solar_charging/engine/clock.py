"""A clock that was set: what is remembered moves along, so that what happened a second ago stays a second old."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

# Seconds since the epoch are above this (they were in 2001), durations below.
EPOCH_S = 1e9
# Time servers correct a clock by less all the time.
SET_BACK_S = 2.0


def moved[T](value: T, by_s: float) -> T:
    """Return a state with all moments in it moved by so many seconds: fields in seconds since the epoch, or in minutes since then."""
    return _moved(value, by_s) if by_s else value


def _moved(value: Any, by_s: float) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        found = {item.name: getattr(value, item.name) for item in fields(value) if item.init}
        return replace(value, **{name: _field(name, one, by_s) for name, one in found.items()})
    if isinstance(value, dict):
        return {key: _moved(one, by_s) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, by_s) for one in value]
    return value


def _field(name: str, value: Any, by_s: float) -> Any:
    if name == "minute":
        return value + round(by_s / 60.0)
    return _moment(value, by_s) if name.endswith("_s") else _moved(value, by_s)


def _moment(value: Any, by_s: float) -> Any:
    if isinstance(value, list):
        return [_moment(one, by_s) for one in value]
    return value + by_s if isinstance(value, float) and value > EPOCH_S else _moved(value, by_s)
