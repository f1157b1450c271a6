"""Today and tomorrow, for sensors, actions and the Energy dashboard."""

from types import SimpleNamespace

import pytest
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.coordinator import SolarChargingCoordinator
from custom_components.solar_charging.energy import async_get_solar_forecast

from .conftest import NOON


def test_the_forecast_covers_today_and_tomorrow_by_local_hours(make):
    forecast = make().forecast(NOON)
    assert len(forecast) == 48
    assert forecast[0].start.astimezone(dt_util.get_default_time_zone()).hour == 0
    assert all(hour.p10_wh <= hour.p50_wh <= hour.p90_wh for hour in forecast)


def test_surplus_is_what_the_house_leaves(make):
    estimator = make(house_load_w=500.0)
    for hour, left in zip(estimator.forecast(NOON), estimator.surplus(NOON), strict=True):
        assert left.mean_wh == pytest.approx(max(hour.mean_wh - 500.0, 0.0))
        assert left.p10_wh <= max(hour.p10_wh - 500.0, 0.0)


def test_the_rest_of_the_day_has_a_cautious_and_a_hopeful_end(make):
    rest = make().rest_of_today(NOON)
    assert 0 < rest.p10_wh < rest.mean_wh < rest.p90_wh
    assert make().rest_of_today(NOON.replace(hour=21, minute=59)).mean_wh == 0


def test_accuracy_is_not_claimed_before_anything_was_measured(make):
    assert make().error_pct(NOON) is None


async def test_the_energy_dashboard_gets_hours_and_watt_hours(hass, make):
    coordinator = SolarChargingCoordinator.__new__(SolarChargingCoordinator)
    coordinator.estimator = make()
    entry = MockConfigEntry(domain="solar_charging")
    entry.add_to_hass(hass)
    entry.runtime_data = coordinator
    answer = await async_get_solar_forecast(hass, entry.entry_id)
    assert len(answer["wh_hours"]) == 48
    assert all(dt_util.parse_datetime(start) is not None for start in answer["wh_hours"])
    assert 20_000 < sum(answer["wh_hours"].values()) < 130_000


async def test_the_energy_dashboard_gets_nothing_of_a_home_that_is_not_set_up(hass):
    entry = MockConfigEntry(domain="solar_charging")
    entry.add_to_hass(hass)
    entry.runtime_data = SimpleNamespace()
    assert await async_get_solar_forecast(hass, entry.entry_id) is None
    assert await async_get_solar_forecast(hass, "gone") is None
