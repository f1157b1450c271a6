"""A charger that does not do what it was commanded is commanded again, whichever of its readings shows it."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.measure.reading import Reading

from ..loop import Loop, Plug


class Stubborn(Plug):
    """Has charged as commanded, then no longer does; only the reading `shows` gives it away."""

    def __init__(self, shows, **kind):
        super().__init__(is_measured=False, is_read_back=False, **kind)
        self.shows = shows

    def seen(self, name, now):
        seen = super().seen(name, now)
        if self.shows == "switch":
            return replace(seen, is_enabled=self.enabled)
        if self.shows == "current":
            return replace(seen, offered_current_a=Reading(self.current_a, now))
        if self.shows == "power":
            return replace(seen, power_w=Reading(self.power_w, now))
        is_behind = bool(self.commands) and self.commands[-1].is_enabled != self.enabled
        return replace(seen, unanswered_since=self.since if is_behind else None)

    def obey(self, second):
        super().obey(second)
        if not self.commands or self.commands[-1].is_enabled == self.enabled:
            self.since = self.now

    now = since = None


@pytest.mark.parametrize("shows", ["switch", "current", "power", "command"])
def test_a_charger_that_follows_is_commanded_once(shows):
    loop = stubborn_loop(shows)
    loop.run(300)
    assert loop.command.attempt == 0


@pytest.mark.parametrize("shows", ["switch", "current", "power", "command"])
def test_a_charger_that_goes_on_as_it_was_does_not_count_as_following(shows):
    loop = stubborn_loop(shows)
    loop.plugs[0].obeys = False
    loop.surplus_w = 1500.0 if shows == "current" else -300.0
    attempts = {loop.tick().commands[0].attempt for _ in range(600)}
    assert {0, 1, 2} <= attempts


def stubborn_loop(shows):
    plug = Stubborn(shows)
    loop = Loop(plug, surplus_w=5000.0)
    tick = loop.tick

    def with_clock():
        plug.now = loop.now
        return tick()

    loop.tick = with_clock
    return loop.run(120)
