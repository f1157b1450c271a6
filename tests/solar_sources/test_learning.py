"""Learning in Home Assistant: from what is measured, from the recorder's past, over restarts."""

from datetime import timedelta

import pytest
from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_add_external_statistics, async_import_statistics
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.orientation_report import OrientationReport
from custom_components.solar_charging.solar.worker import WorkerError
from custom_components.solar_charging.solar_sources import recorder_history as history_module
from custom_components.solar_charging.solar_sources.recorder_history import HistorySources

from .conftest import EXACT, NOON

SENSOR, LOAD = "sensor.inverter", "sensor.house"


async def settle(hass):
    await hass.async_block_till_done(wait_background_tasks=True)


def test_a_measured_sky_is_carried_into_the_next_minutes(make):
    estimator = make()
    for minute in range(30, -1, -1):
        estimator.observe_generation(NOON - timedelta(minutes=minute), 1500.0)
    outlook = estimator.outlook(NOON)
    assert outlook.expected_w[0] == pytest.approx(1500.0, rel=0.1)
    assert outlook.low_w[0] > 1000.0
    assert outlook.expected_w[-1] > outlook.expected_w[0]


def test_what_was_generated_before_an_export_limit_was_set_is_no_sign_of_clouds(make):
    """An inverter that was held back all along: cars waited for hours for a sun that was there."""
    estimator = make()
    for minute in range(30, -1, -1):
        estimator.observe_generation(NOON - timedelta(minutes=minute), 300.0)
    before_w = estimator.expected_w(NOON)
    estimator.follow_settings(300.0, None)
    assert estimator.expected_w(NOON) == before_w
    estimator.follow_settings(300.0, 0.0)
    assert estimator.expected_w(NOON) > 3 * before_w


def test_the_house_is_learned_and_told_to_the_engine(make):
    estimator = make()
    for second in range(0, 3600 * 24 * 8, 120):
        estimator.observe_house_load(NOON - timedelta(days=8) + timedelta(seconds=second), 900.0)
    assert 600.0 < estimator.outlook(NOON).house_load_w < 900.0


async def test_what_was_learned_outlives_a_restart_but_not_a_reset(hass, make):
    first = make()
    for second in range(0, 3600 * 24 * 6, 240):
        at = NOON - timedelta(days=6) + timedelta(seconds=second)
        first.observe_house_load(at, 900.0)
    again = make(stored=first.as_dict())
    assert again.house_load_w(NOON) == pytest.approx(first.house_load_w(NOON), rel=0.01)
    first.reset()
    assert first.expected_w(NOON) > 0


@pytest.mark.parametrize(
    "spoilt", [{"model": {}}, {"model": None}, {"load_profile": {"slots": []}}, {"has_learned_history": None}]
)
async def test_spoilt_learning_is_thrown_away_and_nothing_else(make, spoilt):
    again = make(stored=make().as_dict() | spoilt)
    assert again.expected_w(NOON) > 0


@pytest.fixture
def past_tables(monkeypatch):
    """The worker's answer about the past, without pvlib."""

    async def compute(array, requests, **_):
        return [
            approximate_table(array, one.start, hours=int(one.count * one.step_s / 3600) + 1, step_s=one.step_s)
            for one in requests
        ]

    async def find(_array, hours):
        return OrientationReport(30.0, 210.0, 6000.0, 4.0, 12.0, 60.0) if hours else None

    monkeypatch.setattr(history_module, "compute_tables", compute)
    monkeypatch.setattr(history_module, "compute_orientation", find)


async def remember(hass, array, factor=0.6, unit="W", entity_id=SENSOR, days=30):
    """Write weeks of hourly means of an array that yields `factor` of what is thought."""
    start = NOON.replace(hour=0) - timedelta(days=days)
    table = approximate_table(array, start, hours=24 * days, step_s=1800.0)
    scale = 0.001 if unit == "kW" else 1.0
    rows = [
        {
            "start": at,
            "mean": scale * factor * table.power_w(at + timedelta(minutes=30)) if entity_id == SENSOR else 800.0,
        }
        for at in (start + timedelta(hours=hour) for hour in range(24 * days))
    ]
    metadata = {
        "source": "recorder",
        "statistic_id": entity_id,
        "name": None,
        "unit_of_measurement": unit,
        "unit_class": "power",
        "has_sum": False,
        "mean_type": StatisticMeanType.ARITHMETIC,
    }
    async_import_statistics(hass, metadata, rows)
    await async_wait_recording_done(hass)


@pytest.mark.parametrize("unit", ["W", "kW"])
async def test_the_recorders_weeks_teach_the_model_at_first_start(recorder_mock, hass, make, array, past_tables, unit):
    await remember(hass, array, unit=unit)
    await remember(hass, array, entity_id=LOAD)
    estimator = make(history=HistorySources((SENSOR,), (LOAD,)))
    before_w = estimator.outlook(NOON).clear_sky_w[0]
    await estimator.async_start()
    await settle(hass)
    saved = estimator.as_dict()
    assert saved["history"]["verdict"] == "learned"
    assert saved["has_learned_history"]
    assert estimator.outlook(NOON + timedelta(minutes=1)).clear_sky_w[0] < 0.8 * EXACT * before_w
    assert estimator.house_load_w(NOON) > 600.0
    assert estimator.orientation_mismatch.azimuth_deg == 210.0
    assert estimator.step_change is None


async def count(hass, statistic_id, wh, days=30, until=NOON):
    """Let a meter count `wh(hour's start)` each hour, until the midnight before `until`."""
    start, total, rows = until.replace(hour=0) - timedelta(days=days), 0.0, []
    for number in range(24 * days):
        total += wh(start + timedelta(hours=number))
        rows.append({"start": start + timedelta(hours=number), "sum": total})
    is_own = "." in statistic_id
    metadata = {
        "source": "recorder" if is_own else "utility",
        "statistic_id": statistic_id,
        "name": None,
        "unit_of_measurement": "Wh",
        "unit_class": "energy",
        "has_sum": True,
        "mean_type": StatisticMeanType.NONE,
    }
    (async_import_statistics if is_own else async_add_external_statistics)(hass, metadata, rows)
    await async_wait_recording_done(hass)


async def show_in_dashboard(hass, *sources):
    assert await async_setup_component(hass, "energy", {})
    await (await async_get_manager(hass)).async_update({"energy_sources": list(sources)})


GRID = {
    "type": "grid",
    "stat_energy_from": "utility:import",
    "stat_energy_to": "utility:export",
    "cost_adjustment_day": 0.0,
}
SOLAR = {"type": "solar", "stat_energy_from": "utility:sun", "config_entry_solar_forecast": None}
CAR = "sensor.evse_power"


def car_wh(at):
    return 2000.0 if 10 <= at.hour < 14 and at.day % 2 else 0.0


async def count_a_home(hass, array, until=NOON):
    """A roof that gives a quarter more than described, a load of 350 W, a car at noon: all as their meters count it."""
    table = approximate_table(array, until - timedelta(days=31), hours=24 * 33, step_s=1800.0)

    def sun_wh(at):
        return 1.25 * (1.0 if at.day % 3 else 0.4) * table.power_w(at + timedelta(minutes=30))

    def grid_wh(at):
        return 350.0 + car_wh(at) - sun_wh(at)

    await count(hass, "utility:import", lambda at: max(grid_wh(at), 0.0), until=until)
    await count(hass, "utility:export", lambda at: max(-grid_wh(at), 0.0), until=until)
    await count(hass, "utility:sun", sun_wh, until=until)
    await count(hass, CAR, car_wh, until=until)


@pytest.mark.parametrize(
    ("shown", "metered", "is_known"),
    [([GRID], True, True), ([GRID], False, False), ([SOLAR], False, True), ([], True, False)],
    ids=["grid and charger", "a charger without a meter", "the inverter's cloud", "nothing"],
)
async def test_a_roof_that_nothing_reads_is_learned_from_what_the_energy_dashboard_counts(
    recorder_mock, hass, make, array, past_tables, shown, metered, is_known
):
    await show_in_dashboard(hass, *shown)
    await count_a_home(hass, array)
    estimator = make(history=HistorySources(chargers=(CAR,), is_load_unknown=True, are_chargers_metered=metered))
    before_w = estimator.outlook(NOON).clear_sky_w[0]
    await estimator.async_start()
    await settle(hass)
    factor = estimator.outlook(NOON + timedelta(minutes=1)).clear_sky_w[0] / (EXACT * before_w)
    assert factor == pytest.approx(1.25 if is_known else 1.0, rel=0.08)
    assert estimator.orientation_mismatch is None


async def test_what_the_dashboard_counts_later_is_learned_each_week_also_after_a_restart(
    recorder_mock, hass, make, array, past_tables, freezer
):
    await show_in_dashboard(hass, GRID)
    await count_a_home(hass, array)
    history = HistorySources(chargers=(CAR,), is_load_unknown=True)
    first = make(history=history)
    await first.async_start()
    await settle(hass)
    first.async_stop()
    for days, is_learned in ((0, False), (3, False), (8, True)):
        until = NOON + timedelta(days=days)
        freezer.move_to(until)
        await count_a_home(hass, array, until)
        again = make(history=history, stored=first.as_dict())
        await again.async_start()
        await settle(hass)
        assert (again.as_dict()["history"] is not None) == is_learned, days
        again.async_stop()


async def meter(hass, statistic_id, first_day, days, by_hour):
    """Let a utility tell what it metered, from midnight on: 12 kWh a day, by the hour or in one row."""
    start = NOON.replace(hour=22) - timedelta(days=first_day + 1)
    step = timedelta(hours=1 if by_hour else 24)
    wh = 500.0 if by_hour else 12_000.0
    rows = [{"start": start + step * one, "sum": wh * one} for one in range(int(timedelta(days=days) / step) + 1)]
    metadata = {
        "source": "utility",
        "statistic_id": statistic_id,
        "name": None,
        "unit_of_measurement": "Wh",
        "unit_class": "energy",
        "has_sum": True,
        "mean_type": StatisticMeanType.NONE,
    }
    async_add_external_statistics(hass, metadata, rows)
    await async_wait_recording_done(hass)


@pytest.mark.parametrize("by_hour", [True, False], ids=["hours", "days"])
async def test_a_home_without_a_meter_learns_its_load_from_the_utility_also_what_comes_late(
    recorder_mock, hass, make, freezer, by_hour
):
    assert await async_setup_component(hass, "energy", {})
    manager = await async_get_manager(hass)
    source = manager.default_preferences()["energy_sources"] + [
        {"type": "grid", "stat_energy_from": "utility:meter", "stat_energy_to": None, "cost_adjustment_day": 0.0}
    ]
    await manager.async_update({"energy_sources": source})
    await meter(hass, "utility:meter", 30, 29, by_hour)
    night = NOON.replace(hour=23)
    unknown_load, measured = (make(history=HistorySources(is_load_unknown=unknown)) for unknown in (True, False))
    for estimator in (unknown_load, measured):
        await estimator.async_start()
        await settle(hass)
    assert unknown_load.house_load_w(night) > 430.0
    assert measured.house_load_w(night) == 300.0
    # It goes on from there, and takes nothing twice.
    kept = unknown_load.as_dict()
    unknown_load.async_stop()
    again = make(history=HistorySources(is_load_unknown=True), stored=kept)
    await again.async_start()
    await settle(hass)
    assert again.as_dict()["load_profile"] == kept["load_profile"]
    await meter(hass, "utility:meter", 30, 30, by_hour)
    freezer.tick(timedelta(hours=12))
    async_fire_time_changed(hass)
    await settle(hass)
    assert again.as_dict()["load_profile"]["known_until"] > kept["load_profile"]["known_until"]


async def test_the_irradiance_of_then_is_asked_for_if_it_may_be(
    recorder_mock, hass, make, array, past_tables, aioclient_mock
):
    aioclient_mock.get("https://api.open-meteo.com/v1/forecast", status=500)
    aioclient_mock.get("https://satellite-api.open-meteo.com/v1/archive", status=500)
    await remember(hass, array)
    estimator = make(history=HistorySources((SENSOR,)), use_open_meteo=True)
    await estimator.async_start()
    await settle(hass)
    assert {url.query.get("past_days") for _, url, _, _ in aioclient_mock.mock_calls} == {"1", "92", None}
    assert estimator.as_dict()["history"]["verdict"] == "learned"


async def test_history_is_learned_once(recorder_mock, hass, make, array, past_tables):
    await remember(hass, array)
    first = make(history=HistorySources((SENSOR,)))
    await first.async_start()
    await settle(hass)
    again = make(history=HistorySources((SENSOR,)), stored=first.as_dict())
    await again.async_start()
    await settle(hass)
    assert again.as_dict()["history"] is None
    assert again.as_dict()["has_learned_history"]


async def test_an_absurd_history_changes_nothing(recorder_mock, hass, make, array, past_tables):
    await remember(hass, array, factor=50.0)
    estimator = make(history=HistorySources((SENSOR,)))
    await estimator.async_start()
    await settle(hass)
    assert estimator.as_dict()["history"]["verdict"] == "absurd"


async def test_history_waits_for_the_next_start_if_pvlib_cannot_be_had(recorder_mock, hass, make, array, monkeypatch):
    async def fail(*_, **__):
        raise WorkerError("no pvlib here")

    monkeypatch.setattr(history_module, "compute_tables", fail)
    await remember(hass, array)
    estimator = make(history=HistorySources((SENSOR,)))
    await estimator.async_start()
    await settle(hass)
    assert not estimator.as_dict()["has_learned_history"]


async def test_without_a_recorder_there_is_no_history_and_no_error(hass, make):
    estimator = make(history=HistorySources((SENSOR,)))
    await estimator.async_start()
    await settle(hass)
    assert estimator.expected_w(NOON) > 0
