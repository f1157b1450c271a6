"""A transition is made when what it would have saved fills its budget, not before, and what was not saved counts against it."""

import pytest

from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.policy import Policy
from custom_components.solar_charging.engine.reasons import ReasonKey, because

from ..loop import SINGLE, SWITCHED, Loop, Plug


def seconds_until(loop, is_reached, longest_s=1800):
    return next((second for second in range(1, longest_s) if loop.tick() and is_reached(loop.command)), longest_s)


def test_glimpses_of_sun_between_long_shadows_do_not_add_up_to_a_start():
    loop = Loop(surplus_w=lambda second: 1700.0 if second % 120 < 5 else 600.0).run(3 * 3600)
    assert loop.starts() == 0


def test_short_dips_between_long_sun_do_not_add_up_to_a_stop():
    loop = Loop(surplus_w=lambda second: 600.0 if second % 120 < 20 else 2500.0).run(2 * 3600)
    assert loop.starts() == 1
    assert loop.command.is_enabled


@pytest.mark.parametrize("surplus_w", [1450.0, 1500.0])
def test_the_closer_the_call_the_longer_it_takes(surplus_w):
    takes_s = [
        seconds_until(Loop(surplus_w=watts), lambda command: command.is_enabled) for watts in (surplus_w, 3000.0)
    ]
    assert takes_s[0] > takes_s[1]


def rested(loop, **worn):
    """Let the welcome of a car that has just come pass; then pretend so many transitions were made a moment ago."""
    loop.run(300)
    for name, count in worn.items():
        setattr(loop.state.chargers["0"], name, count)
    return loop


def test_after_many_starts_the_next_one_has_to_be_worth_more():
    def waits_s(starts):
        loop = rested(Loop(surplus_w=-300.0), starts=starts)
        loop.surplus_w = 1800.0
        return seconds_until(loop, lambda command: command.is_enabled)

    assert waits_s(0.0) < waits_s(3.0) < waits_s(6.0)


def test_after_many_starts_a_charge_is_held_for_longer():
    def holds_s(starts):
        loop = rested(Loop(surplus_w=2500.0), starts=starts)
        loop.surplus_w = 300.0
        return seconds_until(loop, lambda command: not command.is_enabled)

    assert holds_s(0.0) < holds_s(2.0) < holds_s(4.0)
    # But what it buys meanwhile has its end.
    missing_w = SINGLE.least_w - 300.0
    assert holds_s(4.0) <= holds_s(40.0) < Policy().stop.most_wh * 3600.0 / missing_w + 10.0


def test_after_many_phase_switches_the_next_one_has_to_be_worth_more():
    def waits_s(switches):
        loop = rested(Loop(Plug(SWITCHED), surplus_w=3000.0), switches=switches)
        loop.surplus_w = 5500.0
        return seconds_until(loop, lambda command: command.phases == 3)

    assert waits_s(0.0) < waits_s(4.0) < waits_s(8.0)


def test_every_start_and_every_phase_switch_is_remembered_as_wear_for_a_while():
    loop = Loop(Plug(SWITCHED), surplus_w=3000.0).run(300)
    assert loop.state.chargers["0"].starts > 0.8
    loop.surplus_w = 9000.0
    loop.run(600)
    assert loop.state.chargers["0"].switches > 0.6
    loop.surplus_w = -300.0
    loop.run(4 * 3600)
    assert loop.state.chargers["0"].starts < 0.01
    assert loop.state.chargers["0"].switches < 0.01


def leap(loop, seconds, every_s, **plug):
    """Let time pass in long steps, with the charger's plug as given."""
    for name, value in plug.items():
        setattr(loop.plugs[0], name, value)
    for _ in range(seconds // every_s):
        loop.second += every_s - 1
        loop.tick()


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"mode": SolarMode.OFF},
        {"mode": SolarMode.BOOST},
        {"car": CarState.DISCONNECTED},
        {"car": CarState.ERROR},
        {"inputs": {"pause": because(ReasonKey.LIMIT_REACHED)}},
        {"inputs": {"is_reachable": False}},
        None,
    ],
)
def test_wear_is_forgotten_whatever_the_charger_does_meanwhile(meanwhile):
    def waits_s(starts):
        loop = Loop(surplus_w=-300.0)
        leap(loop, 300, 10)
        loop.state.chargers["0"].starts = starts
        if meanwhile is None:  # Home Assistant was stopped
            loop.second += 3 * 3600
        else:
            leap(loop, 3 * 3600, 60, **meanwhile)
        # What the welcome of a car or a mode takes is over by the time the sun comes.
        leap(loop, 600, 10, mode=SolarMode.SOLAR_ONLY, car=CarState.AWAITING, inputs={})
        loop.surplus_w = 1800.0
        return seconds_until(loop, lambda command: command.is_enabled)

    assert waits_s(6.0) <= waits_s(0.0) + 5
