"""Where the estimate's table comes from, and what happens when that fails."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.solar.worker import WorkerError

from .conftest import EXACT, NOON


async def settle(hass):
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_estimate_is_there_before_anything_was_computed(make):
    assert 3000 < make().expected_w(NOON) < 9000


async def test_pvlib_is_not_asked_before_home_assistant_has_started(hass, make, worker):
    hass.set_state(CoreState.starting)
    estimator = make()
    rough_w = estimator.expected_w(NOON)
    await estimator.async_start()
    await settle(hass)
    assert worker.calls == 0
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await settle(hass)
    assert worker.calls == 1
    assert estimator.expected_w(NOON) == pytest.approx(EXACT * rough_w, rel=0.05)


async def test_a_restart_needs_no_pvlib_while_the_table_lasts(hass, make, worker):
    first = make()
    await first.async_start()
    await settle(hass)
    again = make(stored=first.as_dict(), stored_table=first.table_as_dict())
    await again.async_start()
    await settle(hass)
    assert worker.calls == 1
    assert again.expected_w(NOON) == pytest.approx(first.expected_w(NOON), rel=1e-3)


@pytest.mark.parametrize("spoilt", [{}, {"array": 1}, {"table": {"version": 1}}, {"table": None}])
async def test_a_stored_table_that_does_not_fit_is_computed_anew(hass, make, worker, spoilt):
    first = make()
    await first.async_start()
    await settle(hass)
    stored = first.as_dict() | spoilt if spoilt else {}
    again = make(stored=stored)
    await again.async_start()
    await settle(hass)
    assert worker.calls == 2


async def test_another_array_gets_a_table_of_its_own(hass, make, worker, array):
    first = make()
    await first.async_start()
    await settle(hass)
    again = make(array=replace(array, ac_limit_w=2000.0), stored=first.as_dict())
    await again.async_start()
    await settle(hass)
    assert worker.calls == 2


async def test_the_table_is_renewed_once_a_day(hass, make, worker, freezer):
    estimator = make()
    await estimator.async_start()
    await settle(hass)
    for _ in range(3 * 24):
        freezer.tick(timedelta(hours=1))
        async_fire_time_changed(hass)
        await settle(hass)
    assert worker.calls == 4


async def test_a_failing_worker_is_asked_ever_less_often_and_logged_once(hass, make, worker, freezer, caplog):
    worker.error = WorkerError("no pvlib here")
    estimator = make()
    rough_w = estimator.expected_w(NOON)
    await estimator.async_start()
    await settle(hass)
    for _ in range(24 * 6):
        freezer.tick(timedelta(minutes=10))
        async_fire_time_changed(hass)
        await settle(hass)
    assert 5 < worker.calls < 12
    assert caplog.text.count("no pvlib here") == 1
    assert estimator.expected_w(NOON + timedelta(days=1)) == pytest.approx(rough_w, rel=0.02)
    assert estimator.as_dict()["last_error"] == "no pvlib here"

    worker.error = None
    caplog.set_level(logging.INFO)
    freezer.tick(timedelta(hours=6))
    async_fire_time_changed(hass)
    await settle(hass)
    assert "computed with pvlib again" in caplog.text
    assert estimator.as_dict()["last_error"] is None


async def test_nothing_runs_after_the_stop(hass, make, worker, freezer):
    worker.error = WorkerError("no pvlib here")
    estimator = make()
    await estimator.async_start()
    await settle(hass)
    estimator.async_stop()
    freezer.tick(timedelta(days=1))
    async_fire_time_changed(hass)
    await settle(hass)
    assert worker.calls == 1
