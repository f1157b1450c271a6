"""How near a replay comes to the truth where of some days only hourly means are left, and other days of the home were recorded in full."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from custom_components.solar_charging.engine.model import SECONDS_PER_HOUR
from custom_components.solar_charging.replay.plausible_minutes import with_minutes
from custom_components.solar_charging.replay.recorded import GRID_S, RecordedHome
from custom_components.solar_charging.replay.recorded_courses import ROWS
from custom_components.solar_charging.replay.run import replay
from simulator.control.equipment import Equipment
from simulator.control.fast_home import HomeSetup, simulate
from simulator.control.meter import MeterSpec
from simulator.control.traces import Floats, Trace
from simulator.laws.law import Case
from simulator.laws.solar_charging import SolarCharging
from simulator.replay.accuracy import RECORDED_S, Accuracy, recorded

_HOUR_S, _DAY_S = int(SECONDS_PER_HOUR), 86400.0


@dataclass(frozen=True, slots=True)
class HourlyDays:
    """Days of which hourly means are left, one after another, and the home that a replay makes of them."""

    days: tuple[Trace, ...]
    filled: RecordedHome


def hourly_days(hidden: Sequence[Trace], known: Sequence[Trace]) -> HourlyDays:
    """Return days of which hourly means are left, after others that are known in full."""
    start_s = hidden[0].start_s // _DAY_S * _DAY_S
    days = [_whole_hours(one, start_s + number * _DAY_S) for number, one in enumerate([*known, *hidden])]
    times_s, suns_w, loads_w = (
        np.concatenate([column(one) for one in days])
        for column in (
            lambda one: one.start_s + np.arange(0, one.pv_w.size, GRID_S),
            lambda one: _grid(one.pv_w),
            lambda one: _grid(one.load_w),
        )
    )
    ranges_w = {}
    first = sum(one.pv_w.size for one in days[: len(known)]) // _HOUR_S
    sun_s = np.concatenate([one.pv_w for one in days])
    for hour in range(first, times_s.size // ROWS):
        part = slice(hour * ROWS, (hour + 1) * ROWS)
        reported_w = sun_s[hour * _HOUR_S : (hour + 1) * _HOUR_S : RECORDED_S]
        ranges_w[float(times_s[part.start])] = (float(reported_w.min()), float(reported_w.max()))
        suns_w[part], loads_w[part] = suns_w[part].mean(), loads_w[part].mean()
    nothing = array("d", [0.0] * times_s.size)
    at_s, sun_w, grid_w = (array("d", one.tolist()) for one in (times_s, suns_w, loads_w - suns_w))
    home = RecordedHome(
        at_s, sun_w, grid_w, nothing, nothing, nothing, hourly_s=frozenset(ranges_w), sun_ranges_w=ranges_w
    )
    return HourlyDays(tuple(days[len(known) :]), with_minutes(home))


def hourly_accuracy(hourly: HourlyDays, equipment: Equipment, meter: MeterSpec) -> list[Accuracy]:
    """Let the engine control a home on each of the days, and replay what hourly means and the other days leave to go by."""
    return [_accuracy(day, hourly.filled, equipment, meter) for day in hourly.days]


def _accuracy(day: Trace, filled: RecordedHome, equipment: Equipment, meter: MeterSpec) -> Accuracy:
    run = simulate(day, HomeSetup(equipment, meter), SolarCharging(Case(day, equipment, outlook="none")))
    bought_w = np.clip(np.minimum(run.grid_w, run.car_w), 0.0, None)
    asked = replace(recorded(day, equipment, meter), generation=filled.generation(), house_load=filled.house_load())
    figures = replay(asked).total
    return Accuracy(float(run.car_w.sum() / 3600.0), float(bought_w.sum() / 3600.0), run.starts, figures)


def _whole_hours(day: Trace, midnight_s: float) -> Trace:
    """Return a day from the hour of its dawn to that of its dusk, moved to another date (UTC)."""
    start_s = float(int(midnight_s + day.start_s % _DAY_S))
    before = int(start_s % _HOUR_S)
    after = -(before + day.pv_w.size) % _HOUR_S
    return replace(
        day,
        start_s=start_s - before,
        pv_w=np.pad(day.pv_w, (before, after)),
        load_w=np.pad(day.load_w, (before, after), mode="edge"),
        clear_sky_w=None,
    )


def _grid(series: Floats) -> Floats:
    """Return means on the grid."""
    return np.asarray(series.reshape(-1, int(GRID_S)).mean(axis=1))
