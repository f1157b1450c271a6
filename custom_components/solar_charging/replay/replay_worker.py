"""A replay in a process of its own: minutes of arithmetic that the caller's event loop never feels.

Cancelling the caller ends it.
"""

import asyncio
import json
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from ..engine.json_state import load
from ..engine.model import ChargerLimits, SiteLimits, SolarMode
from ..engine.policy import SwitchingPreference
from ..processes.child import ChildError, ask_child, give_way, tell_progress
from .charged import ChargedFigures
from .charger_model import ChargingModel
from .days import BatteryModel, PlugInTime, PowerSeries, ReplayCharger, ReplayHome
from .run import ReplayResult, replay

# An hour of a car takes a second on a busy small computer; so long without a word of it is a hang.
_TIMEOUT_S = 120.0
# Whatever else the machine does comes first, the sun's model included: charging waits for that, a person for this.
_NICENESS = 15


_NONE = PowerSeries((), ())


class ReplayError(Exception):
    """No answer came back: the machine is too slow, or the process broke."""


async def replay_all(
    homes: Sequence[ReplayHome], timeout_s: float = _TIMEOUT_S, on_progress: Callable[[float], None] | None = None
) -> list[ReplayResult]:
    """Replay homes in another process; raises ReplayError. `on_progress` is told how much is done, from 0 to 1."""
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

        results.append(asdict(replay(home, tell)))
    json.dump(results, sys.stdout)


def _written(homes: Sequence[ReplayHome]) -> bytes:
    """Return a request. Days of readings go as bytes, and each once, however many homes have them.

    As texts, writing them held the interpreter, and so the caller's event loop, for a second.
    """
    kept: dict[int, str] = {}
    for home in homes:
        for series in (home.generation, home.house_load, home.price):
            if series is not None and id(series) not in kept:
                kept[id(series)] = _packed(series)
    numbers = {key: number for number, key in enumerate(kept)}
    rows = [
        {
            **asdict(replace(home, generation=_NONE, house_load=_NONE, price=None)),
            "generation": numbers[id(home.generation)],
            "house_load": numbers[id(home.house_load)],
            "price": None if home.price is None else numbers[id(home.price)],
        }
        for home in homes
    ]
    return json.dumps({"series": list(kept.values()), "homes": rows}).encode()


def _packed(series: PowerSeries) -> str:
    return b64encode(array("d", (series.gap_s, *series.times_s, *series.values_w)).tobytes()).decode()


def _unpacked(text: str) -> PowerSeries:
    numbers = array("d")
    numbers.frombytes(b64decode(text))
    middle = 1 + (len(numbers) - 1) // 2
    return PowerSeries(tuple(numbers[1:middle]), tuple(numbers[middle:]), numbers[0])


def _home(data: Mapping[str, Any], series: Sequence[PowerSeries]) -> ReplayHome:
    generation, load_w = (series[data[name]] for name in ("generation", "house_load"))
    battery = BatteryModel(**data["battery"]) if data["battery"] else None
    chargers = tuple(_charger(one) for one in data["chargers"])
    price = None if data["price"] is None else series[data["price"]]
    site, times = SiteLimits(**data["site"]), (data["meter_s"], data["late_s"])
    return ReplayHome(generation, load_w, chargers, site, battery, *times, price)


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
    return ReplayResult(figures, data["unknown_h"])
