"""A box that lost what it was told follows again as soon as it is told again: nobody takes its return for the sun's doing, or the car's."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.measure.reading import Reading

from ..loop import SINGLE, Loop
from .cars import Odd

SUN_W = 2700.0
FULL_A = 11.0


class Forgetful(Odd):
    """A box behind an entity that shows what was asked for, whatever became of it."""

    sent_at = None

    def seen(self, name, now):
        seen = super().seen(name, now)
        if not self.commands:
            return seen
        asked = self.commands[-1]
        shown = Reading(asked.current_a or 6.0, now)
        return replace(seen, is_enabled=asked.is_enabled, offered_current_a=shown, resent_at=self.sent_at)

    def lose(self, left_at_a):
        """Fall to a current, or to nothing, and hear nothing more."""
        self.obeys, self.enabled = False, left_at_a > 0.0
        self.current_a = max(left_at_a, 6.0)

    def take(self, command):
        """Do what it was told."""
        self.enabled, self.current_a = command.is_enabled, command.current_a


@pytest.mark.parametrize("left_at_a", [0.0, 6.0], ids=["stopped", "at the minimum"])
@pytest.mark.parametrize("away_s", [20, 300])
@pytest.mark.parametrize("takes_s", [1, 8])
def test_a_box_that_is_told_again_is_followed_at_once_and_without_a_dip(left_at_a, away_s, takes_s):
    plug = Forgetful(SINGLE, reads_every_s=10)
    loop = Loop(plug, surplus_w=SUN_W).run(600)
    assert plug.current_a == FULL_A
    plug.lose(left_at_a)
    # Nobody looks meanwhile: Home Assistant starts again.
    loop.second, plug.report = loop.second + away_s, None
    command = loop.tick().commands[0]
    plug.sent_at = loop.now
    loop.run(takes_s)
    plug.take(command)
    currents, surpluses_w = set(), set()
    for _ in range(60):
        loop.tick()
        currents.add(loop.command.current_a)
        surpluses_w.add(round(loop.decision.site.surplus_w, -2))
    assert currents == {FULL_A}
    assert surpluses_w == {SUN_W}
    assert loop.state.chargers["0"].watts_per_amp["1"] == pytest.approx(230.0, abs=1.0)
