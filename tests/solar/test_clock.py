"""A clock that was set: what was learned stays as it was, and is no older than it was."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.array import SolarArray
from custom_components.solar_charging.solar.intervals import Interval
from custom_components.solar_charging.solar.load_profile import LoadProfile
from custom_components.solar_charging.solar.solar_model import SolarModel

START = datetime(2026, 6, 1, tzinfo=UTC)
YEAR = 365


def days_in(value: Any) -> Iterator[float]:
    """Return every day that is kept in what is stored of a model."""
    if isinstance(value, dict):
        for key, item in value.items():
            # "day" is a kind of light, too.
            if key == "day" and item is not None and item > YEAR:
                yield item
            else:
                yield from days_in(item)


def teach(model: SolarModel, days: range) -> None:
    for day in days:
        for quarter in range(16, 76):
            start = START + timedelta(days=day, minutes=15 * quarter)
            model.learn(Interval(start, 0.8 * model.table.power_w(start)))


@pytest.mark.parametrize("by_days", [-YEAR, YEAR])
def test_every_day_that_was_learned_from_moves_along(berlin: SolarArray, by_days: int) -> None:
    model = SolarModel(berlin, approximate_table(berlin, START, hours=24 * 8, step_s=900.0))
    teach(model, range(5))
    before = list(days_in(model.to_dict()))
    assert len(before) >= 6, model.to_dict()
    model.shift_timestamps(by_days)
    assert list(days_in(model.to_dict())) == [day + by_days for day in before]


def test_the_usual_load_outlives_a_year_that_never_was() -> None:
    load = LoadProfile(400.0)
    for day in range(28):
        load.observe(day, day % 7, 12, 1500.0)
    before_w = load.load(0, 12).expected_w
    load.shift_days(YEAR)
    load.observe(YEAR + 28, 0, 12, 1500.0)
    assert load.load(0, 12).expected_w == pytest.approx(before_w, rel=0.1)
    assert before_w > 1000
