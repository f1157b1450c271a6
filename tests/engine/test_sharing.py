"""Several chargers share the sun by one rule: minimums first, by priority; then the rest, to higher priorities or in equal parts."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.model import SolarMode

from .loop import SINGLE, THREE, Loop, Plug
from .measure.test_surplus import outlook

SUN, BOTH = SolarMode.SOLAR_ONLY, SolarMode.SOLAR_AND_GRID


def currents(loop: Loop) -> list[float]:
    return [command.current_a for command in loop.decision.commands]


@pytest.mark.parametrize("surplus_w", [3000.0, 4000.0, 6000.0])
def test_the_higher_priority_has_what_is_left_above_the_minimum_of_one_that_charges_anyway(surplus_w):
    loop = Loop(Plug(SINGLE, SUN, priority=1), Plug(SINGLE, BOTH), surplus_w=surplus_w).run(1200)
    loop.imported_wh = 0.0
    loop.run(600)
    assert currents(loop) == [(surplus_w // 230) - 6.0, 6.0]
    assert loop.imported_wh < 1.0


@pytest.mark.parametrize("surplus_w", [1600.0, 2500.0])
def test_one_held_back_does_not_keep_the_sun_from_everybody(surplus_w):
    loop = Loop(Plug(SINGLE, SUN, priority=1), Plug(SINGLE, BOTH), surplus_w=surplus_w).run(1200)
    assert loop.grid_w > -230.0
    assert loop.decision.commands[0].is_enabled


@pytest.mark.parametrize("count", [1, 2, 3])
def test_at_night_nobody_claims_to_charge_from_the_sun(count):
    loop = Loop(*(Plug(SINGLE, BOTH) for _ in range(count)), surplus_w=-300.0).run(300)
    for command in loop.decision.commands:
        assert (command.current_a, command.reason.key, command.solar_power_w) == (6.0, "solar_and_grid_minimum", 0.0)


def test_the_suns_part_of_what_each_draws_is_its_share():
    loop = Loop(Plug(SINGLE, BOTH), Plug(SINGLE, BOTH, priority=1), surplus_w=2000.0).run(300)
    low, high = loop.decision.commands
    assert high.solar_power_w == pytest.approx(1380.0)
    assert low.solar_power_w == pytest.approx(620.0, abs=20.0)


def test_of_equals_who_has_to_be_ready_sooner_has_the_rest():
    soon, later = ({"ready_by_s": 1.9e9 + hours * 3600.0} for hours in (2.0, 9.0))
    loop = Loop(Plug(inputs=later), Plug(inputs=soon), surplus_w=6000.0).run(1200)
    assert currents(loop) == [6.0, 20.0]


@pytest.mark.parametrize("modes", [(SUN, SUN), (SUN, BOTH), (BOTH, SUN)])
@pytest.mark.parametrize("most_a", [6.0, 8.0, 12.0])
def test_a_weak_charger_beside_an_equal_strong_one_has_the_sun_that_is_left(most_a, modes):
    """The strong one could take as much as the weak one: all of the rest was taken to be its, and the weak one never started."""
    weak, strong = (
        Plug(replace(SINGLE, max_current_a=one), mode) for one, mode in zip((most_a, 16.0), modes, strict=True)
    )
    loop = Loop(weak, strong, surplus_w=6600.0).run(1200)
    assert currents(loop) == [most_a, 16.0]


def test_equals_take_turns_where_the_sun_is_enough_for_one():
    loop = Loop(Plug(), Plug(), surplus_w=2000.0).run(6 * 3600)
    hours = [sum(command.is_enabled for command in plug.commands) / 3600.0 for plug in loop.plugs]
    assert sum(hours) > 5.7
    assert abs(hours[0] - hours[1]) < 1.6
    assert max(loop.starts(0), loop.starts(1)) <= 3
    assert loop.imported_wh < 20.0


def test_one_that_waits_for_its_turn_says_so():
    loop = Loop(Plug(), Plug(), surplus_w=3000.0).run(600)
    assert loop.decision.commands[1].reason.key == "waiting_for_priority"


def throttled(*plugs: Plug) -> Loop:
    loop = Loop(*plugs)
    loop.surplus_w = lambda _: min(8200.0, sum(plug.power_w for plug in loop.plugs))
    loop.site = SiteLimits(export_limit_w=0.0)
    loop.inputs = {"outlook": outlook(expected_w=8600.0)}
    return loop


@pytest.mark.parametrize("priority", [0, 1])
@pytest.mark.parametrize("mode", [SUN, SolarMode.OFF])
def test_sun_hidden_behind_an_export_limit_is_probed_for_whichever_charger_can_take_it(mode, priority):
    loop = throttled(Plug(SINGLE, mode, priority=priority), Plug(SINGLE, SUN)).run(1800)
    assert sum(plug.power_w for plug in loop.plugs) > 6000.0


def test_curtailed_sun_is_probed_also_where_the_first_car_is_full():
    first = Plug(THREE, SUN, takes_at_most_a=0.0)
    loop = throttled(first, Plug(SINGLE, SUN)).run(2400)
    assert loop.plugs[1].power_w > 6000.0
