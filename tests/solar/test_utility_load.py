"""A home that nobody measures: its load is learned from what the utility metered, by the hour or only by the day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.array import Plane, SolarArray
from custom_components.solar_charging.solar.history import HOUR
from custom_components.solar_charging.solar.intervals import Interval
from custom_components.solar_charging.solar.load_profile import LoadProfile
from custom_components.solar_charging.solar.utility_load import loads_from_grid

# Six weeks to the end of February, for 6 kW towards the south.
START = datetime(2026, 1, 19, tzinfo=UTC)
DAYS = 42
ARRAY = SolarArray(52.5, 13.4, 40.0, (Plane(6000.0, 35.0, 180.0),))
TABLE = approximate_table(ARRAY, START, hours=24 * (DAYS + 2), step_s=3600.0)
ASKED_W = 300.0


def clear_sky_w(hour: Interval) -> float:
    return TABLE.power_w(hour.start + HOUR / 2)


def load_w(at: datetime) -> float:
    """A family's: little at night, more in the evening and on weekends."""
    evening = 900.0 if 17 <= at.hour < 22 else 350.0 if at.hour >= 6 else 180.0
    return evening * (1.3 if at.weekday() >= 5 else 1.0)


def skies(day: int) -> float:
    """Of the clear sky's generation: an overcast, a broken, and a fair day in turn."""
    return (0.15, 0.5, 0.85)[day % 3]


def metered() -> list[Interval]:
    """What the grid gave each hour."""
    hours = [START + timedelta(hours=number) for number in range(24 * DAYS)]
    sun_w = [skies((at - START).days) * clear_sky_w(Interval(at, 0.0)) for at in hours]
    return [Interval(at, max(load_w(at) - one_w, 0.0)) for at, one_w in zip(hours, sun_w, strict=True)]


def by_day(hours: list[Interval]) -> list[Interval]:
    """As many utilities tell it: one row at midnight, W over one hour being Wh."""
    days = [hours[first : first + 24] for first in range(0, len(hours), 24)]
    return [Interval(day[0].start, sum(hour.mean_w for hour in day)) for day in days]


def learned(loads: list[Interval]) -> LoadProfile:
    profile = LoadProfile(ASKED_W)
    for one in loads:
        profile.observe(one.start.toordinal(), one.start.weekday(), one.start.hour, one.mean_w)
    return profile


def mean_error_w(profile: LoadProfile) -> float:
    week = [START + timedelta(hours=number) for number in range(168)]
    return sum(abs(profile.load(at.weekday(), at.hour).expected_w - load_w(at)) for at in week) / 168


def test_hours_of_the_grid_show_the_load_of_evenings_and_nights() -> None:
    profile = learned(loads_from_grid(metered(), clear_sky_w))
    assert mean_error_w(profile) < 0.4 * mean_error_w(LoadProfile(ASKED_W))
    assert profile.load(2, 19).expected_w == pytest.approx(900.0, rel=0.1)
    assert profile.load(5, 19).expected_w == pytest.approx(1170.0, rel=0.1)


def test_hours_that_the_sun_may_have_covered_have_the_load_that_the_whole_day_shows() -> None:
    profile = learned(loads_from_grid(metered(), clear_sky_w))
    true_w = sum(load_w(START + timedelta(hours=number)) for number in range(120)) / 120
    assert profile.load(2, 11).expected_w == pytest.approx(true_w, rel=0.15)
    gaps = [one for one in metered() if one.start.hour != 5]
    assert learned(loads_from_grid(gaps, clear_sky_w)).load(2, 11).expected_w == pytest.approx(ASKED_W)


@pytest.mark.parametrize("shape", [list, by_day], ids=["hours", "days"])
def test_a_home_that_a_battery_feeds_is_not_learned_from_the_grid(
    shape: Callable[[list[Interval]], list[Interval]],
) -> None:
    stored_w = 10.0  # of a home of 300 W
    assert loads_from_grid(shape([Interval(one.start, stored_w) for one in metered()]), clear_sky_w) == []


def test_days_of_the_grid_show_the_level_and_the_weekend() -> None:
    profile = learned(loads_from_grid(by_day(metered()), clear_sky_w))
    true_w = sum(load_w(START + timedelta(hours=number)) for number in range(120)) / 120
    mean_w = sum(profile.load(2, hour).expected_w for hour in range(24)) / 24
    assert mean_w == pytest.approx(true_w, rel=0.15)
    assert profile.load(5, 12).expected_w > 1.15 * profile.load(2, 12).expected_w


def test_a_car_in_the_figures_is_not_taken_for_the_house() -> None:
    hours = metered()
    cars = [Interval(one.start, one.mean_w + (11_000.0 if one.start.hour in (1, 2) else 0.0)) for one in hours]
    assert learned(loads_from_grid(cars, clear_sky_w)).load(2, 1).expected_w < 400.0
    days = by_day(hours)
    days[10] = Interval(days[10].start, days[10].mean_w + 40_000.0)
    assert max(one.mean_w for one in loads_from_grid(days, clear_sky_w)) < 1000.0


@pytest.mark.parametrize(
    "grid", [[], [Interval(START, 500.0)], [Interval(START + HOUR * one, 0.0) for one in range(48)]]
)
def test_nothing_metered_teaches_nothing(grid: list[Interval]) -> None:
    assert loads_from_grid(grid, clear_sky_w) == []
