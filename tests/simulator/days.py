"""Skies for the tests, without pvlib where it does not matter."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from simulator.weather import WeatherTrace

MORNING = datetime(2026, 6, 21, 4, tzinfo=UTC)


def seeded(number: int) -> Random:
    """Chance that repeats itself."""
    return Random(number)


def half_sine(peak_w: float = 6000.0, hours: float = 16.0) -> WeatherTrace:
    """A cloudless day as half a sine from MORNING on."""
    minutes = int(hours * 60)
    return WeatherTrace(MORNING, 60.0, [peak_w * math.sin(math.pi * minute / minutes) for minute in range(minutes + 1)])


def constant(power_w: float) -> WeatherTrace:
    """A sun that stands still."""
    return WeatherTrace(MORNING, 60.0, [power_w, power_w])


def seconds(count: int, start: datetime = MORNING) -> Iterator[datetime]:
    """The ends of `count` steps of a second."""
    for second in range(1, count + 1):
        yield start + timedelta(seconds=second)
