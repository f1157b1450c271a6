"""Hours of which only means are left keep them, take the course of like hours, and are the same each time."""

from array import array
from itertools import pairwise
from math import nan

import pytest

from custom_components.solar_charging.engine.model import SECONDS_PER_HOUR
from custom_components.solar_charging.replay.plausible_minutes import with_minutes
from custom_components.solar_charging.replay.recorded import GRID_S, RecordedHome
from custom_components.solar_charging.replay.recorded_courses import ROWS

# 10 June 2026, 10:00 UTC.
START_S = 1_781_085_600.0


def home(*hours: tuple[list[float], float, float], hourly: frozenset[int]) -> RecordedHome:
    """Hours of sun (a course that repeats), of a house's load and a charger's power, in W."""
    columns: list[list[float]] = [[], [], [], []]
    for suns_w, house_w, charger_w in hours:
        for row in range(ROWS):
            sun_w = suns_w[row % len(suns_w)]
            values = (sun_w, house_w + charger_w - sun_w, 0.0, charger_w)
            for column, value in zip(columns, values, strict=True):
                column.append(value)
    times_s = array("d", (START_S + GRID_S * row for row in range(ROWS * len(hours))))
    starts_s = frozenset(START_S + SECONDS_PER_HOUR * number for number in hourly)
    return RecordedHome(times_s, *columns, [nan] * len(times_s), starts_s)  # type: ignore[arg-type]


def test_a_mean_takes_the_course_of_an_hour_like_it_and_stays_the_mean() -> None:
    cloudy, clear = [2000.0] * 20 + [6000.0] * 20, [5000.0]
    given = home((cloudy, 300.0, 0.0), (clear, 300.0, 0.0), ([3800.0], 320.0, 0.0), hourly=frozenset({2}))
    filled = with_minutes(given)
    suns_w = list(filled.generation_w[2 * ROWS :])
    assert sum(suns_w) / ROWS == pytest.approx(3800.0, rel=0.001)
    loads_w = [sun_w + grid_w for sun_w, grid_w in zip(suns_w, filled.grid_w[2 * ROWS :], strict=True)]
    assert sum(loads_w) / ROWS == pytest.approx(320.0)
    assert list(filled.generation_w[: 2 * ROWS]) == list(given.generation_w[: 2 * ROWS])
    assert with_minutes(given).generation_w == filled.generation_w


def test_without_any_hour_in_full_means_stay() -> None:
    given = home(([3800.0], 320.0, 0.0), hourly=frozenset({0}))
    assert list(with_minutes(given).generation_w) == [3800.0] * ROWS


def test_a_charger_draws_fully_next_to_the_hour_in_which_it_went_on() -> None:
    given = home(([0.0], 300.0, 1100.0), ([0.0], 300.0, 2200.0), ([0.0], 300.0, 550.0), hourly=frozenset({0, 1, 2}))
    drawn_w = list(with_minutes(given).charger_w)
    changes = [(row, later - earlier) for row, (earlier, later) in enumerate(pairwise(drawn_w), 1) if later != earlier]
    assert changes == [(ROWS // 2, pytest.approx(2200.0)), (2 * ROWS + ROWS // 4, pytest.approx(-2200.0))]
    assert sum(drawn_w) / ROWS == pytest.approx(3850.0)
