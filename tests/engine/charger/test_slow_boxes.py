"""Boxes that are read every so often and follow late: they do not hunt when the sun changes, and nobody is blamed."""

from dataclasses import dataclass
from itertools import pairwise

import pytest

from ..loop import SINGLE, Loop, Plug


@dataclass
class Polled(Plug):
    """Read every `period_s`."""

    period_s: int = 90
    shown: object = None

    def seen(self, name, now):
        if self.shown is None or int(now.timestamp()) % self.period_s == 0:
            self.shown = super().seen(name, now)
        return self.shown


def pass_time(loop, seconds):
    """Let time pass with a look each ten seconds, as in a home whose meter tells no more; return the reasons."""
    reasons = set()
    for _ in range(seconds // 10):
        loop.second += 9
        reasons.add(loop.tick().commands[0].reason.key)
    return reasons


def settle(loop):
    """Let the car start; in the first minute nothing that its box shows of its settings is relied on."""
    (plug,) = loop.plugs
    plug.inputs = {"is_enabled": None, "offered_current_a": None}
    pass_time(loop, 60)
    plug.inputs = {}
    pass_time(loop, 720)


def asked_of(plug, since):
    """What was commanded anew from the command with that number on."""
    given = [(one.is_enabled, one.current_a) for one in plug.commands[since - 1 :]]
    return [now for before, now in pairwise(given) if now != before]


@pytest.mark.parametrize(("before_w", "after_w", "to_a"), [(2700.0, 2000.0, 8.0), (2000.0, 2700.0, 11.0)])
@pytest.mark.parametrize(("period_s", "delay_s"), [(10, 15), (10, 25), (10, 60), (90, 5), (90, 45), (90, 90)])
def test_it_does_not_hunt_after_a_change_of_the_sun(period_s, delay_s, before_w, after_w, to_a):
    plug = Polled(SINGLE, delay_s=delay_s, period_s=period_s)
    loop = Loop(plug, surplus_w=before_w)
    settle(loop)
    loop.surplus_w, since = after_w, len(plug.commands)
    reasons = pass_time(loop, 1200)
    asked = asked_of(plug, since)
    assert asked[-1] == (True, to_a)
    # How late it is shows with the first change.
    assert len(asked) <= 3
    assert reasons <= {"solar_charging", "holding_minimum"}
    assert plug.current_a == to_a


def test_a_start_that_shows_late_and_then_not_for_a_moment_is_not_undone_by_a_person():
    """Switch and current are written one after the other, one of them as it was before."""
    plug = Plug(SINGLE, delay_s=90)
    loop = Loop(plug, surplus_w=2700.0)
    while not plug.enabled:
        loop.run(1)
    loop.run(2)
    plug.inputs = {"is_enabled": False}
    loop.run(2)
    plug.inputs = {}
    loop.run(60)
    assert {one.reason.key for one in plug.commands[10:]} == {"solar_charging"}
