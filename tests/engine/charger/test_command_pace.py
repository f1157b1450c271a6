"""Calls to a charger are few, whatever the sky and the house do: 120 an hour where a command is several, 480 where it is one."""

from dataclasses import replace
from itertools import pairwise
from math import sin

import pytest

from custom_components.solar_charging.engine.model import SolarMode

from ..loop import SINGLE, THREE, Loop, Plug

HOUR_S = 3600


def hob(second):
    """Half of every ten seconds."""
    return 5000.0 - 2000.0 * (second % 10 < 5)


def clouds(second):
    return 4500.0 + 2500.0 * ((second // 23 * 7919) % 100 / 50.0 - 1.0)


def sent_at(plug):
    """When something was sent that had not been sent before."""
    states = [(one.is_enabled, one.current_a, one.phases, one.attempt) for one in plug.commands]
    return [second for second, (before, now) in enumerate(pairwise(states), 1) if before != now]


def most_in_an_hour(plug):
    sent = sent_at(plug)
    return max(sum(first <= second < first + HOUR_S for second in sent) for first in sent)


@pytest.mark.parametrize(
    ("limits", "surplus_w", "calls", "most"),
    [(SINGLE, hob, 1, 240), (SINGLE, clouds, 3, 120), (replace(THREE, max_current_a=32.0), clouds, 1, 480)],
    ids=["a hob", "clouds, three calls a command", "clouds, three phases"],
)
def test_there_are_few_calls_in_any_hour(limits, surplus_w, calls, most):
    plug, phases = Plug(limits, inputs={"calls_per_command": calls}), max(limits.phases)
    Loop(plug, surplus_w=lambda second: phases * surplus_w(second)).run(4200)
    assert most_in_an_hour(plug) * calls <= most


def test_where_a_command_is_several_calls_clouds_do_not_use_them_up_within_minutes():
    plug = Plug(inputs={"calls_per_command": 3})
    Loop(plug, surplus_w=clouds).run(HOUR_S)
    assert max(sent_at(plug)) > HOUR_S / 2


def test_a_hob_that_comes_and_goes_is_not_followed_for_long():
    plug = Plug()
    loop = Loop(plug, surplus_w=hob).run(900)
    told_a = {command.current_a for command in plug.commands[600:]}
    assert len(told_a) <= 4
    assert min(told_a) >= 3000.0 / 230.0 - 1.0
    assert loop.command.is_enabled


def spent():
    """A home whose calls are used up, but for those that are kept for less current."""
    loop = Loop(surplus_w=hob).run(600)
    loop.state.chargers["0"].pace.calls = [471]
    loop.surplus_w = 4500.0
    loop.tick()
    return loop


@pytest.mark.parametrize("mode", [SolarMode.OFF, SolarMode.BOOST])
def test_what_a_person_asks_for_waits_for_no_call(mode):
    loop = spent()
    loop.plugs[0].mode = mode
    loop.tick()
    assert loop.command.current_a == (0.0 if mode is SolarMode.OFF else 32.0)


def test_a_limit_waits_for_no_call():
    loop = spent()
    assert loop.command.current_a > 10.0
    loop.plugs[0].limits = replace(SINGLE, max_current_a=10.0)
    loop.tick()
    assert loop.command.current_a == 10.0


def test_the_end_of_the_sun_waits_little_for_a_call():
    loop = spent()
    loop.surplus_w = -500.0
    loop.run(75)
    assert loop.command.current_a <= 6.0
    loop.run(240)
    assert not loop.command.is_enabled


@pytest.mark.parametrize("step_a", [0.1, 0.01])
def test_finer_steps_cost_few_commands_and_follow_as_well(step_a):
    plug = Plug(replace(SINGLE, step_a=step_a))
    loop = Loop(plug, surplus_w=lambda second: 4500.0 + 1500.0 * sin(second / 150.0)).run(1800)
    assert len(sent_at(plug)) <= 200
    assert loop.imported_wh <= 20.0
