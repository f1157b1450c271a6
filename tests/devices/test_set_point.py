"""What a set-point is told: never more than it takes, never more than was meant."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant, ServiceCall

from custom_components.solar_charging.catalogue.charger_config import SetPointConfig
from custom_components.solar_charging.devices.set_point import set_point_driver


def sent(hass: HomeAssistant, config: SetPointConfig, current_a: float, phases: int = 1) -> dict[str, Any] | None:
    driver = set_point_driver(hass, config, 230.0)
    assert driver is not None
    call = driver.call(current_a, phases)
    return dict(call.data) if call else None


@pytest.mark.parametrize(("current_a", "value"), [(10.0, 10), (10.9, 10), (99.0, 16), (6.0, 6)])
async def test_a_number_is_told_the_highest_step_not_above(hass: HomeAssistant, current_a: float, value: float) -> None:
    hass.states.async_set("number.amps", "6", {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"})
    assert sent(hass, SetPointConfig("number.amps"), current_a) == {"value": value}


async def test_a_power_is_converted_by_phases_and_its_floor_is_six_ampere(hass: HomeAssistant) -> None:
    hass.states.async_set("number.power", "4.2", {"min": 4.2, "max": 11, "step": 0.1, "unit_of_measurement": "kW"})
    config = SetPointConfig("number.power", unit="kW", least=4.2)
    driver = set_point_driver(hass, config, 230.0)
    assert driver is not None
    limits = driver.range(3)
    assert limits is not None
    assert limits.floor_a == pytest.approx(6.09, abs=0.01)
    assert sent(hass, config, 10.0, phases=3) == {"value": 6.9}
    assert sent(hass, config, limits.floor_a, phases=3) == {"value": 4.2}


async def test_a_select_is_set_to_the_highest_option_not_above(hass: HomeAssistant) -> None:
    hass.states.async_set("select.amps", "8 A", {"options": ["8 A", "10 A", "16 A", "Off"]})
    config = SetPointConfig("select.amps", least=8)
    assert sent(hass, config, 15.0) == {"option": "10 A"}
    assert sent(hass, config, 7.0) is None


async def test_a_select_names_its_unit_in_its_options_and_pauses_at_its_off(hass: HomeAssistant) -> None:
    hass.states.async_set("select.power", "3.7 kW", {"options": ["Off", "2.3 kW", "3.7 kW", "7,4 kW"]})
    config = SetPointConfig("select.power", pauses_at_zero=True)
    driver = set_point_driver(hass, config, 230.0)
    assert driver is not None
    limits = driver.range(1)
    assert limits is not None
    assert limits.accepts_zero
    assert limits.floor_a == pytest.approx(10.0)
    assert limits.accepted_a == pytest.approx((10.0, 16.09, 32.17), abs=0.01)
    assert sent(hass, config, 20.0) == {"option": "3.7 kW"}
    # Less than its least option is no order to pause.
    assert sent(hass, config, 8.0) is None
    assert sent(hass, config, 0.0) == {"option": "Off"}


async def test_an_action_gets_the_current_within_what_it_takes_once_it_exists(hass: HomeAssistant) -> None:
    config = SetPointConfig(action="easee.limit", data={"device_id": "d", "current": "{current}"}, max=20)
    assert sent(hass, config, 12.0) is None

    async def take(_call: ServiceCall) -> None:
        """Take it."""

    hass.services.async_register("easee", "limit", take)
    assert sent(hass, config, 12.0) == {"device_id": "d", "current": 12}
    assert sent(hass, config, 40.0) == {"device_id": "d", "current": 20}


async def test_nothing_is_told_to_what_is_not_there(hass: HomeAssistant) -> None:
    hass.states.async_set("number.amps", "unavailable", {"min": 6, "max": 16, "step": 1})
    assert sent(hass, SetPointConfig("number.amps"), 10.0) is None


async def test_a_power_that_is_shown_is_read_as_the_current_it_means(hass: HomeAssistant) -> None:
    hass.states.async_set("number.power", "7", {"min": 4.2, "max": 11, "step": 0.1, "unit_of_measurement": "kW"})
    driver = set_point_driver(hass, SetPointConfig("number.power", unit="kW"), 230.0)
    assert driver is not None
    assert getattr(driver.shown(3), "value", None) == pytest.approx(10.145, abs=0.001)


@pytest.mark.parametrize(("unit", "phases", "value"), [("W", 1, 2760), ("W", 3, 8280), ("kW", 1, 2.76), ("A", 3, 12)])
async def test_an_action_gets_its_own_unit(hass: HomeAssistant, unit: str, phases: int, value: float) -> None:
    config = SetPointConfig(action="box.limit", data={"limit": "{current}"}, unit=unit, step=0.01)

    async def take(_call: ServiceCall) -> None:
        """Take it."""

    hass.services.async_register("box", "limit", take)
    assert sent(hass, config, 12.0, phases) == {"limit": pytest.approx(value, rel=0.002)}
