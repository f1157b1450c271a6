"""A clock that was set back: what is remembered moves along, so that what happened a second ago stays a second old."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

# Times since the epoch are far above this, durations far below.
EPOCH_S = 1e9
# Time servers correct a clock by less all the time.
SET_BACK_S = 2.0


def moved(value: Any, by_s: float) -> Any:
    """Return a state with all its times moved by so many seconds: fields of dataclasses whose names end in `_s`."""
    if isinstance(value, dict):
        return {key: moved(item, by_s) for key, item in value.items()}
    if isinstance(value, list):
        return [moved(item, by_s) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if field.name.endswith("_s"):
            changes[field.name] = _moved_time(item, by_s)
        elif isinstance(item, dict | list) or is_dataclass(item):
            changes[field.name] = moved(item, by_s)
    return replace(value, **changes)


def _moved_time(item: Any, by_s: float) -> Any:
    if isinstance(item, list):
        return [_moved_time(one, by_s) for one in item]
    return item + by_s if isinstance(item, float) and item > EPOCH_S else item
