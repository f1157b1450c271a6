"""Wherever a moment is remembered, a clock that is set moves it along, or lets it be forgotten: nothing waits for an hour that has been."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .home import CURRENT, STATUS, SWITCH, StateHome
from .test_clock import Clock, charging, wall_clock  # noqa: F401  fixtures

DAY_S = 86_400.0
OURS = "custom_components.solar_charging."
# What may still say the time of before, and why. Parts of the way to it.
MAY_STAY: Mapping[str, str] = {
    "session.started_s": "people read it: what the clock showed when the car was plugged in",
    "parts.started_s": "as above",
    "open_bookings.started_s": "as above",
    "_writer._begun": "the same, to tell one session from another",
    "_last.offered_current_a": "as its entity says; the step corrects it (`WallClock.corrected`)",
    "_last.power_w": "as above",
    "_clock.": "the mechanism itself",
    "._pacer.": "on the loop's clock, which nobody can set",
    "store._model_at_s": "when a file was written: counts in both directions",
    "_task_since_s": "on the loop's clock",
    "_known._values_at_s": "a pace: counts in both directions",
    "_known._explained_at_s": "as above",
    "_known._written_at_s": "as above",
    "_reasons._shown.at_s": "as above",
    "__attr_native_value": "shown to people; renewed when it is news",
    "_rough.": "the sun's table: real dates",
    "_model.table.": "as above",
    "came_back_at": "compared for equality only",
    "._back_at": "as above",
    "batteries._loaded_s": "its first seconds; they are over when the clock is set",
    "sensor_checks._looked_at": "looks that are not 0 to 2 minutes apart are not compared",
}


def moments(value: Any, path: str, seen: set[int]) -> Iterator[tuple[str, float]]:
    """Return every moment that is remembered in an object of ours and below it, with the way there."""
    if isinstance(value, datetime):
        yield path, value.timestamp()
    elif isinstance(value, float):
        if 1.2e9 < value < 3e9:
            yield path, value
    elif value is not None and not isinstance(value, int | str | bytes) and id(value) not in seen:
        seen.add(id(value))
        for name, item in _parts(value):
            yield from moments(item, f"{path}.{name}" if name else path, seen)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in list(value.items()):
            yield "", key
            yield "", item
    elif isinstance(value, list | tuple | set | frozenset | deque):
        yield from (("", item) for item in list(value))
    elif type(value).__module__.startswith(OURS):
        names = [field.name for field in fields(value)] if is_dataclass(value) else []
        yield from ((name, getattr(value, name, None)) for name in {*names, *getattr(value, "__dict__", {})})


def remembered(entry: ConfigEntry) -> set[tuple[str, float]]:
    found = set(moments(entry.runtime_data, "", set()))
    return {(path, at_s) for path, at_s in found if not any(part in path for part in MAY_STAY)}


@pytest.mark.parametrize("jump_s", [-DAY_S, DAY_S])
async def test_no_moment_of_before_is_remembered(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    wall_clock: Clock,  # noqa: F811
    charging: ConfigEntry,  # noqa: F811
    jump_s: float,
) -> None:
    # Things to remember: a charger that was away, one whose car is full, one that takes less, a sky, an hour's sun.
    for entity_id, value in ((SWITCH, "unavailable"), (CURRENT, "unavailable"), (STATUS, "unavailable")):
        home.state(entity_id, value)
    await take_a_step(charging, freezer)
    home.state(SWITCH, "on")
    home.state(CURRENT, "6")
    home.state(STATUS, "complete")
    await take_a_step(charging, freezer)
    before = remembered(charging)
    assert len(before) > 30
    wall_clock.set(jump_s)
    await take_a_step(charging, freezer)
    stayed = sorted(before & remembered(charging))
    assert stayed == []
    await hass.config_entries.async_unload(charging.entry_id)


async def take_a_step(entry: ConfigEntry, freezer: FrozenDateTimeFactory) -> None:
    freezer.tick(timedelta(seconds=5))
    for _ in range(2):
        entry.runtime_data.async_step()
        await entry.runtime_data.hass.async_block_till_done(wait_background_tasks=True)
