"""Replays in processes of their own: minutes of arithmetic that the caller's event loop never feels.

Cancelling the caller ends them.
"""

import asyncio
import json
import os
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any, BinaryIO

from ..engine.inputs import Circuit
from ..engine.json_state import load
from ..engine.limit_settings import ChargerLimits, SiteLimits
from ..engine.model import SolarMode
from ..engine.policy import SwitchingPreference
from ..processes.child import ChildError, ask_child, give_way, tell_progress
from ..processes.memory import give_back
from .charged import ChargedFigures
from .charger_model import ChargingModel
from .days import BatteryModel, PlugInTime, PowerSeries, ReplayCharger, ReplayHome, ReplayPrices
from .run import ReplayResult, replay

# An hour of a car takes a second on a busy small computer; so long without a word of it is a hang.
_TIMEOUT_S = 120.0
# Whatever else the machine does comes first, the sun's model included: charging waits for that, a person for this.
_NICENESS = 15
# One core is left to Home Assistant where there are more than two; each process holds 30 MB while it runs.
_MOST_PROCESSES = 3

# Numbers that are sent at once: 64 kB, what a pipe holds.
_PART = 8192

_NONE = PowerSeries((), ())


class ReplayError(Exception):
    """No answer came back: the machine is too slow, or the process broke."""


async def replay_all(
    homes: Sequence[ReplayHome], timeout_s: float = _TIMEOUT_S, on_progress: Callable[[float], None] | None = None
) -> list[ReplayResult]:
    """Replay homes in other processes; raises ReplayError. `on_progress` is told how much is done, from 0 to 1."""
    cores = os.cpu_count() or 1
    count = max(1, min(_MOST_PROCESSES, cores if cores <= 2 else cores - 1, len(homes)))
    done = [0.0] * count

    def tell(number: int, part: float) -> None:
        done[number] = part
        if on_progress:
            on_progress(sum(done) / count)

    tasks = [
        asyncio.create_task(_replayed(homes[number::count], timeout_s, partial(tell, number)))
        for number in range(count)
    ]
    try:
        answers = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.get_running_loop().run_in_executor(None, give_back)
    return [answers[number % count][number // count] for number in range(len(homes))]


async def _replayed(
    homes: Sequence[ReplayHome], timeout_s: float, on_progress: Callable[[float], None]
) -> list[ReplayResult]:
    try:
        answer = await ask_child("replay.replay_worker", _request(homes), timeout_s, on_progress)
    except ChildError as error:
        raise ReplayError(str(error)) from error
    try:
        return [_result(one) for one in json.loads(answer)]
    except (KeyError, TypeError, ValueError) as error:
        raise ReplayError(f"it answered something else: {error}") from error


def main() -> None:
    """Answer one request: what the other process runs."""
    give_way(_NICENESS)
    stream = sys.stdin.buffer
    request = json.loads(stream.readline())
    series = [_read(stream, *one) for one in request["series"]]
    homes = [_home(one, series) for one in request["homes"]]
    results = []
    for number, home in enumerate(homes):

        def tell(part: float, done: int = number) -> None:
            tell_progress((done + part) / len(homes))

        result = replay(home, tell)
        results.append({**asdict(result), "drawn_w": list(result.drawn_w.items())})
    json.dump(results, sys.stdout)


def _request(homes: Sequence[ReplayHome]) -> Iterator[bytes]:
    """Return a request's parts: a line of JSON, then each series once, however many homes have it, as bytes.

    As texts, writing days of readings held the interpreter, and so the caller's event loop, for a second, and took megabytes that the
    allocator kept.
    """
    series = {id(one): one for home in homes for one in _series_of(home) if one is not None}
    numbers = {key: number for number, key in enumerate(series)}
    rows = []
    for home in homes:
        battery = replace(home.battery, levels=None) if home.battery else None
        row = asdict(replace(home, generation=_NONE, house_load=_NONE, prices=None, battery=battery, circuits=()))
        row["series"] = [None if one is None else numbers[id(one)] for one in _series_of(home)]
        row["feed_in"] = home.prices.feed_in if home.prices else 0.0
        row["circuits"] = [{**asdict(one), "charger_ids": sorted(one.charger_ids)} for one in home.circuits]
        rows.append(row)
    sizes = [(len(one.times_s), one.gap_s) for one in series.values()]
    yield json.dumps({"series": sizes, "homes": rows}).encode() + b"\n"
    for one in series.values():
        for column in (one.times_s, one.values_w):
            for first in range(0, len(column), _PART):
                yield array("d", column[first : first + _PART]).tobytes()


def _series_of(home: ReplayHome) -> tuple[PowerSeries | None, ...]:
    return (
        home.generation,
        home.house_load,
        home.prices.bought if home.prices else None,
        home.battery.levels if home.battery else None,
    )


def _read(stream: BinaryIO, count: int, gap_s: float) -> PowerSeries:
    times_s, values_w = array("d"), array("d")
    for column in (times_s, values_w):
        column.fromfile(stream, count)
    return PowerSeries(times_s, values_w, gap_s)


def _home(data: Mapping[str, Any], known: Sequence[PowerSeries]) -> ReplayHome:
    generation, load_w, price, levels = (None if one is None else known[one] for one in data["series"])
    battery = BatteryModel(**{**data["battery"], "levels": levels}) if data["battery"] else None
    return ReplayHome(
        generation or _NONE,
        load_w or _NONE,
        tuple(_charger(one) for one in data["chargers"]),
        SiteLimits(**data["site"]),
        battery,
        data["meter_s"],
        data["late_s"],
        ReplayPrices(price, data["feed_in"]) if price else None,
        tuple(_circuit(one) for one in data["circuits"]),
        data["has_phase_meters"],
    )


def _circuit(data: Mapping[str, Any]) -> Circuit:
    limits = (data["limit_a"], data["limit_w"])
    return Circuit(data["id"], data["name"], frozenset(data["charger_ids"]), *limits, parent_id=data["parent_id"])


def _charger(data: Mapping[str, Any]) -> ReplayCharger:
    limits = {**data["limits"], "phases": tuple(data["limits"]["phases"])}
    limits["accepted_a"] = tuple(limits["accepted_a"])
    return ReplayCharger(
        data["id"],
        ChargerLimits(**limits),
        ChargingModel(**data["model"]),
        tuple(PlugInTime(**stay) for stay in data["stays"]),
        data["priority"],
        SolarMode(data["mode"]),
        SwitchingPreference(data["switching_preference"]),
        data["read_s"],
    )


def _result(data: Mapping[str, Any]) -> ReplayResult:
    figures = {key: load(ChargedFigures, one) for key, one in data["chargers"].items()}
    return ReplayResult(figures, data["unknown_h"], dict(data["drawn_w"]))
