"""A meter that gives apparent power only is read; the apparent power beside every plug is offered to nobody."""

from homeassistant.core import HomeAssistant, State

from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.devices.entity_state import CURRENT, POWER, Problem, number_of
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.flows.candidates import OF_ROLE

LINKY = State("sensor.linky_papp", "1240", {"unit_of_measurement": "VA", "device_class": "apparent_power"})


async def test_apparent_power_is_read_as_power_and_as_nothing_else(hass: HomeAssistant) -> None:
    assert isinstance(reading := number_of(LINKY, POWER, None), Reading)
    assert reading.value == 1240.0
    assert number_of(LINKY, CURRENT, None) is Problem.WRONG_UNIT
    reactive = State("sensor.var", "300", {"unit_of_measurement": "var"})
    assert number_of(reactive, POWER, None) is Problem.WRONG_UNIT


async def test_apparent_power_is_no_choice_by_hand(hass: HomeAssistant) -> None:
    assert not OF_ROLE[Role.GRID_POWER].fits(LINKY)
