"""Circuits hold as a sum on each phase, two levels deep; unevenly loaded phases differ by no more than the grid's rule allows."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.inputs import Circuit
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode

from .phases import Hung, PhaseHome

BOX = ChargerLimits(6.0, 32.0, 1.0, (3,))
ONE = ChargerLimits(6.0, 32.0, 1.0, (1,))


def home(*limits: ChargerLimits, house_a=(2.0, 2.0, 2.0), fuse_a=200.0) -> PhaseHome:
    plugs = [Hung(one, SolarMode.BOOST, first=one.first_phase or 0, car_phases=max(one.phases)) for one in limits]
    return PhaseHome(plugs, house_a, fuse_a=fuse_a)


def behind(*numbers: int, **limits: object) -> Circuit:
    name = str(limits.pop("name", "Garage"))
    return Circuit(name, name, frozenset(str(number) for number in numbers), **limits)


def run(one: PhaseHome, *circuits: Circuit, seconds=300) -> PhaseHome:
    one.inputs = lambda: {"circuits": circuits}
    return one.run(seconds)


def test_a_limit_in_amperes_holds_for_the_sum_of_its_chargers_and_names_the_circuit():
    one = run(home(BOX, BOX, BOX), behind(0, 1, limit_a=32.0))
    assert sum(one.currents_a[:2]) == pytest.approx(32.0, abs=1.0)
    assert one.currents_a[2] == 32.0
    command = one.loop.decision.commands[0]
    assert (command.reason.key, command.reason.numbers["circuit"]) == ("limited_by_circuit", "Garage")
    assert (command.limited_by.kind, command.limited_by.value, command.limited_by.withheld_a) == ("circuit", 32.0, 16.0)


def test_a_limit_in_watts_holds_for_the_sum():
    one = run(home(BOX, ONE), behind(0, 1, limit_w=11_000.0))
    assert 9_500.0 <= sum(plug.power_w for plug in one.plugs) <= 11_000.0


def test_circuits_hold_two_levels_deep():
    inner, outer = behind(0, 1, limit_a=20.0, name="Carport"), behind(0, 1, 2, limit_a=32.0, name="Annexe")
    one = run(home(BOX, BOX, BOX), inner, outer)
    assert sum(one.currents_a[:2]) <= 20.0
    assert 30.0 <= sum(one.currents_a) <= 32.0


def test_chargers_on_other_phases_of_a_circuit_do_not_share_its_room():
    one = run(home(replace(ONE, first_phase=0), replace(ONE, first_phase=1)), behind(0, 1, limit_a=32.0))
    assert one.currents_a == [32.0, 32.0]


@pytest.mark.parametrize("load_a", [5.0, 20.0])
def test_other_loads_on_a_circuit_count_where_it_has_a_meter(load_a):
    one = home(BOX)

    def inputs():
        own_a = one.plugs[0].taken_a
        currents = tuple(Reading(load_a * (phase == 1) + own_a, one.loop.now) for phase in range(3))
        return {"circuits": (behind(0, limit_a=32.0, phase_currents_a=currents),)}

    one.inputs = inputs
    one.run(300)
    assert one.currents_a == [31.0 - load_a]


@pytest.mark.parametrize("has_chargers", [True, False])
@pytest.mark.parametrize("limit", [{"limit_a": 32.0}, {"limit_w": 32.0 * 690.0}])
def test_what_the_meter_of_a_circuit_sees_counts_on_the_circuit_around_it(has_chargers, limit):
    one, load_a = home(BOX, BOX), 10.0

    def inputs():
        own_a = one.plugs[1].taken_a if has_chargers else 0.0
        currents = tuple(Reading(load_a + own_a + one.loop.second % 3 * 0.01, one.loop.now) for _ in range(3))
        inner = behind(*([1] if has_chargers else []), name="Workshop", limit_a=63.0, phase_currents_a=currents)
        return {"circuits": (behind(0, 1, **limit), replace(inner, parent_id="Garage"))}

    one.inputs = inputs
    one.run(300)
    assert 19.0 <= sum(one.currents_a) <= 32.0 - load_a


def test_a_circuit_whose_meter_falls_silent_leaves_a_boost_its_minimum():
    one, last = home(BOX), {}

    def inputs():
        if one.loop.second < 100:
            own_a = one.plugs[0].taken_a
            last["currents"] = tuple(Reading(5.0 + own_a, one.loop.now) for _ in range(3))
        return {"circuits": (behind(0, limit_a=32.0, phase_currents_a=last["currents"]),)}

    one.inputs = inputs
    one.run(400)
    assert one.currents_a == [6.0]


@pytest.mark.parametrize("limit_a", [16.0, 20.0])
def test_a_charger_on_one_phase_keeps_within_what_phases_may_differ_by(limit_a):
    one = home(replace(ONE, first_phase=0), BOX)
    one.loop.site = replace(one.loop.site, unbalance_a=limit_a)
    one.run(200)
    assert one.currents_a == [limit_a, 32.0]
    assert one.reasons[0] == "limited_by_unbalance"


def test_a_car_that_uses_one_phase_of_three_is_found_to_load_them_unevenly():
    one = home(BOX)
    one.plugs[0].car_phases = 1
    one.loop.site = replace(one.loop.site, unbalance_a=20.0)
    one.run(300)
    assert one.plugs[0].taken_a == 20.0


def test_a_circuit_on_which_nothing_charges_hides_none_that_comes_after_it():
    one = run(home(BOX), behind(name="Kitchen", limit_a=16.0), behind(0, limit_a=20.0))
    assert one.currents_a == [20.0]


def test_a_car_on_one_phase_that_comes_after_one_on_three_is_found_to_load_them_unevenly():
    one = home(BOX)
    plug = one.plugs[0]
    one.loop.site = replace(one.loop.site, unbalance_a=20.0)
    one.run(60)
    assert plug.taken_a == 32.0
    plug.car = CarState.DISCONNECTED
    plug.enabled = False
    one.run(20)
    plug.car, plug.car_phases = CarState.CHARGING, 1
    taken_a = [one.run(1).plugs[0].taken_a for _ in range(60)]
    assert max(taken_a) == 20.0
