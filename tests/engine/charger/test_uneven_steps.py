"""Boxes that set only a few currents, unevenly spaced, behind an entity that takes every one."""

from dataclasses import replace
from itertools import pairwise
from math import floor, sin

import pytest

from custom_components.solar_charging.engine.charger.rounding import CommandedCurrent, hidden_currents
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


COARSE = KINDS | {
    "2 A": lambda current_a: 2.0 * floor(current_a / 2.0),
    "4 A": lambda current_a: 4.0 * floor(current_a / 4.0),
}


def moving(second):
    """What a box that does as it is told follows with 52 commands an hour."""
    return 2300.0 + 1000.0 * sin(second / 200) + 120.0 * sin(second / 17)


@pytest.mark.parametrize("shows_set", [True, False], ids=["shows it", "hides it"])
@pytest.mark.parametrize("kind", COARSE)
def test_half_an_hour_of_moving_sun_costs_few_commands_and_little_from_the_grid(kind, shows_set):
    plug = Odd(replace(SINGLE, max_current_a=16.0), sets=COARSE[kind], shows_set=shows_set)
    loop = Loop(plug, surplus_w=moving)
    reasons = {loop.tick().commands[0].reason.key for _ in range(1800)}
    assert not {"charger_ignores_command", "manual_override"} & reasons
    given = [(command.is_enabled, command.current_a, command.attempt) for command in plug.commands]
    assert sum(now != before for before, now in pairwise(given)) <= 30
    assert max(command.attempt for command in plug.commands[900:]) == 0
    assert loop.imported_wh <= 50.0


@pytest.mark.parametrize("shows_set", [True, False], ids=["shows it", "hides it"])
def test_a_current_between_two_far_apart_is_found(shows_set):
    plug = Odd(replace(SINGLE, max_current_a=16.0), sets=KINDS["up"], shows_set=shows_set)
    Loop(plug, surplus_w=lambda second: 1500.0 + second // 45 * 1931 % 2400).run(1800)
    assert {command.current_a for command in plug.commands[-900:]} == {6.0, 10.0, 16.0}


def test_a_hand_at_a_box_whose_currents_are_known_is_seen():
    plug = Odd(replace(SINGLE, max_current_a=16.0), sets=KINDS["cut"])
    loop = Loop(plug, surplus_w=moving).run(1400)
    assert (loop.command.current_a, plug.current_a) == (10.0, 10.0)
    plug.sets = lambda _current_a: 6.0
    loop.run(30)
    assert loop.reason == "manual_override"


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
        (((10.0, 10.0), (11.0, 16.0), (12.0, 16.0)), []),  # too few
        (((10.0, 10.0), (11.0, 16.0), (12.0, 16.0), (13.0, 16.0)), [10.0, 16.0]),
        (((8.0, 6.0), (12.0, 10.0), (9.0, 6.0), (8.0, 8.0)), []),  # no longer so
    ],
)
def test_only_what_fits_such_a_box_is_taken_for_one(pairs, known_a):
    assert results(*pairs) == known_a


@pytest.mark.parametrize(
    ("pairs", "known_a"),
    [
        (((7.0, 1380), (8.0, 1390), (9.0, 1380), (12.0, 2300), (13.0, 2310)), [6.0, 10.0]),
        (((8.0, 1460), (12.0, 2440), (15.0, 2440)), [6.0, 10.0]),  # at 244 V
        (((8.0, 4140), (12.0, 6900), (15.0, 6900)), [6.0, 10.0]),  # on three phases
        (((6.0, 1380), (12.0, 2530), (14.0, 2530), (16.0, 2530)), []),  # a car's own limit
        (((6.0, 1380), (9.0, 2000), (12.0, 2500), (16.0, 2900)), []),  # one that tapers
        (((12.0, 3680), (13.0, 3680), (14.0, 3680)), []),  # it may be stuck
    ],
)
def test_what_a_box_hides_is_told_by_its_power(pairs, known_a):
    became = [CommandedCurrent(commanded_a, float(power_w)) for commanded_a, power_w in pairs]
    assert hidden_currents(became, [230.0, 460.0, 690.0]) == known_a
