"""Alarms that a home does not make true are counted as false, by kind; those of a car that is full, or a box of its own mind, are not."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.control.alarm_watch import FULL, IGNORES, AlarmWatch, alarms_on
from simulator.control.equipment import SINGLE_PHASE
from simulator.control.station import Station
from simulator.control.traces import Trace
from simulator.control.view import FastCommand
from simulator.scenarios import hardships

# Three hours, clouds of four minutes.
SUN_W = np.where(np.arange(3 * 3600) // 240 % 2, 3000.0, 6000.0)
DAY = Trace("clouds", 1_780_000_000.0, SUN_W, np.full(SUN_W.size, 400.0))


class Shows:
    """A law that shows one reason for ever."""

    def __init__(self, reason):
        command = SimpleNamespace(reason=SimpleNamespace(key=reason))
        self.decision = SimpleNamespace(commands=[command], site=SimpleNamespace(has_unseen_battery=False))

    def decide(self, now_s, view):
        return []


def watched(reason, stations, seconds=200):
    watch = AlarmWatch(Shows(reason), SINGLE_PHASE)
    for second in range(seconds):
        watch.look(second, stations)
        watch.decide(second, None)
    return watch.alarms


def test_an_alarm_counts_once_for_as_long_as_it_lasts_and_becomes_a_repair():
    alarms = watched("charger_ignores_command", [Station(SINGLE_PHASE.stations[0])])
    assert alarms.false == {IGNORES: 1, "does not follow: repair": 1}
    assert alarms.false_s == {IGNORES: 200, "does not follow: repair": 80}
    assert not alarms.true_s


def test_what_the_home_makes_true_is_no_false_alarm():
    changed, full = Station(SINGLE_PHASE.stations[0]), Station(SINGLE_PHASE.stations[0])
    changed.set_a, full.is_full = 20.0, True
    assert not watched("charger_ignores_command", [changed]).false
    assert not watched("complete", [full]).false
    assert watched("complete", [full]).true_s[FULL] == 200


def test_a_box_that_did_as_it_was_told_has_not_changed_itself():
    station = Station(replace(SINGLE_PHASE.stations[0], step_a=2))
    station.order(FastCommand(0, is_enabled=True, current_a=9.0), 0)
    station.step(5)
    assert (station.set_a, station.has_changed_itself) == (8.0, False)


@pytest.mark.parametrize(
    "name", ["echo of 40 s", "charger each 60 s, 30 s late", "commands 2-45 s late", "all of it 60 s late"]
)
def test_nobody_is_alarmed_by_a_charger_that_is_only_slow(name):
    assert not alarms_on(DAY, hardships()[name], seed=1, outlook="none").false
