"""What the engine and the user are told."""

from datetime import UTC, datetime, timedelta

import pytest
from homeassistant.util import dt as dt_util

from .conftest import NOON


def test_the_outlook_reaches_three_hours_ahead_and_keeps_its_order(make):
    outlook = make().outlook(NOON)
    assert outlook.start == NOON
    assert outlook.step_s * (len(outlook.clear_sky_w) - 1) == 3 * 3600
    assert outlook.house_load_w == 300.0
    for clear, expected, low in zip(outlook.clear_sky_w, outlook.expected_w, outlook.low_w, strict=True):
        assert clear >= expected >= low >= 0


@pytest.mark.parametrize(
    ("state", "attributes", "share"),
    [
        ("sunny", {"cloud_coverage": 0}, 1.0),
        ("sunny", {"cloud_coverage": 100}, 0.53),
        ("sunny", {}, 0.94),
        ("rainy", {}, 0.54),
        ("rainy", {"cloud_coverage": None}, 0.54),
        ("rainy", {"cloud_coverage": "lots"}, 0.54),
        ("sunny", {"cloud_coverage": 140}, 0.94),
        ("unavailable", {}, 0.70),
        ("unknown", {}, 0.70),
        ("raining frogs", {}, 0.70),
    ],
)
def test_the_weather_decides_how_much_of_the_clear_sky_comes_through(hass, make, state, attributes, share):
    hass.states.async_set("weather.home", state, attributes)
    estimator = make(weather_entity_id="weather.home")
    clear_w = estimator.outlook(NOON).clear_sky_w[0]
    assert estimator.expected_w(NOON) / clear_w == pytest.approx(share, abs=0.015)


def test_without_any_weather_the_usual_sky_is_assumed(make):
    assert make(weather_entity_id="weather.gone").expected_w(NOON) == make().expected_w(NOON) > 0


def test_nothing_is_to_come_after_sunset(make):
    assert make().energy_until_midnight_wh(NOON.replace(hour=21)) == 0
    assert make().expected_w(NOON.replace(hour=23)) == 0


def test_the_rest_of_the_day_shrinks_as_it_passes(make):
    estimator = make()
    rest = [estimator.energy_until_midnight_wh(NOON + timedelta(hours=hour)) for hour in range(-8, 10)]
    assert rest == sorted(rest, reverse=True)
    assert 25_000 < rest[0] < 60_000


async def test_the_day_ends_at_local_midnight(hass, make):
    estimator = make()
    await hass.config.async_set_time_zone("Pacific/Auckland")  # there, 11:00 UTC is an hour before midnight
    assert estimator.energy_until_midnight_wh(NOON) == pytest.approx(estimator.expected_w(NOON), rel=0.05)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2028, 2, 29), 24)])
def test_days_of_odd_length_have_each_of_their_hours_once(make, day, hours):
    noon = datetime(*day, 11, tzinfo=UTC)
    forecast = make().forecast(noon, days=1)
    assert len(forecast) == hours
    assert len({hour.start for hour in forecast}) == hours
    assert forecast[-1].start.astimezone(dt_util.get_default_time_zone()).hour == 23
