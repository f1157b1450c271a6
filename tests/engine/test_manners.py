"""What boxes, cars and integrations do at odd moments: each is met with what its user would do, not with a false alarm."""

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.state import EngineState

from .charger.cars import Odd
from .loop import SINGLE, THREE, Loop, Plug

ALARMS = {"manual_override", "charger_ignores_command", "complete"}
LIMITS = replace(SINGLE, max_current_a=16.0)


@dataclass
class Late(Plug):
    """Shows its settings so many seconds late; its power is read each `reads_every_s`."""

    late_s: int = 20
    reads_every_s: int = 1
    second: int = 0
    past: deque = field(default_factory=deque)
    report: Reading | None = None

    def obey(self, second):
        self.second = second
        super().obey(second)

    def seen(self, name, now):
        seen = super().seen(name, now)
        self.past.append((seen.is_enabled, seen.offered_current_a.value))
        enabled, current_a = self.past.popleft() if len(self.past) > self.late_s else self.past[0]
        if self.report is None or self.second % self.reads_every_s == 0:
            self.report = Reading(self.power_w, now)
        return replace(seen, is_enabled=enabled, offered_current_a=Reading(current_a, now), power_w=self.report)


def reasons(loop, seconds):
    return {loop.tick().commands[0].reason.key for _ in range(seconds)}


@pytest.mark.parametrize("late_s", [10, 25, 45])
def test_a_current_that_comes_back_to_one_of_before_is_nobodys_hand(late_s):
    loop = Loop(Late(LIMITS, late_s=late_s), surplus_w=lambda s: 3300.0 if s // 30 % 2 else 2000.0)
    assert not ALARMS & reasons(loop, 900)


@pytest.mark.parametrize("late_s", [10, 25, 45])
def test_starts_and_stops_that_show_late_are_nobodys_hand_and_are_not_repeated(late_s):
    plug = Late(LIMITS, late_s=late_s)
    loop = Loop(plug, surplus_w=lambda s: 3000.0 if s // 300 % 2 == 0 else -500.0)
    assert not ALARMS & reasons(loop, 1500)
    assert loop.starts() <= 3


@pytest.mark.parametrize("late_s", [0, 25])
@pytest.mark.parametrize("modes", [("boost", "off"), ("off", "boost", "off"), ("boost", "solar_only", "boost", "off")])
def test_off_after_other_modes_is_off_however_late_it_shows(modes, late_s):
    plug = Late(LIMITS, late_s=late_s)
    loop = Loop(plug, surplus_w=3000.0).run(300)
    for mode in modes:
        plug.mode = SolarMode(mode)
        loop.run(4)
    seen = reasons(loop, 300)
    assert seen == {"off"}
    assert not plug.enabled


@pytest.mark.parametrize("ramp_s", [20, 60])
@pytest.mark.parametrize("reads_every_s", [1, 30])
def test_a_car_that_takes_its_time_to_ramp_up_is_not_told_more_than_the_sun(ramp_s, reads_every_s):
    @dataclass
    class Ramping(Late):
        since: int = 0
        level: float = 0.0

        @property
        def power_w(self):
            return min(self.level, super().power_w)

        def obey(self, second):
            super().obey(second)
            self.level = min(self.level + 3680.0 / ramp_s, self.current_a * 230.0) if self.enabled else 0.0

    plug = Ramping(LIMITS, late_s=0, reads_every_s=reads_every_s)
    loop = Loop(plug, surplus_w=2700.0).run(600)
    assert max(c.current_a for c in plug.commands) <= 13.0
    assert plug.power_w == 11 * 230.0
    assert loop.imported_wh <= 5.0


@pytest.mark.parametrize("shown_a", [0.0, 6.0, 16.0])
@pytest.mark.parametrize("is_on", [True, False])
def test_what_a_box_shows_when_a_car_comes_is_nobodys_hand(shown_a, is_on):
    plug = Plug(LIMITS, car=CarState.DISCONNECTED)
    plug.current_a, plug.enabled = shown_a, is_on
    loop = Loop(plug, surplus_w=2700.0).run(120)
    plug.current_a, plug.enabled, plug.car = shown_a, is_on, CarState.AWAITING
    seen = reasons(loop, 20)
    plug.car = CarState.CHARGING
    seen |= reasons(loop, 120)
    assert "manual_override" not in seen
    assert plug.power_w == 11 * 230.0


@pytest.mark.parametrize("keeps", [True, False])
def test_a_restart_right_after_a_command_is_nobodys_hand(keeps):
    plug = Late(LIMITS, late_s=15, delay_s=8)
    loop = Loop(plug, surplus_w=lambda s: 2000.0 if s < 300 else 3300.0)
    while loop.second < 303 or loop.command.current_a < 14.0:
        loop.tick()
    loop.state = EngineState.from_dict(loop.state.to_dict()) if keeps else EngineState()
    assert not ALARMS & reasons(loop, 200)
    assert plug.power_w == 14 * 230.0


def test_a_connection_that_flaps_starts_nothing_twice_and_commands_little():
    plug = Plug(LIMITS)
    loop = Loop(plug, surplus_w=2700.0).run(300)
    for _ in range(20):
        plug.inputs = {
            "is_reachable": False,
            "power_w": Unavailable(loop.now),
            "offered_current_a": Unavailable(loop.now),
            "is_enabled": None,
        }
        loop.run(20)
        plug.inputs = {}
        loop.run(20)
    sent = sum(
        (a.is_enabled, a.current_a, a.attempt) != (b.is_enabled, b.current_a, b.attempt)
        for a, b in pairwise(plug.commands[300:])
    )
    assert loop.starts() == 1
    assert sent <= 4


@pytest.mark.parametrize("mode", [SolarMode.BOOST, SolarMode.SOLAR_AND_GRID])
def test_what_a_person_chooses_acts_though_the_box_says_complete(mode):
    plug = Plug(LIMITS, car=CarState.COMPLETE)
    loop = Loop(plug, surplus_w=-300.0).run(120)
    plug.mode = mode
    loop.run(10)
    assert loop.command.is_enabled


@pytest.mark.parametrize("stand_by_w", [5.0, 45.0])
def test_what_a_box_draws_for_itself_is_no_charging(stand_by_w):
    plug = Plug(LIMITS, car=CarState.AWAITING)
    loop = Loop(plug, surplus_w=2700.0)
    for _ in range(600):
        plug.inputs = {"power_w": Reading(stand_by_w, loop.now)}
        plug.takes_at_most_a = stand_by_w / 230.0
        loop.tick()
    assert loop.reason in {"car_not_drawing", "waking_car"}
    assert loop.starts() <= 4


@pytest.mark.parametrize("volts", [207.0, 253.0])
@pytest.mark.parametrize("limits", [SINGLE, THREE])
def test_the_sun_is_followed_at_the_voltage_there_is(limits, volts):
    @dataclass
    class At(Plug):
        @property
        def power_w(self):
            return super().power_w * volts / 230.0

    plug = At(limits)
    n = max(limits.phases)
    loop = Loop(plug, surplus_w=10.5 * volts * n).run(600)
    assert loop.command.current_a == 10.0


@pytest.mark.parametrize("enabled", [None, "flickers"])
def test_a_switch_that_is_not_always_shown_changes_nothing(enabled):
    plug = Plug(LIMITS)
    loop = Loop(plug, surplus_w=2700.0)
    seen = set()
    for second in range(600):
        hides = enabled is None or second // 7 % 2
        plug.inputs = {"is_enabled": None} if hides else {}
        seen |= {loop.tick().commands[0].reason.key}
    assert not ALARMS & seen
    assert (plug.power_w, loop.starts()) == (11 * 230.0, 1)


@pytest.mark.parametrize("late_s", [30, 60])
def test_of_two_chargers_one_read_late_neither_buys_nor_stops(late_s):
    first = Late(LIMITS, late_s=0, reads_every_s=late_s)
    loop = Loop(first, Plug(LIMITS), surplus_w=5000.0).run(900)
    loop.imported_wh = 0.0
    loop.run(600)
    assert [loop.starts(0), loop.starts(1)] == [1, 1]
    assert loop.imported_wh <= 5.0
    assert loop.grid_w > -300.0


def test_a_box_that_turns_itself_on_in_mode_off_is_turned_off_each_time_without_an_alarm():
    plug = Plug(LIMITS, SolarMode.OFF)
    loop = Loop(plug, surplus_w=-300.0).run(60)
    for _ in range(5):
        plug.enabled = True
        assert reasons(loop, 60) == {"off"}
        assert not plug.enabled


@pytest.mark.parametrize("every_s", [120, 600])
def test_a_box_that_goes_back_to_full_current_is_put_right_within_seconds(every_s):
    plug = Plug(LIMITS)
    loop = Loop(plug, surplus_w=2000.0).run(300)
    loop.imported_wh = 0.0
    for _ in range(1200 // every_s):
        plug.current_a = 16.0
        loop.run(every_s)
    assert plug.power_w == 8 * 230.0
    assert loop.imported_wh <= 12.0 * (1200 // every_s)


@pytest.mark.parametrize("surplus_w", [5000.0, 7000.0])
@pytest.mark.parametrize("used", [1, 2])
def test_a_car_on_fewer_phases_than_it_is_offered_has_all_the_sun_it_can_take(used, surplus_w):
    @dataclass
    class Fewer(Plug):
        @property
        def power_w(self):
            return super().power_w * used / 3

    loop = Loop(Fewer(THREE), surplus_w=surplus_w).run(600)
    most_w = 16.0 * 230.0 * used
    assert loop.plugs[0].power_w > min(surplus_w, most_w) - 230.0 * used
    assert loop.plugs[0].power_w <= surplus_w


def test_a_car_that_leaves_and_one_that_comes_within_a_minute_starts_at_once():
    plug = Plug(LIMITS)
    loop = Loop(plug, surplus_w=2700.0).run(300)
    plug.car = CarState.DISCONNECTED
    loop.run(30)
    assert not loop.command.is_enabled
    plug.car = CarState.AWAITING
    loop.run(15)
    assert loop.command.is_enabled
    plug.car = CarState.CHARGING
    loop.run(60)
    assert plug.power_w == 11 * 230.0


@pytest.mark.parametrize("period_s", [30, 60])
def test_a_car_that_balances_its_cells_is_not_woken_or_started_anew(period_s):
    plug = Plug(LIMITS, takes_at_most_a=99.0)
    loop = Loop(plug, surplus_w=2700.0).run(300)
    for second in range(1800):
        takes = second // period_s % 5 == 0
        plug.takes_at_most_a = 2.2 if takes else 0.0
        plug.car = CarState.CHARGING if takes else CarState.AWAITING
        loop.tick()
    assert loop.starts() == 1


@dataclass
class Dropping(Late):
    """Drops what it is told from one second to another."""

    drops: range = range(0)

    def obey(self, second):
        self.second = second
        while self.pending and self.pending[0][0] <= second:
            command = self.pending.pop(0)[1]
            if second not in self.drops:
                self.enabled, self.phases = command.is_enabled, command.phases
                self.current_a = command.current_a or self.current_a


@pytest.mark.parametrize("late_s", [1, 5, 20])
def test_of_a_first_change_that_is_lost_no_delay_is_learned(late_s):
    plug = Dropping(LIMITS, late_s=late_s, delay_s=2, drops=range(200, 240))
    loop = Loop(plug, surplus_w=lambda s: 2000.0 if s < 200 else 3000.0).run(400)
    assert plug.power_w == 13 * 230.0
    loop.surplus_w = lambda s: 2000.0 + 460.0 * (s // 200 % 2)
    loop.run(600)
    charger_state = loop.state.chargers["0"]
    assert charger_state.shows_s <= 1.25 * (late_s + 5)
    assert charger_state.settled_s <= 10.0


@pytest.mark.parametrize("late_s", [40, 60])
def test_a_delay_that_is_one_is_learned_though_the_first_command_was_sent_again(late_s):
    plug = Late(LIMITS, late_s=late_s, delay_s=2)
    loop = Loop(plug, surplus_w=lambda s: 2000.0 + 460.0 * (s // 200 % 3)).run(1400)
    assert loop.state.chargers["0"].shows_s >= late_s
    assert not ALARMS & reasons(loop, 300)
    assert max(command.attempt for command in plug.commands[-700:]) == 0


@pytest.mark.parametrize("late_s", [1, 5, 20])
def test_a_rise_of_one_ampere_that_is_dropped_is_sent_again_within_a_minute_and_a_half(late_s):
    plug = Dropping(LIMITS, late_s=late_s, delay_s=2, drops=range(200, 230))
    Loop(plug, surplus_w=lambda s: 2100.0 if s < 200 else 2320.0).run(290)
    assert plug.current_a == 10.0
    # A box that sets every other one of its currents is asked a few times, and no more.
    coarse = Odd(LIMITS, sets=lambda current_a: current_a // 2 * 2)
    Loop(coarse, surplus_w=2100.0).run(3600)
    assert sum(now.attempt > before.attempt for before, now in pairwise(coarse.commands)) <= 4


def test_what_was_seen_to_be_all_a_car_takes_is_tried_again_when_a_mode_is_chosen():
    plug = Plug(LIMITS, takes_at_most_a=8.0)
    loop = Loop(plug, surplus_w=3300.0).run(400)
    assert loop.state.chargers["0"].takes_at_most_w is not None
    plug.mode = SolarMode.SOLAR_AND_GRID
    loop.tick()
    assert loop.state.chargers["0"].takes_at_most_w is None


def test_of_a_full_car_whose_box_says_that_it_charges_it_is_said_that_it_takes_nothing():
    plug = Plug(LIMITS)
    loop = Loop(plug, surplus_w=2700.0).run(600)
    plug.takes_at_most_a = 0.0
    loop.run(150)
    assert reasons(loop, 1800) == {"car_not_drawing"}
    assert loop.starts() == 1
    plug.takes_at_most_a = 99.0
    loop.run(5)
    assert reasons(loop, 60) <= {"solar_charging", "solar_charging_maximum"}
