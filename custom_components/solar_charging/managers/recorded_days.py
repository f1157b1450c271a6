"""The recorder's full-resolution states of the home's power sensors, on a common grid of times."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import HomeAssistant, State

from ..catalogue.entry import Role
from ..devices.entity_state import POWER, number_of
from ..devices.site_readings import SiteReadings, read_site
from ..devices.source import RoleSource
from ..engine.measure.reading import Reading, Source
from ..replay.recorded import GRID_S, RecordedHome

# What a sensor has shown for longer than this may be a recorder that was down: sensors of power move.
_HELD_S = 900.0


async def async_recorded(
    hass: HomeAssistant, sources: Mapping[Role, RoleSource], charger_entity: str | None, days: int, now: datetime
) -> RecordedHome | None:
    """Return the home as it was recorded; None where there is no recorder, or nothing of a charger's power."""
    if RECORDER_DOMAIN not in hass.config.components or charger_entity is None:
        return None
    entity_ids = [
        part for source in sources.values() for part in source.entity_ids if source.role is not Role.BATTERY_SOC
    ]
    start, wanted = now - timedelta(days=days), [*entity_ids, charger_entity]
    read = partial(get_significant_states, hass, start, now, wanted, significant_changes_only=False)
    states = await get_instance(hass).async_add_executor_job(read)
    return await hass.async_add_executor_job(_gridded, states, sources, charger_entity, (start, now))


def _gridded(
    states: Mapping[str, Sequence[State | dict[str, object]]],
    sources: Mapping[Role, RoleSource],
    charger_entity: str,
    period: tuple[datetime, datetime],
) -> RecordedHome | None:
    start, end = period
    known = {key: _Recorded([one for one in rows if isinstance(one, State)]) for key, rows in states.items()}
    if charger_entity not in known:
        return None
    times_s = [start.timestamp() + GRID_S * number for number in range(int((end - start).total_seconds() / GRID_S))]
    sites = [_site(known, sources, at_s) for at_s in times_s]
    roles = {role.value for role in sources}
    has_battery = any(role.startswith("battery") and role != Role.BATTERY_SOC.value for role in roles)
    battery_w = [_value(one.battery_w) if has_battery else 0.0 for one in sites]
    charger_w = [known[charger_entity].at(at_s) for at_s in times_s]
    grid_w = [_value(one.grid_w) for one in sites]
    generation_w = [_value(one.generation_w) for one in sites]
    if Role.PV_POWER not in sources:
        # What the house does not cover itself is all that a grid meter shows of the sun.
        rows = zip(grid_w, battery_w, charger_w, strict=True)
        generation_w = [None if None in row else max(-_net_w(row), 0.0) for row in rows]
    elif not any("grid" in role for role in roles):
        loads_w = [_value(one.load_w) for one in sites]
        parts = zip(generation_w, loads_w, battery_w, charger_w, strict=True)
        grid_w = [None if None in part else _grid_w(part) for part in parts]
    return RecordedHome(times_s, generation_w, grid_w, battery_w, charger_w)


def _net_w(row: Sequence[float | None]) -> float:
    """Return the grid's power less what battery and charger took."""
    grid_w, *taken_w = (value or 0.0 for value in row)
    return grid_w - sum(taken_w)


def _grid_w(part: Sequence[float | None]) -> float:
    """Return what is bought for load, battery and charger beyond generation."""
    generation_w, *taken_w = (value or 0.0 for value in part)
    return sum(taken_w) - generation_w


def _site(known: Mapping[str, _Recorded], sources: Mapping[Role, RoleSource], at_s: float) -> SiteReadings:
    return read_site(lambda role: _role(known, sources.get(role), at_s))


def _role(known: Mapping[str, _Recorded], source: RoleSource | None, at_s: float) -> Source:
    if source is None:
        return None
    values = [known[part.entity_id].at(at_s) if part.entity_id in known else None for part in source.parts]
    at = datetime.fromtimestamp(at_s).astimezone()
    total = sum(value * part.factor for value, part in zip(values, source.parts, strict=True) if value is not None)
    return None if None in values else Reading(total, at)


def _value(source: Source) -> float | None:
    return source.value if isinstance(source, Reading) else None


class _Recorded:
    """One sensor. A unit that changed in the meantime is each state's own."""

    def __init__(self, states: Sequence[State]) -> None:
        self._times_s = [state.last_updated.timestamp() for state in states]
        read = [number_of(state, POWER) for state in states]
        self._values = [one.value if isinstance(one, Reading) else None for one in read]

    def at(self, at_s: float) -> float | None:
        index = bisect_right(self._times_s, at_s) - 1
        if index < 0 or self._values[index] is None:
            return None
        # One at rest stays at rest.
        is_held = at_s - self._times_s[index] <= _HELD_S or not self._values[index]
        return self._values[index] if is_held else None
