"""Prices as integrations tell them, in one form: UTC seconds, whole currency per kWh."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.solar_charging.prices.formats import load_formats, read_attributes, unit_factor

BERLIN = ZoneInfo("Europe/Berlin")
MIDNIGHT = datetime(2026, 11, 23, tzinfo=BERLIN)
HOUR_S = 3600.0


def at(hour: int, minute: int = 0) -> str:
    return datetime(2026, 11, 23, hour, minute, tzinfo=BERLIN).isoformat()


# Attributes as each integration documents or codes them.
PUBLISHED: dict[str, tuple[dict[str, Any], str]] = {
    "Nord Pool (custom)": (
        {
            "raw_today": [
                {"start": MIDNIGHT, "end": MIDNIGHT.replace(hour=1), "value": 0.2},
                {"start": MIDNIGHT.replace(hour=1), "end": MIDNIGHT.replace(hour=2), "value": 0.1},
            ],
            "raw_tomorrow": [],
        },
        "EUR/kWh",
    ),
    "EPEX Spot": (
        {
            "data": [
                {"start_time": at(0), "end_time": at(1), "price_per_kwh": 0.2},
                {"start_time": at(1), "end_time": at(2), "price_per_kwh": 0.1},
            ]
        },
        "€/kWh",
    ),
    "EPEX Spot, old": (
        {
            "data": [
                {"start_time": at(0), "end_time": at(1), "price_eur_per_mwh": 200.0},
                {"start_time": at(1), "end_time": at(2), "price_eur_per_mwh": 100.0},
            ]
        },
        "EUR/MWh",
    ),
    "Energi Data Service": (
        {"raw_today": [{"hour": at(0), "price": 0.2}, {"hour": at(1), "price": 0.1}], "raw_tomorrow": None},
        "DKK/kWh",
    ),
    "ENTSO-e, in local time without a zone": (
        {"prices": [{"time": "2026-11-23 00:00:00", "price": 0.2}, {"time": "2026-11-23 01:00:00", "price": 0.1}]},
        "EUR/kWh",
    ),
    "Octopus Energy": (
        {
            "rates": [
                {"start": at(0), "end": at(1), "value_inc_vat": 0.2},
                {"start": at(1), "end": at(2), "value_inc_vat": 0.1},
            ]
        },
        "",
    ),
    "Amber, whose intervals begin a second late": (
        {
            "forecasts": [
                {"start_time": at(0).replace(":00+", ":01+"), "end_time": at(1), "per_kwh": 0.2},
                {"start_time": at(1).replace(":00+", ":01+"), "end_time": at(2), "per_kwh": 0.1},
            ]
        },
        "$/kWh",
    ),
    "in cents": (
        {"raw_today": [{"start": at(0), "end": at(1), "value": 20}, {"start": at(1), "end": at(2), "value": 10}]},
        "ct/kWh",
    ),
}


@pytest.mark.parametrize(("attributes", "unit"), PUBLISHED.values(), ids=PUBLISHED.keys())
def test_every_make_of_price_is_understood(attributes: dict[str, Any], unit: str) -> None:
    found = read_attributes(load_formats(), attributes, unit, BERLIN)
    start_s = MIDNIGHT.timestamp()
    assert found == [
        (start_s, start_s + HOUR_S, pytest.approx(0.2)),
        (start_s + HOUR_S, start_s + 2 * HOUR_S, pytest.approx(0.1)),
    ]


def test_quarter_hours_end_with_the_next() -> None:
    attributes = {"prices": [{"time": at(0, minute), "price": 0.1} for minute in (0, 15, 30)]}
    found = read_attributes(load_formats(), attributes, "EUR/kWh", BERLIN)
    assert [end_s - start_s for start_s, end_s, _ in found] == [900.0, 900.0, HOUR_S]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        None,
        "soon",
        [None, 5, "x"],
        [{"start": at(0), "end": at(1), "value": None}],
        [{"start": "tomorrow", "value": 0.1}],
        [{"start": at(0), "end": at(1), "value": float("nan")}],
    ],
)
def test_what_is_broken_is_left_out(rows: Any) -> None:
    assert read_attributes(load_formats(), {"raw_today": rows}, "EUR/kWh", BERLIN) == []


def test_negative_prices_are_prices() -> None:
    attributes = {"raw_today": [{"start": at(0), "end": at(1), "value": -0.05}]}
    assert read_attributes(load_formats(), attributes, "EUR/kWh", BERLIN)[0][2] == -0.05


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("EUR/kWh", 1), ("€/MWh", 0.001), ("ct/kWh", 0.01), ("öre/kWh", 0.01), ("GBP/kWh", 1), ("p/kWh", 0.01), (None, 1)],
)
def test_units_are_what_they_say(unit: str | None, factor: float) -> None:
    assert unit_factor(unit) == pytest.approx(factor)
