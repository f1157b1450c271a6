"""A fresh installation without the network: the sun is estimated all the same, what is missing is said, and it heals by itself."""

from datetime import timedelta

import pytest
from homeassistant.util import package
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from .conftest import EXACT, NOON


class Network:
    is_there = False
    error: OSError | None = None
    asked = 0


@pytest.fixture
def network(hass, monkeypatch):
    """Packages are installed as in a real Home Assistant, from a network that can be away."""
    state = Network()

    def install(*_, **__):
        state.asked += 1
        if state.error:
            raise state.error
        return state.is_there

    hass.config.skip_pip = False
    monkeypatch.setattr(package, "is_installed", lambda _: False)
    monkeypatch.setattr(package, "install_package", install)
    return state


async def test_without_the_network_a_simpler_model_serves_until_it_is_back(hass, make, worker, network, freezer):
    estimator = make()
    rough = estimator.rest_of_today(NOON)
    await estimator.async_start()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert worker.calls == 0
    assert estimator.table_error(NOON) is None  # a router that restarts is nobody's trouble
    assert estimator.table_error(NOON + timedelta(minutes=20)) == "pvlib==0.16.1 could not be installed"
    assert estimator.rest_of_today(NOON) == rough

    network.is_there = True
    freezer.tick(timedelta(minutes=2))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert worker.calls == 1
    assert estimator.table_error(NOON + timedelta(minutes=30)) is None
    assert estimator.rest_of_today(NOON + timedelta(minutes=2)).mean_wh == pytest.approx(
        EXACT * rough.mean_wh, rel=0.05
    )


@pytest.mark.parametrize("error", [None, OSError(12, "Cannot allocate memory")])
async def test_it_is_asked_for_less_and_less_often(hass, make, worker, network, freezer, error):
    network.error = error
    estimator = make()
    await estimator.async_start()
    for _ in range(120):
        freezer.tick(timedelta(minutes=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert network.asked / 3 < 9  # three tries each time, as Home Assistant does
    assert str(error or "could not be installed") in estimator.table_error(NOON + timedelta(hours=2))


async def test_the_simpler_models_own_error_is_in_its_bands(make, worker, hass):
    estimator = make()
    rough = estimator.rest_of_today(NOON)
    await estimator.async_start()
    await hass.async_block_till_done(wait_background_tasks=True)
    exact = estimator.rest_of_today(NOON)
    assert rough.p10_wh / rough.mean_wh < exact.p10_wh / exact.mean_wh
    assert rough.p90_wh / rough.mean_wh >= exact.p90_wh / exact.mean_wh
