"""Two prices by the kitchen clock, also at weekends and when the clock changes."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.solar_charging.planning.slots import Series
from custom_components.solar_charging.prices.rates import Rates

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Rates(0.32, 0.22, time(22), time(6))


def price(series: Series, local: str) -> float | None:
    return series.at(datetime.fromisoformat(local).replace(tzinfo=BERLIN).timestamp())


def of(rates: Rates, now: str) -> Series:
    return rates.series(datetime.fromisoformat(now).replace(tzinfo=BERLIN), BERLIN)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-23 00:00", 0.22),
        ("2026-11-23 05:59", 0.22),
        ("2026-11-23 06:00", 0.32),
        ("2026-11-23 21:59", 0.32),
        ("2026-11-23 22:00", 0.22),
        ("2026-11-29 12:00", 0.32),
        ("2026-11-30 17:00", 0.32),
        ("2026-11-22 23:00", None),
    ],
)
def test_the_night_is_cheap_for_as_long_as_plans_reach(local: str, expected: float | None) -> None:
    assert price(of(NIGHT, "2026-11-23 17:30"), local) == expected


def test_a_cheap_noon_begins_and_ends_on_one_day() -> None:
    series = of(Rates(0.32, 0.22, time(12), time(16)), "2026-11-23 17:30")
    assert [price(series, f"2026-11-24 {hour}:00") for hour in (11, 12, 15, 16)] == [0.32, 0.22, 0.22, 0.32]


def test_weekends_are_cheap_all_day_if_they_are_said_to_be() -> None:
    series = of(Rates(0.32, 0.22, time(22), time(6), has_cheap_weekends=True), "2026-11-23 17:30")
    assert price(series, "2026-11-27 12:00") == 0.32
    assert price(series, "2026-11-28 12:00") == price(series, "2026-11-29 21:00") == 0.22
    assert price(series, "2026-11-30 12:00") == 0.32


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
@pytest.mark.parametrize("until", [time(2, 30), time(6)])
def test_when_the_clock_changes_it_still_is_the_clock_that_counts(night: str, until: time) -> None:
    series = of(Rates(0.32, 0.22, time(22), until), f"{night} 00:30")
    assert price(series, f"{night} 01:00") == 0.22
    assert price(series, f"{night} 07:00") == 0.32
    assert price(series, f"{night} 22:30") == 0.22


def test_one_price_holds_all_day() -> None:
    assert {
        of(Rates(0.3), "2026-11-23 17:30").at(datetime(2026, 11, 25, hour, tzinfo=BERLIN).timestamp())
        for hour in range(24)
    } == {0.3}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, None),
        ({"price_entities": ["sensor.price"]}, None),
        ({"price": 0.3}, Rates(0.3)),
        (
            {
                "price": 0.32,
                "cheap_price": 0.22,
                "cheap_from": "22:00:00",
                "cheap_until": "06:00:00",
                "cheap_weekends": True,
            },
            Rates(0.32, 0.22, time(22), time(6), has_cheap_weekends=True),
        ),
    ],
)
def test_they_are_read_as_the_flow_keeps_them(data: dict[str, Any], expected: Rates | None) -> None:
    assert Rates.from_data(data) == expected
