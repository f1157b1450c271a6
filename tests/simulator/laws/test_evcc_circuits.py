"""evcc's circuits as published: when a load point is looked at, and what a circuit leaves of what it asks for."""

from datetime import timedelta

import pytest

from custom_components.solar_charging.engine.decision import Command
from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode
from simulator.laws.evcc_circuits import EvccCircuits
from simulator.limits.random_home import START, RandomHome

ONE = ChargerLimits(6.0, 16.0, 1.0, (1,))
SWITCHED = ChargerLimits(6.0, 16.0, 1.0, (1, 3))


def look(
    circuits: EvccCircuits,
    second: int,
    fullest_a: float,
    mode: SolarMode,
    limits: ChargerLimits = ONE,
    taken_w: float = 0.0,
) -> Command | None:
    now = START + timedelta(seconds=second)
    charger = ChargerInputs("0", mode, limits, car=CarState.CHARGING, power_w=Reading(taken_w, now))
    currents = tuple(Reading(amperes, now) for amperes in (fullest_a, 1.0, 1.0))
    site = SiteLimits(main_fuse_a=25.0)
    inputs = Inputs(Reading(500.0, now), phase_currents_a=currents, site=site, chargers=(charger,))
    commands = circuits.decide(inputs, now)
    return commands[0] if commands else None


@pytest.mark.parametrize("phase_s", [0, 7, 29])
def test_a_load_point_is_looked_at_every_30_s_at_moments_of_its_own(phase_s: int) -> None:
    circuits = EvccCircuits(phase_s)
    looks = [second for second in range(90) if look(circuits, second, 2.0, SolarMode.BOOST)]
    assert looks == [30 - phase_s - 30 * (phase_s == 0) + 30 * index for index in range(3)]


def test_a_mode_that_is_changed_is_followed_at_once() -> None:
    circuits = EvccCircuits()
    look(circuits, 0, 2.0, SolarMode.OFF)
    command = look(circuits, 5, 2.0, SolarMode.BOOST)
    assert command is not None
    assert (command.is_enabled, command.current_a) == (True, 16.0)


@pytest.mark.parametrize(("fullest_a", "current_a"), [(2.0, 16.0), (15.0, 10.0), (20.0, 0.0), (40.0, 0.0)])
def test_more_is_cut_to_what_the_fullest_phase_leaves(fullest_a: float, current_a: float) -> None:
    command = look(EvccCircuits(), 0, fullest_a, SolarMode.BOOST)
    assert command is not None
    assert command.current_a == current_a


def test_what_is_above_the_limit_is_taken_back_and_nothing_is_added_to_one_that_is_switched_off() -> None:
    circuits = EvccCircuits()
    look(circuits, 0, 2.0, SolarMode.BOOST)
    lowered = look(circuits, 30, 30.0, SolarMode.BOOST, taken_w=3680.0)
    off = look(circuits, 60, 30.0, SolarMode.OFF, taken_w=2530.0)
    assert lowered is not None
    assert off is not None
    assert (lowered.current_a, off.is_enabled) == (11.0, False)


@pytest.mark.parametrize(("fullest_a", "phases"), [(2.0, 3), (22.0, 1)])
def test_a_boost_takes_three_phases_where_a_circuit_leaves_their_minimum(fullest_a: float, phases: int) -> None:
    command = look(EvccCircuits(), 0, fullest_a, SolarMode.BOOST, SWITCHED)
    assert command is not None
    assert command.phases == phases


def test_how_often_the_meter_reports_makes_a_difference() -> None:
    over_as = []
    for period_s in (1, 10, 30):
        home = RandomHome(155, period_s=period_s, control=EvccCircuits(5))
        home.run(1000)
        over_as.append(home.overshoot_as)
    assert len(set(over_as)) == 3
