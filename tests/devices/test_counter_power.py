"""Power worked out from an energy counter, where a meter has no power sensor."""

from datetime import UTC, datetime, timedelta

import pytest
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.devices.counter_power import (
    CounterPower,
    CounterStep,
    is_counter,
    read_site_entity,
)
from custom_components.solar_charging.devices.entity_state import POWER
from custom_components.solar_charging.devices.source import RoleSource
from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.flows.checks import source_errors
from custom_components.solar_charging.prices.carbon import carbon_factor
from custom_components.solar_charging.prices.formats import price_now

NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)


def seen(counter: CounterPower, steps: list[tuple[float, float]], after_s: float = 0.0) -> float | None:
    """Show the counter these steps (seconds after noon, Wh), and look at it some time after the last."""
    power_w = None
    for second, energy_wh in steps:
        at = NOON + timedelta(seconds=second)
        power_w = counter.power_w(CounterStep(energy_wh, at), at)
    if after_s:
        power_w = counter.power_w(CounterStep(energy_wh, at), at + timedelta(seconds=after_s))
    return power_w


def test_the_power_is_known_with_the_second_step():
    assert seen(CounterPower(), [(0, 5000)]) is None
    assert seen(CounterPower(), [(0, 5000), (72, 5100)]) == pytest.approx(5000)


def test_single_watt_hours_every_few_seconds_do_not_make_the_power_jump():
    # A kilowatt, counted in whole Wh every ten seconds: 2 or 3 at a time, which by itself is 720 W or 1080 W.
    steps = [(second, second * 1000 // 3600) for second in range(0, 600, 10)]
    shown = [seen(CounterPower(), steps[:count]) for count in range(10, len(steps))]
    assert all(power_w == pytest.approx(1000, rel=0.08) for power_w in shown)


@pytest.mark.parametrize(("rested_s", "most_w"), [(30, 5000), (360, 1000), (3600, 100)])
def test_a_counter_that_rests_measures_less_and_less(rested_s: float, most_w: float):
    counter = CounterPower()
    assert seen(counter, [(0, 5000), (72, 5100)], after_s=rested_s) == pytest.approx(min(5000, most_w))


def test_a_counter_that_starts_again_is_not_negative_power():
    counter = CounterPower()
    assert seen(counter, [(0, 9000), (60, 9100), (120, 0)]) is None
    assert seen(counter, [(120, 0), (240, 100)]) == pytest.approx(3000)


async def test_a_role_is_read_from_a_counter_in_kwh(hass: HomeAssistant, freezer) -> None:
    freezer.move_to(NOON)
    role = RoleSource.of(Role.GRID_IMPORT_POWER, ["sensor.import"])
    hass.states.async_set("sensor.import", "1000.0", {"unit_of_measurement": "kWh"})
    assert isinstance(role.read(hass, NOON), Unavailable)
    later = NOON + timedelta(seconds=90)
    freezer.move_to(later)
    hass.states.async_set("sensor.import", "1000.1", {"unit_of_measurement": "kWh"})
    assert role.read(hass, later) == Reading(pytest.approx(4000), later)


async def test_a_counter_is_no_mistake_where_power_is_asked_for_and_a_temperature_is(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.import", "1000.0", {"unit_of_measurement": "kWh"})
    hass.states.async_set("sensor.warm", "21", {"unit_of_measurement": "°C"})
    assert source_errors(hass, {Role.GRID_IMPORT_POWER: ("sensor.import",)}) == {}
    assert not RoleSource.of(Role.GRID_IMPORT_POWER, ["sensor.import"]).problems(hass)
    assert source_errors(hass, {Role.GRID_IMPORT_POWER: ("sensor.warm",)}) == {"grid_import_power": "wrong_unit"}


@pytest.mark.parametrize("unit", [["W"], {}, {"W": 1}, 5, None, "x" * 100_000])
async def test_a_unit_that_is_none_is_no_counter_and_stops_nothing(hass: HomeAssistant, unit: object) -> None:
    hass.states.async_set("sensor.meter", "5", {"unit_of_measurement": unit})
    assert not is_counter(hass, "sensor.meter")
    read_site_entity(hass, "sensor.meter", POWER)
    carbon_factor(unit)
    price_now("0.3", unit)
