"""Skies from what the home has: the Energy dashboard's forecast, Open-Meteo, the weather entity's forecast."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from homeassistant.core import SupportsResponse
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.solar_charging.solar.sky_sources import SourceKind
from custom_components.solar_charging.solar_sources import open_meteo as open_meteo_module
from custom_components.solar_charging.solar_sources import pv_forecast as pv_module

from .conftest import NOON

URL = "https://api.open-meteo.com/v1/forecast"
SATELLITE_URL = "https://satellite-api.open-meteo.com/v1/archive"
MIDNIGHT = NOON.replace(hour=0)
FORECAST = [{"datetime": (MIDNIGHT + timedelta(hours=hour)).isoformat(), "cloud_coverage": 100} for hour in range(40)]


async def settle(hass):
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
def weather(hass):
    """A weather entity with an hourly forecast, whose answer a test may change."""
    hass.states.async_set("weather.home", "sunny", {"supported_features": 2, "cloud_coverage": 10})
    answer = {"weather.home": {"forecast": FORECAST}}

    async def get_forecasts(_call):
        return answer

    hass.services.async_register("weather", "get_forecasts", get_forecasts, supports_response=SupportsResponse.ONLY)
    return answer


async def test_the_weather_entitys_forecast_reaches_over_the_day(hass, make, weather):
    estimator = make(weather_entity_id="weather.home")
    bright_wh = estimator.energy_until_midnight_wh(NOON)
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.CLOUD_FORECAST
    assert estimator.energy_until_midnight_wh(NOON + timedelta(seconds=1)) < 1.6 * bright_wh
    assert estimator.forecast(NOON)[35].mean_wh < 0.6 * 2 * 9000


@pytest.mark.parametrize(
    "forecast",
    [
        [],
        None,
        [{"datetime": "soon", "cloud_coverage": 5}],
        [{"datetime": MIDNIGHT.isoformat(), "condition": "frogs"}] * 9,
        ["rain"],
    ],
)
async def test_a_forecast_that_says_nothing_leaves_the_cover_of_now(hass, make, weather, freezer, forecast):
    weather["weather.home"] = {"forecast": forecast}
    estimator = make(weather_entity_id="weather.home")
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.CLOUD_COVER
    assert estimator.as_dict()["feeds"]["cloud_forecast"]
    # Whatever it said, it is asked again.
    weather["weather.home"] = {"forecast": FORECAST}
    freezer.tick(timedelta(hours=3))
    async_fire_time_changed(hass)
    await settle(hass)
    assert estimator.as_dict()["feeds"]["cloud_forecast"] is None


async def test_conditions_stand_in_for_a_cover_that_is_not_forecast(hass, make, weather):
    for hour in weather["weather.home"]["forecast"]:
        del hour["cloud_coverage"]
        hour["condition"] = "rainy"
    estimator = make(weather_entity_id="weather.home")
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.CLOUD_FORECAST
    assert estimator.expected_w(NOON) < 0.6 * estimator.outlook(NOON).clear_sky_w[0]


@pytest.fixture(autouse=True)
def no_satellite(aioclient_mock):
    """No satellite sees the home."""
    aioclient_mock.get(SATELLITE_URL, status=400)


def forecasts_asked(aioclient_mock):
    return sum(url.host == "api.open-meteo.com" for _, url, _, _ in aioclient_mock.mock_calls)


def open_meteo(share=500.0, step_s=900):
    first = int((MIDNIGHT - timedelta(days=1)).timestamp())
    return {
        "minutely_15": {
            "time": [first + step_s * step for step in range(4 * 96)],
            "shortwave_radiation": [share] * (4 * 96),
        }
    }


async def test_nobody_is_asked_unless_it_was_chosen(hass, make, aioclient_mock, freezer, weather):
    estimator = make(weather_entity_id="weather.home")
    await estimator.async_start()
    for _ in range(24):
        await settle(hass)
        freezer.tick(timedelta(hours=1))
        async_fire_time_changed(hass)
    assert aioclient_mock.call_count == 0


def test_no_other_module_can_ask_anybody():
    """What leaves the home leaves by one module, which the estimator starts with consent only; the other asks an evcc the user names."""
    package = Path(open_meteo_module.__file__).parent.parent
    doors = re.compile(
        r"clientsession|ClientSession|urlopen|httpx|requests\.(get|post)|socket\.|open_connection", re.ASCII
    )
    found = {path.name for path in package.rglob("*.py") if doors.search(path.read_text(encoding="utf-8"))}
    assert found == {"open_meteo.py", "evcc_client.py"}


async def test_open_meteos_irradiance_is_transposed_by_our_own_table(hass, make, aioclient_mock):
    aioclient_mock.get(URL, json=open_meteo(400.0))
    estimator = make(use_open_meteo=True)
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.IRRADIANCE
    dull_w = estimator.expected_w(NOON)
    assert 0.2 < dull_w / estimator.outlook(NOON).clear_sky_w[0] < 0.6
    # Asked again once the exact table is there, if that comes after the first answer.
    assert {url.query["latitude"] for _, url, _, _ in aioclient_mock.mock_calls} == {"52.50"}


@pytest.mark.parametrize("known", [lambda step: step % 3 == 0, lambda step: step > 144, lambda step: step < 144])
async def test_what_is_not_known_of_open_meteos_day_is_not_taken_for_darkness(hass, make, aioclient_mock, known):
    partly = open_meteo(400.0)
    values = partly["minutely_15"]["shortwave_radiation"]
    partly["minutely_15"]["shortwave_radiation"] = [one if known(step) else None for step, one in enumerate(values)]
    aioclient_mock.get(URL, json=partly)
    estimator = make(use_open_meteo=True)
    await estimator.async_start()
    await settle(hass)
    for hours in (-1, 3):
        at = NOON + timedelta(hours=hours)
        assert estimator.forecast(NOON)[at.hour + 2].mean_wh > 1500.0


async def test_a_restart_does_not_ask_open_meteo_again(hass, make, aioclient_mock, freezer):
    aioclient_mock.get(URL, json=open_meteo(400.0))
    first = make(use_open_meteo=True)
    await first.async_start()
    await settle(hass)
    asked, stored = forecasts_asked(aioclient_mock), first.as_dict()
    first.async_stop()
    freezer.tick(timedelta(minutes=10))
    again = make(use_open_meteo=True, stored=stored)
    await again.async_start()
    await settle(hass)
    assert forecasts_asked(aioclient_mock) == asked
    assert again.source(NOON + timedelta(minutes=10)) is SourceKind.IRRADIANCE
    freezer.tick(timedelta(minutes=65))
    async_fire_time_changed(hass)
    await settle(hass)
    assert forecasts_asked(aioclient_mock) == asked + 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"text": "busy"},
        {"json": {}},
        {"json": {"minutely_15": {"time": [], "shortwave_radiation": []}}},
        {"json": {"minutely_15": {"time": [10**15, 10**15 + 900], "shortwave_radiation": [400.0, 400.0]}}},
        {"json": open_meteo(None)},
        {"json": open_meteo(-400.0)},
        {"json": open_meteo(step_s=3600)},
        {"exc": TimeoutError},
    ],
)
async def test_open_meteo_lost_falls_to_the_next_source_and_comes_back(
    hass, make, aioclient_mock, freezer, weather, caplog, answer
):
    aioclient_mock.get(URL, **answer)
    estimator = make(use_open_meteo=True, weather_entity_id="weather.home")
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.CLOUD_FORECAST
    for _ in range(8):
        freezer.tick(timedelta(hours=1))
        async_fire_time_changed(hass)
        await settle(hass)
    asked = forecasts_asked(aioclient_mock)
    assert 2 <= asked <= 5
    assert caplog.text.count("irradiance is unavailable") == 1

    aioclient_mock.clear_requests()
    aioclient_mock.get(SATELLITE_URL, status=400)
    aioclient_mock.get(URL, json=open_meteo())
    later = NOON + timedelta(hours=21)  # the next morning
    freezer.move_to(later)
    async_fire_time_changed(hass)
    await settle(hass)
    assert estimator.as_dict()["feeds"]["irradiance"] is None
    assert estimator.source(later) is SourceKind.IRRADIANCE


def provide(monkeypatch, hass, answer, domain="forecast_solar"):
    entry = MockConfigEntry(domain=domain)
    entry.add_to_hass(hass)

    async def platform(_hass, _entry_id):
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def platforms(_hass):
        return {domain: platform}

    async def manager(_hass):
        sources = [{"type": "solar", "config_entry_solar_forecast": [entry.entry_id]}, {"type": "grid"}]
        return SimpleNamespace(data={"energy_sources": sources})

    hass.config.components.add("energy")
    monkeypatch.setattr(pv_module, "async_get_energy_platforms", platforms)
    monkeypatch.setattr(pv_module, "async_get_manager", manager)


async def test_the_energy_dashboards_forecast_comes_first(hass, make, monkeypatch, weather):
    hours = {(MIDNIGHT + timedelta(hours=hour)).isoformat(): 1000 if 4 <= hour % 24 < 19 else 0 for hour in range(48)}
    provide(monkeypatch, hass, {"wh_hours": hours})
    estimator = make(weather_entity_id="weather.home")
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.PV_FORECAST
    assert estimator.expected_w(NOON) == pytest.approx(1000.0, rel=0.1)


@pytest.mark.parametrize(
    "answer", [None, {}, {"wh_hours": {"soon": 5}}, {"wh_hours": {"2026-06-21T10:00": None}}, RuntimeError("boom")]
)
async def test_a_broken_forecast_of_others_breaks_nothing_here(hass, make, monkeypatch, weather, answer):
    provide(monkeypatch, hass, answer)
    estimator = make(weather_entity_id="weather.home")
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.CLOUD_FORECAST


async def test_our_own_forecast_never_feeds_itself(hass, make, monkeypatch):
    hours = {(MIDNIGHT + timedelta(hours=hour)).isoformat(): 1000 for hour in range(48)}
    provide(monkeypatch, hass, {"wh_hours": hours}, domain="solar_charging")
    estimator = make()
    await estimator.async_start()
    await settle(hass)
    assert estimator.source(NOON) is SourceKind.CLIMATOLOGY


async def test_the_real_energy_integration_answers_as_expected(recorder_mock, hass, make):
    """How its platforms are found is not a declared interface: should it change, this says so."""
    assert await async_setup_component(hass, "energy", {})
    estimator = make()
    await estimator.async_start()
    await settle(hass)
    assert "no generation forecast is chosen" in estimator.as_dict()["feeds"]["pv_forecast"]
