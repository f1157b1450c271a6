"""Replays in processes of their own: minutes of arithmetic that the caller's event loop never feels.

Cancelling the caller ends them.
"""

import asyncio
import json
import os
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from ..engine.json_state import load
from ..engine.model import ChargerLimits, Circuit, SiteLimits, SolarMode
from ..engine.policy import SwitchingPreference
from ..processes.child import ChildError, ask_child, give_way, tell_progress
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
    return [answers[number % count][number // count] for number in range(len(homes))]


async def _replayed(
    homes: Sequence[ReplayHome], timeout_s: float, on_progress: Callable[[float], None]
) -> list[ReplayResult]:
    request = await asyncio.get_running_loop().run_in_executor(None, _written, homes)
    try:
        answer = await ask_child("replay.replay_worker", request, timeout_s, on_progress)
    except ChildError as error:
        raise ReplayError(str(error)) from error
    try:
        return [_result(one) for one in json.loads(answer)]
    except (KeyError, TypeError, ValueError) as error:
        raise ReplayError(f"it answered something else: {error}") from error


def main() -> None:
    """Answer one request: what the other process runs."""
    give_way(_NICENESS)
    request = json.load(sys.stdin)
    series = [_unpacked(text) for text in request["series"]]
    homes = [_home(one, series) for one in request["homes"]]
    results = []
    for number, home in enumerate(homes):

        def tell(part: float, done: int = number) -> None:
            tell_progress((done + part) / len(homes))

        result = replay(home, tell)
        results.append({**asdict(result), "drawn_w": list(result.drawn_w.items())})
    json.dump(results, sys.stdout)


def _written(homes: Sequence[ReplayHome]) -> bytes:
    """Return a request. Days of readings go as bytes, and each once, however many homes have them.

    As texts, writing them held the interpreter, and so the caller's event loop, for a second.
    """
    kept: dict[int, str] = {}
    for home in homes:
        for series in _series_of(home):
            if series is not None and id(series) not in kept:
                kept[id(series)] = _packed(series)
    numbers: dict[int | None, int | None] = {key: number for number, key in enumerate(kept)}
    rows = []
    for home in homes:
        battery = replace(home.battery, levels=None) if home.battery else None
        row = asdict(replace(home, generation=_NONE, house_load=_NONE, prices=None, battery=battery, circuits=()))
        row["series"] = [None if one is None else numbers[id(one)] for one in _series_of(home)]
        row["feed_in"] = home.prices.feed_in if home.prices else 0.0
        row["circuits"] = [{**asdict(one), "charger_ids": sorted(one.charger_ids)} for one in home.circuits]
        rows.append(row)
    return json.dumps({"series": list(kept.values()), "homes": rows}).encode()


def _series_of(home: ReplayHome) -> tuple[PowerSeries | None, ...]:
    return (
        home.generation,
        home.house_load,
        home.prices.bought if home.prices else None,
        home.battery.levels if home.battery else None,
    )


def _packed(series: PowerSeries) -> str:
    return b64encode(array("d", (series.gap_s, *series.times_s, *series.values_w)).tobytes()).decode()


def _unpacked(text: str) -> PowerSeries:
    numbers = array("d")
    numbers.frombytes(b64decode(text))
    middle = 1 + (len(numbers) - 1) // 2
    return PowerSeries(numbers[1:middle], numbers[middle:], numbers[0])


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
    )


def _result(data: Mapping[str, Any]) -> ReplayResult:
    figures = {key: load(ChargedFigures, one) for key, one in data["chargers"].items()}
    return ReplayResult(figures, data["unknown_h"], dict(data["drawn_w"]))
