"""How near a replay comes to the truth where of a day only hourly means are left, and other days of the home were recorded in full."""

from array import array
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from custom_components.solar_charging.engine.model import SECONDS_PER_HOUR
from custom_components.solar_charging.replay.plausible_minutes import with_minutes
from custom_components.solar_charging.replay.recorded import GRID_S, RecordedHome
from custom_components.solar_charging.replay.run import replay
from simulator.control.equipment import Equipment
from simulator.control.fast_home import HomeSetup, simulate
from simulator.control.meter import MeterSpec
from simulator.control.traces import Trace
from simulator.laws.law import Case
from simulator.laws.solar_charging import SolarCharging
from simulator.replay.accuracy import Accuracy, recorded

_DAY_S = 86400.0


def hourly_accuracy(hidden: Trace, known: Sequence[Trace], equipment: Equipment, meter: MeterSpec) -> Accuracy:
    """Let the engine control a home on a day, and replay what hourly means of it and the other days in full leave to go by."""
    start_s = hidden.start_s // SECONDS_PER_HOUR * SECONDS_PER_HOUR
    hidden = replace(hidden, start_s=start_s)
    run = simulate(hidden, HomeSetup(equipment, meter), SolarCharging(Case(hidden, equipment, outlook="none")))
    bought_w = np.clip(np.minimum(run.grid_w, run.car_w), 0.0, None)
    days = [*known, hidden]
    first_s = start_s - _DAY_S * len(known)
    sizes = [one.pv_w.size // int(SECONDS_PER_HOUR) * int(SECONDS_PER_HOUR) for one in days]
    times_s = np.concatenate([
        first_s + number * _DAY_S + np.arange(0, size, GRID_S) for number, size in enumerate(sizes)
    ])  # fmt: skip
    columns = [_grid([getattr(one, name) for one in days], sizes) for name in ("pv_w", "load_w")]
    hours = sizes[-1] // int(SECONDS_PER_HOUR)
    for column in columns:
        part = column[-hours * int(SECONDS_PER_HOUR / GRID_S) :]
        part[:] = np.repeat(part.reshape(hours, -1).mean(axis=1), int(SECONDS_PER_HOUR / GRID_S))
    pv_w = array("d", columns[0].tolist())
    grid_w, nothing = array("d", (columns[1] - columns[0]).tolist()), array("d", [0.0] * len(times_s))
    starts_s = frozenset(start_s + SECONDS_PER_HOUR * number for number in range(hours))
    home = RecordedHome(array("d", times_s.tolist()), pv_w, grid_w, nothing, nothing, nothing, starts_s)
    filled = with_minutes(home)
    asked = replace(recorded(hidden, equipment, meter), generation=filled.generation(), house_load=filled.house_load())
    figures = replay(asked).total
    return Accuracy(float(run.car_w.sum() / 3600.0), float(bought_w.sum() / 3600.0), run.starts, figures)


def _grid(series: Sequence[np.ndarray], sizes: Sequence[int]) -> np.ndarray:
    """Return means on the grid of one day after another."""
    return np.concatenate([
        one[:size].reshape(-1, int(GRID_S)).mean(axis=1) for one, size in zip(series, sizes, strict=True)
    ])  # fmt: skip
