"""Boxes that set only a few currents, unevenly spaced, behind an entity that takes every one."""

from dataclasses import replace
from itertools import pairwise

import pytest

from custom_components.solar_charging.engine.charger.current_steps import CommandedCurrent
from custom_components.solar_charging.engine.charger.uneven_steps import UnevenSteps, note_shown

from ..loop import SINGLE, Loop
from .cars import Odd

LEVELS_A = (6.0, 10.0, 16.0)
KINDS = {
    "cut": lambda current_a: max((one for one in LEVELS_A if one <= current_a), default=6.0),
    "up": lambda current_a: min((one for one in LEVELS_A if one >= current_a), default=16.0),
    "nearest": lambda current_a: min(LEVELS_A, key=lambda one: abs(one - current_a)),
}


def changing(second):
    """One that stands for two minutes, and is another then."""
    return 1500.0 + (second // 120 * 1931 % 2400)


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_sets_is_learned_and_nobody_is_blamed(kind):
    plug = Odd(replace(SINGLE, max_current_a=16.0, step_a=0.1), sets=KINDS[kind])
    loop = Loop(plug, surplus_w=changing)
    reasons = {loop.tick().commands[0].reason.key for _ in range(1500)}
    assert not {"charger_ignores_command", "manual_override"} & reasons
    asked = [command.current_a for command in plug.commands[900:]]
    assert set(asked) <= {0.0, *LEVELS_A}
    assert sum(now != before for before, now in pairwise(asked)) <= 10


def results(*pairs):
    steps = UnevenSteps()
    for commanded_a, shown_a in pairs:
        note_shown(steps, CommandedCurrent(commanded_a, shown_a))
    return steps.known_a


@pytest.mark.parametrize(
    ("pairs", "known_a"),
    [
        (((8.0, 6.0), (9.0, 6.0), (12.0, 10.0)), [6.0, 10.0]),
        (((8.0, 6.0), (9.0, 6.0), (9.5, 6.0)), []),  # it may be stuck
        (((6.0, 6.0), (12.0, 10.0), (16.0, 10.0)), []),  # a limit of its own
        (((7.0, 6.0), (8.0, 7.0), (9.0, 8.0)), []),  # late
        (((8.0, 6.0), (12.0, 10.0), (9.0, 6.0), (8.0, 8.0)), []),  # no longer so
    ],
)
def test_only_what_fits_such_a_box_is_taken_for_one(pairs, known_a):
    assert results(*pairs) == known_a
