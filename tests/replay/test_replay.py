"""A replay of recorded days is what the same engine really did on them. Whole days under three skies: `script/bench replay`."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.replay.days import PlugInTime, PowerSeries
from custom_components.solar_charging.replay.run import replay
from simulator.clouds import CloudKind
from simulator.control.traces import TEMPERATE, Trace, synthetic
from simulator.replay.accuracy import KINDS, accuracy, part_of, recorded, together
from simulator.replay.hourly import hourly_accuracy, hourly_days

SKIES = (CloudKind.BROKEN, CloudKind.CHANGING, CloudKind.CLEAR)
# Behind a battery, a car begins when that is full; on three phases, when the sun is high.
LONGER = ("battery first", "3p")
# Where starts are few for the time, one that comes five minutes earlier is much.
LONG = ("battery", "battery first")


def _whole_hours(day: Trace, from_h: float, hours: float) -> Trace:
    """Return a part of a day that begins with an hour: of a part of an hour, no mean is kept."""
    return part_of(day, from_h - day.start_s % 3600.0 / 3600.0, hours)


def _hours(kind: str) -> tuple[float, float]:
    """Return when a part of a day begins, after dawn, and how long it is, in h."""
    return (3.0, 6.0) if kind in LONG else (6.0, 1.5)


@pytest.fixture(scope="module")
def day() -> Trace:
    return synthetic(TEMPERATE, (CloudKind.BROKEN,), 1, seed=4)[0]


@pytest.fixture(scope="module")
def several() -> list[Trace]:
    return synthetic(TEMPERATE, SKIES, 11, seed=4)


@pytest.mark.parametrize("kind", KINDS)
def test_a_replay_is_what_really_happened(day: Trace, kind: str) -> None:
    found = accuracy(part_of(day, *_hours(kind)), *KINDS[kind])
    assert found.solar_error == pytest.approx(0.0, abs=0.05)
    assert found.grid_error == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_hourly_means_come_near_it_beside_days_recorded_in_full(several: list[Trace], kind: str) -> None:
    # Two hours under each of two skies are partly a matter of luck; a week comes nearer: `script/bench replay --hourly`.
    days = [_whole_hours(one, *((3.0, 6.0) if kind in LONGER else (5.0, 2.0))) for one in several]
    found = together(hourly_accuracy(hourly_days(days[:2], days[2:]), *KINDS[kind]))
    assert found.solar_error == pytest.approx(0.0, abs=0.1)
    assert found.grid_error == pytest.approx(0.0, abs=0.1)


def test_a_car_takes_no_more_than_it_had_room_for_and_what_is_not_known_is_said(day: Trace) -> None:
    trace = part_of(day, 5.0, 0.5)
    home = recorded(trace, *KINDS["1p"])
    stay = PlugInTime(trace.start_s, trace.start_s + 1800.0, 150.0)
    charger = replace(home.chargers[0], stays=(stay,), mode=SolarMode.SOLAR_AND_GRID)
    result = replay(replace(home, chargers=(charger,)))
    assert result.total.energy_wh == pytest.approx(150.0, abs=15.0)
    # The half hour before is not recorded at all.
    assert result.unknown_h == pytest.approx(0.5, abs=0.01)


def test_nothing_is_known_in_a_gap() -> None:
    series = PowerSeries((0.0, 60.0, 5000.0), (1.0, 2.0, 3.0))
    assert [series.at(at_s) for at_s in (-1.0, 30.0, 900.0, 961.0, 5001.0)] == [None, 1.0, 2.0, None, 3.0]
