"""Days to regulate: generation and house load at one second, from measured minutes, from files, or from the simulator's weather.

Measured minutes become seconds like this: generation runs straight between the middles of its minutes (a cloud's edge takes
most of a minute to cross an array and its surroundings); load is held for its minute (appliances switch).
"""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.clouds import CloudKind, Clouds
from simulator.household import Household
from simulator.weather import Roof, cloudless_trace

type Floats = NDArray[np.float64]

SECONDS_PER_DAY = 86_400
MINUTES_PER_DAY = 1_440
# Darker than this there is nothing to regulate: runs begin and end there.
DARK_W = 100.0


@dataclass(frozen=True)
class Trace:
    """One day's light hours: generation and house load in W, second by second from `start_s` (UTC seconds since the epoch).

    `clear_sky_w` (one value a minute, from `start_s` to the day's end) is what a forecast would know; None: nothing is known.
    """

    name: str
    start_s: float
    pv_w: Floats
    load_w: Floats
    clear_sky_w: Floats | None = None
    # Where it was generated, if that is known.
    roof: Roof | None = None

    @cached_property
    def surplus_w(self) -> Floats:
        """What the sun leaves for chargers, negative where it does not cover the house."""
        return self.pv_w - self.load_w


def light_hours(
    name: str, start_s: float, pv_w: Floats, load_w: Floats, clear_sky_w: Floats | None = None
) -> Trace | None:
    """Return the trace from dawn to dusk, or None for a day without light. All arrays at one second, clear sky at one minute."""
    light = np.flatnonzero(pv_w > DARK_W)
    if light.size < 3600:  # an hour: less is no day
        return None
    first = int(light[0]) // 60 * 60
    last = int(light[-1]) + 1
    sky = None if clear_sky_w is None else clear_sky_w[first // 60 :]
    return Trace(name, start_s + first, pv_w[first:last], load_w[first:last], sky)


def seconds_from_minutes(pv_w: Floats, load_w: Floats) -> tuple[Floats, Floats]:
    """Return generation and load at one second from one-minute means, as the module says."""
    middles = np.arange(pv_w.size) * 60.0 + 30.0
    return np.interp(np.arange(pv_w.size * 60.0), middles, pv_w), np.repeat(load_w, 60)


def measured_year(folder: Path, days: int, capacity_kwp: float = 10.0) -> list[Trace]:
    """Return `days` days spread evenly over the measured year in `folder`, whose `load.py` reads it; a single one is of summer."""
    spec = importlib.util.spec_from_file_location("measured_data", folder / "load.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "load.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    year: dict[str, Any] = module.htw(capacity_kwp)
    roof = Roof(year["lat"], year["lon"], 100.0, capacity_kwp * 1000.0, 40.0, 180.0, losses_pct=10.0)
    chosen = (np.arange(days) * 365.0 / days + 365 // (2 * days)).astype(int)
    traces = []
    for day in chosen:
        minutes = slice(int(day) * MINUTES_PER_DAY, (int(day) + 1) * MINUTES_PER_DAY)
        start_s = float(year["t"][minutes.start])
        sky = _cloudless(roof, start_s, capacity_kwp * 1000.0)
        pv_w, load_w = seconds_from_minutes(year["pv_w"][minutes], year["load_w"][minutes])
        traces.append(light_hours(f"day {day + 1}", start_s, pv_w, load_w, sky))
    return [replace(trace, roof=roof) for trace in traces if trace is not None]


def _cloudless(roof: Roof, start_s: float, cap_w: float) -> Floats:
    values = cloudless_trace(roof, datetime.fromtimestamp(start_s, UTC)).values_w
    return np.asarray(np.minimum(np.array(values), cap_w), dtype=np.float64)


TEMPERATE = Roof()
TROPICAL = Roof(
    latitude=-3.1, longitude=-60.0, altitude_m=90.0, tilt_deg=10.0, azimuth_deg=0.0, air_temp_c=29.0, turbidity=4.0
)


def synthetic(
    roof: Roof, skies: tuple[CloudKind, ...], days: int, seed: int, first: datetime = datetime(2026, 6, 1, tzinfo=UTC)
) -> list[Trace]:
    """Return days of the simulator's own weather and household, one kind of sky after the other."""
    traces = []
    for number in range(days):
        rng = Random(seed * 1000 + number)
        sky = skies[number % len(skies)]
        solar_midnight = first + timedelta(days=number * 3, hours=-roof.longitude / 15.0)
        cloudless = np.array(cloudless_trace(roof, solar_midnight).values_w)
        bright_w = np.interp(np.arange(SECONDS_PER_DAY), np.arange(cloudless.size) * 60.0, cloudless)
        clouds, household = Clouds(rng, sky), Household(rng)
        index = np.array([clouds.step(1.0) if bright else 0.0 for bright in bright_w > 0.0])
        load_w = np.array([household.step(1.0, second / 3600.0) for second in range(SECONDS_PER_DAY)])
        pv_w = np.minimum(bright_w * index, roof.capacity_w)
        trace = light_hours(f"{sky.value} {number + 1}", solar_midnight.timestamp(), pv_w, load_w, cloudless)
        if trace is not None:
            traces.append(replace(trace, roof=roof))
    return traces


def from_folder(folder: Path, days: int | None = None) -> list[Trace]:
    """Return all days in a folder of CSV or NPZ files with the columns or arrays `t` (or `time`), `pv_w`, `load_w`.

    Times are UTC seconds since the epoch or ISO 8601; one-second or one-minute steps (told by the median of their differences).
    """
    traces: list[Trace] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".csv", ".npz"}:
            traces.extend(_days_of(path))
    return traces[:days] if days else traces


def _days_of(path: Path) -> Iterator[Trace]:
    times, pv_w, load_w = _read(path)
    step_s = float(np.median(np.diff(times))) if times.size > 1 else 60.0
    # A day begins where nobody generates: at the longest dark time, not at UTC's midnight.
    weights = np.bincount((times % SECONDS_PER_DAY // 3600).astype(int), weights=np.maximum(pv_w, 0.0), minlength=24)
    angle = np.angle(np.sum(weights * np.exp(2j * np.pi * (np.arange(24) + 0.5) / 24)))
    midnight_s = (angle / (2 * np.pi) * 24 + 12) % 24 * 3600 if weights.any() else 0.0
    day = np.floor((times - midnight_s) / SECONDS_PER_DAY)
    for number in np.unique(day):
        part = day == number
        if part.sum() * step_s < 4 * 3600:
            continue
        yield from _trace(
            f"{path.stem} {datetime.fromtimestamp(times[part][0], UTC):%m-%d}",
            times[part],
            pv_w[part],
            load_w[part],
            step_s,
        )


def _trace(name: str, times: Floats, pv_w: Floats, load_w: Floats, step_s: float) -> Iterator[Trace]:
    known = np.isfinite(pv_w) & np.isfinite(load_w)
    if not known.any():
        return
    seconds = np.arange(times[0], times[-1] + step_s)
    middle = step_s / 2.0 if step_s > 1.0 else 0.0
    pv_at = np.interp(seconds, times[known] + middle, pv_w[known])
    load_at = load_w[known][np.clip(np.searchsorted(times[known], seconds, side="right") - 1, 0, None)]
    trace = light_hours(name, float(seconds[0]), pv_at, load_at)
    if trace is not None:
        yield trace


def _read(path: Path) -> tuple[Floats, Floats, Floats]:
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as data:
            columns = {name: data[name] for name in data.files}
    else:
        table = np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")
        columns = {name: table[name] for name in table.dtype.names or ()}
    found = next((columns[name] for name in ("t", "time", "timestamp", "ts", "datetime") if name in columns), None)
    if found is None:
        raise ValueError(f"{path}: no column t or time")
    return (
        _seconds(np.asarray(found)),
        np.asarray(columns["pv_w"], dtype=float),
        np.asarray(columns["load_w"], dtype=float),
    )


def _seconds(times: NDArray[Any]) -> Floats:
    if times.dtype.kind in "fiu":
        return times.astype(float)
    if times.dtype.kind == "M":
        return times.astype("datetime64[ms]").astype(float) / 1000.0
    parsed = (datetime.fromisoformat(str(text)) for text in times)
    return np.array([(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() for moment in parsed])
