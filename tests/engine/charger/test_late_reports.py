"""A charger that shows what it was commanded a while ago: nobody has touched it, and it follows."""

from collections import deque
from dataclasses import dataclass, field, replace

import pytest

from custom_components.solar_charging.engine.charger.late_reports import shows_command

from ..loop import SINGLE, Loop, Plug


@dataclass
class LatePlug(Plug):
    """Shows itself as it was `late_s` ago, looked at every `period_s`."""

    late_s: int = 15
    period_s: int = 5
    looks: deque = field(default_factory=deque)
    shown: object = None
    calls: int = 0

    def seen(self, name, now):
        second = int(now.timestamp())
        if second % self.period_s == 0 or not self.looks:
            self.looks.append((second + self.late_s, super().seen(name, now)))
        while self.looks and self.looks[0][0] <= second:
            look = self.looks.popleft()[1]
            self.shown = replace(
                look,
                power_w=replace(look.power_w, reported_at=now),
                offered_current_a=replace(look.offered_current_a, reported_at=now),
            )
        self.shown = self.shown or super().seen(name, now)
        return replace(self.shown, mode=self.mode)


def cloudy(second):
    return 5000.0 if second // 90 % 2 else 2600.0


@pytest.mark.parametrize(("late_s", "period_s"), [(15, 5), (30, 30), (30, 15), (30, 60)])
def test_an_earlier_command_that_shows_late_is_nobodys_hand_and_no_fault(late_s, period_s):
    loop = Loop(LatePlug(SINGLE, late_s=late_s, period_s=period_s), surplus_w=cloudy)
    reasons = []
    for _ in range(3600):
        loop.tick()
        reasons.append(loop.reason)
    assert "manual_override" not in reasons
    assert "charger_ignores_command" not in reasons
    assert loop.starts() == 1


def test_what_was_reported_before_a_command_does_not_show_it():
    """Or an old report that comes when the delay learned before is over would be taken for a person's hand, for an hour."""
    plug = LatePlug(SINGLE, late_s=30, period_s=60)
    loop = Loop(plug, surplus_w=4000.0).run(600)
    loop.surplus_w = 7000.0
    while loop.command.current_a < 28.0:
        loop.tick()
    shown, charger_state = plug.shown, loop.state.chargers["0"]
    assert (shown.is_enabled, shown.offered_current_a.value) == (True, 17.0)
    assert shows_command(shown, charger_state) is None
    assert not charger_state.has_shown


def ramps(second):
    """Up by 40 W a second and down again: a command every few seconds, each of which shows more than a minute later."""
    return 2000.0 + 40.0 * min(second % 240, 240 - second % 240)


def test_what_a_charger_showed_before_a_command_is_not_what_it_made_of_it():
    """Asked once a minute, it shows one command of many; the last one has not shown by then."""
    loop = Loop(LatePlug(SINGLE, late_s=30, period_s=60), surplus_w=ramps)
    reasons = {loop.tick().commands[0].reason.key for _ in range(3600)}
    assert not {"manual_override", "charger_ignores_command"} & reasons


def test_under_a_steady_sun_a_late_charger_is_commanded_once():
    loop = Loop(LatePlug(SINGLE, late_s=30, period_s=30), surplus_w=4000.0).run(600)
    sent = {(command.is_enabled, command.current_a) for command in loop.plugs[0].commands[300:]}
    assert sent == {(True, 17.0)}


def test_a_change_at_a_quick_charger_is_seen_as_a_persons():
    loop = Loop(surplus_w=4000.0).run(300)
    loop.plugs[0].current_a = 10.0
    loop.run(60)
    assert loop.reason == "manual_override"


def test_modes_tapped_through_are_nobodys_hand():
    plug = LatePlug(SINGLE, late_s=10, period_s=5)
    loop = Loop(plug, surplus_w=2700.0).run(600)
    for mode in ("boost", "solar_only", "boost", "solar_only"):
        plug.mode = type(plug.mode)(mode)
        loop.run(4)
    reasons = [loop.tick().commands[0].reason.key for _ in range(240)]
    assert "manual_override" not in reasons
    assert loop.command.current_a == 11.0


def test_a_car_that_pauses_by_itself_does_not_wind_the_current_up():
    """Its power is read once a minute: what was commanded meanwhile is not drawn."""
    plug = LatePlug(replace(SINGLE, phases=(3,)), late_s=0, period_s=60)
    loop = Loop(plug, surplus_w=5600.0).run(1205)
    before_a = loop.command.current_a
    plug.takes_at_most_a = 0.0
    most_a = max(loop.tick().commands[0].current_a for _ in range(50))
    plug.takes_at_most_a = 99.0
    assert before_a == 8.0
    assert most_a <= 2 * before_a


def test_a_late_charger_beside_a_quick_one_is_nobodys_hand_and_takes_nothing_from_it():
    late, quick = LatePlug(SINGLE, late_s=30, period_s=30), Plug()
    loop = Loop(late, quick, surplus_w=lambda second: 6000.0 + 1500.0 * (second // 150 % 2))
    reasons = {command.reason.key for _ in range(1500) for command in loop.tick().commands}
    assert not {"manual_override", "charger_ignores_command"} & reasons
    assert (loop.starts(0), loop.starts(1)) == (1, 1)
    assert loop.imported_wh < 150.0
