"""Boxes with other steps than their entity names: what a command became is learned, and told so that nothing is in between."""

from dataclasses import replace
from itertools import pairwise
from math import ceil, floor

import pytest

from ..loop import SINGLE, SWITCHED, Loop
from .cars import Odd

KINDS = {
    "2 A behind 1 A": (1.0, 2.0, lambda current_a: floor(current_a / 2.0 + 1e-6) * 2.0),
    "1 A behind 0.1 A, cut": (0.1, 1.0, lambda current_a: float(floor(current_a + 1e-6))),
    "1 A behind 0.1 A, rounded": (0.1, 1.0, lambda current_a: float(floor(current_a + 0.5))),
    "1 A behind 0.1 A, up": (0.1, 1.0, lambda current_a: float(ceil(current_a - 1e-6))),
    "2 A behind 0.5 A": (0.5, 2.0, lambda current_a: floor(current_a / 2.0 + 1e-6) * 2.0),
}


def changing(second):
    """One that stands for two minutes, and is another then."""
    return 2100.0 + (second // 120 * 1931 % 2700)


@pytest.mark.parametrize("shows_set", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_what_commands_became_is_learned_and_nobody_is_blamed(kind, shows_set):
    named_a, real_a, sets = KINDS[kind]
    plug = Odd(replace(SINGLE, step_a=named_a), sets=sets, shows_set=shows_set)
    loop = Loop(plug, surplus_w=changing)
    reasons = [loop.tick().commands[0].reason.key for _ in range(3600)]
    assert not {"charger_ignores_command", "manual_override"} & set(reasons)
    assert loop.state.chargers["0"].current_steps.step_a == real_a
    # It shows whole amperes at once: that is not an earlier command shown late.
    assert (loop.state.chargers["0"].shows_s or 0.0) < 15.0
    asked = [command.current_a for command in plug.commands[2400:]]
    assert all(current_a % real_a == 0.0 for current_a in asked)
    assert sum(now != before for before, now in pairwise(asked)) < 40


@pytest.mark.parametrize("limits", [SINGLE, replace(SINGLE, step_a=0.1), SWITCHED])
def test_a_box_that_does_as_it_is_told_keeps_its_steps(limits):
    loop = Loop(Odd(limits), surplus_w=changing).run(3600)
    assert loop.state.chargers["0"].current_steps.step_a == 0.0


def test_a_grid_that_does_not_fit_any_more_is_forgotten():
    plug = Odd(SINGLE, sets=KINDS["2 A behind 1 A"][2])
    loop = Loop(plug, surplus_w=changing).run(3600)
    plug.sets = lambda current_a: 3.0 * floor(current_a / 3.0)
    loop.run(3600)
    assert loop.state.chargers["0"].current_steps.step_a == 0.0
