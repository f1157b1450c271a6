"""A car follows the sun."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.engine.policy import SwitchingPreference
from custom_components.solar_charging.engine.reasons import ReasonKey, because

from .loop import SINGLE, START, SWITCHED, THREE, Loop, Plug


def test_a_car_starts_when_there_is_enough_sun_and_takes_what_there_is():
    loop = Loop(surplus_w=5000.0).run(60)
    assert loop.command.is_enabled
    assert loop.plugs[0].current_a == 21.0
    assert loop.reason == "solar_charging"
    assert abs(loop.command.solar_power_w - 21 * 230) < 100


def test_a_car_does_not_start_below_its_minimum():
    loop = Loop(surplus_w=1200.0).run(1800)
    assert loop.starts() == 0
    assert loop.reason == "waiting_for_surplus"
    assert loop.command.reason.numbers["needed_w"] == 1380.0


def test_current_follows_surplus_at_once_both_ways():
    loop = Loop(surplus_w=5000.0).run(120)
    loop.surplus_w = 3000.0
    loop.tick()
    assert loop.command.current_a == 13.0
    loop.run(20)
    loop.surplus_w = 5000.0
    loop.tick()
    assert loop.command.current_a == 21.0


UNEVEN_A = (6.0, 10.0, 13.0, 16.0, 20.0, 32.0)


@pytest.mark.parametrize("mode", [SolarMode.SOLAR_ONLY, SolarMode.SOLAR_AND_GRID, SolarMode.BOOST])
def test_a_charger_whose_set_points_are_not_evenly_spaced_is_told_none_in_between(mode):
    limits = replace(SINGLE, step_a=3.0, accepted_a=UNEVEN_A)
    loop = Loop(Plug(limits, mode), surplus_w=lambda second: 500.0 + 7000.0 * (second % 900) / 900.0)
    loop.site = SiteLimits(main_fuse_a=25.0, phases=1)
    loop.run(3600)
    told_a = {command.current_a for command in loop.plugs[0].commands if command.is_enabled}
    assert told_a
    assert told_a <= set(UNEVEN_A)


def test_of_uneven_set_points_the_highest_under_the_sun_is_taken():
    limits = replace(SINGLE, step_a=3.0, accepted_a=UNEVEN_A)
    loop = Loop(Plug(limits), surplus_w=12.9 * 230.0).run(120)
    assert loop.command.current_a == 10.0
    loop.surplus_w = 31.0 * 230.0
    loop.run(120)
    assert loop.command.current_a == 20.0


def test_noise_at_the_edge_of_a_step_makes_no_commands():
    loop = Loop(surplus_w=lambda second: 13 * 230.0 + (20.0 if second % 7 < 4 else -20.0)).run(120)
    assert loop.command.current_a == 13.0
    assert {command.current_a for command in loop.plugs[0].commands[60:]} == {13.0}


def test_a_kettle_does_not_stop_a_charge():
    loop = Loop(surplus_w=lambda second: 600.0 if 600 <= second < 720 else 2500.0).run(1500)
    assert loop.starts() == 1
    assert loop.command.is_enabled


def test_nightfall_stops_a_charge_and_little_is_bought():
    loop = Loop(surplus_w=lambda second: 2500.0 if second < 900 else -400.0).run(2400)
    assert not loop.command.is_enabled
    assert loop.starts() == 1
    # No more than the house itself and the hold at the minimum.
    assert loop.imported_wh < 1500 / 3600 * 400 + 120


def test_the_wait_and_the_hold_say_how_long_they_last():
    loop = Loop(surplus_w=lambda second: 1500.0 if second % 600 < 150 else 200.0).run(3000)
    seen = {(command.reason.key, command.next_action_at is not None) for command in loop.plugs[0].commands}
    assert ("starting_soon", True) in seen
    holds = Loop(surplus_w=lambda second: 2500.0 if second < 300 else 900.0).run(330)
    assert holds.reason == "holding_minimum"
    assert holds.command.reason.numbers["seconds"] > 0
    assert holds.command.next_action_at > holds.now


@pytest.mark.parametrize("period_s", [1, 10, 30, 60])
@pytest.mark.parametrize("delay_s", [2, 8])
def test_a_steady_sun_gives_a_steady_current_whatever_the_meter(period_s, delay_s):
    loop = Loop(Plug(delay_s=delay_s), surplus_w=6000.0)
    loop.meter_period_s = period_s
    loop.run(4 * period_s + 60)
    currents = []
    for _ in range(1200):
        loop.tick()
        currents.append(loop.command.current_a)
    assert max(currents) - min(currents) <= 1.0
    assert abs(currents[-1] - 26.0) <= 1.0
    assert loop.starts() == 1


def test_a_car_that_takes_less_than_offered_is_learned_and_given_the_whole_sun():
    plug = Plug()
    type(plug).power_w = property(lambda self: self.current_a * 200.0 if self.enabled else 0.0)
    try:
        loop = Loop(plug, surplus_w=4000.0).run(300)
        assert loop.command.current_a == 20.0
        assert abs(loop.state.chargers["0"].watts_per_amp["1"] - 200.0) < 5
    finally:
        type(plug).power_w = POWER


POWER = Plug.power_w


def test_without_any_readback_the_meter_alone_is_enough():
    loop = Loop(Plug(is_measured=False, is_read_back=False), surplus_w=3000.0).run(300)
    assert loop.command.current_a == 13.0


def test_more_sun_switches_to_three_phases_and_less_back_to_one():
    loop = Loop(Plug(SWITCHED), surplus_w=3000.0).run(300)
    assert loop.command.phases == 1
    loop.surplus_w = 9000.0
    loop.run(600)
    assert loop.command.phases == 3
    assert loop.command.current_a == 13.0
    loop.surplus_w = 2500.0
    loop.run(600)
    assert (loop.command.phases, loop.command.current_a) == (1, 10.0)


def test_phases_do_not_flutter_when_the_sun_is_at_the_border():
    loop = Loop(Plug(SWITCHED), surplus_w=lambda second: 4140.0 + (150.0 if second // 60 % 2 else -150.0)).run(3600)
    phases = [command.phases for command in loop.plugs[0].commands if command.is_enabled]
    assert sum(before != after for before, after in pairwise(phases)) <= 2


def test_solar_and_grid_never_falls_below_the_minimum():
    loop = Loop(Plug(THREE, SolarMode.SOLAR_AND_GRID), surplus_w=-300.0).run(600)
    assert (loop.command.is_enabled, loop.command.current_a) == (True, 6.0)
    assert loop.reason == "solar_and_grid_minimum"


def test_solar_and_grid_goes_full_speed_when_a_plan_says_so():
    why = because(ReasonKey.MINIMUM_CHARGE, level_pct=20, target_pct=30)
    loop = Loop(Plug(THREE, SolarMode.SOLAR_AND_GRID, inputs={"full_speed": why}), surplus_w=-300.0).run(30)
    assert loop.command.current_a == 16.0
    assert loop.command.reason.numbers == {"level_pct": 20, "target_pct": 30, "current_a": 16.0}


def test_full_speed_says_when_it_ends_if_that_is_known():
    ends_s = START.timestamp() + 600
    loop = Loop(Plug(THREE, SolarMode.BOOST, inputs={"full_speed_until_s": ends_s}), surplus_w=-300.0).run(30)
    assert loop.command.next_action_at.timestamp() == ends_s


def test_boost_goes_full_speed_on_all_phases_at_once():
    loop = Loop(Plug(SWITCHED, SolarMode.BOOST, phases=1), surplus_w=-300.0)
    loop.tick()
    assert (loop.command.is_enabled, loop.command.current_a, loop.command.phases) == (True, 16.0, 3)


def test_off_is_off_within_one_step():
    loop = Loop(surplus_w=6000.0).run(60)
    loop.plugs[0].mode = SolarMode.OFF
    loop.tick()
    assert (loop.command.is_enabled, loop.reason) == (False, "off")


def test_a_charger_that_can_only_be_switched_waits_for_its_whole_power():
    limits = type(SINGLE)(6.0, 10.0, 1.0, (1,), has_current=False)
    assert Loop(Plug(limits), surplus_w=2000.0).run(900).starts() == 0
    loop = Loop(Plug(limits), surplus_w=2600.0).run(300)
    assert (loop.command.is_enabled, loop.command.current_a) == (True, 10.0)


def test_more_sun_costs_more_starts_and_fewer_starts_cost_sun():
    rng, sky = Random(1), []
    while len(sky) < 2 * 3600:
        sky += [6000.0] * rng.randint(60, 900) + [1500.0] * rng.randint(30, 500)
    worth_wh, starts = [], []
    for switching_preference in (
        SwitchingPreference.FEWER_STARTS,
        SwitchingPreference.BALANCED,
        SwitchingPreference.MORE_SUN,
    ):
        loop = Loop(Plug(THREE, inputs={"switching_preference": switching_preference}), surplus_w=sky.__getitem__)
        worth_wh.append(sum(_worth_w(loop) for _ in range(2 * 3600)) / 3600.0)
        starts.append(loop.starts())
    assert worth_wh[0] < worth_wh[1] < worth_wh[2]
    assert starts[0] < starts[1] <= starts[2]


def _worth_w(loop):
    """Return what the car takes from the sun, less what it buys, in W over the next second."""
    loop.tick()
    power_w, surplus_w = loop.plugs[0].power_w, loop.present_surplus_w()
    return min(power_w, surplus_w) - max(power_w - surplus_w, 0.0)
