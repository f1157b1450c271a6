"""A replay in a process of its own: minutes of arithmetic that the caller's event loop never feels.

The process gets a request on its standard input, answers on its standard output and ends. Cancelling the caller ends it.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..engine.json_state import load
from ..engine.model import ChargerLimits, SiteLimits, SolarMode
from ..engine.policy import SwitchingPreference
from .charged import ChargedFigures
from .charger_model import ChargingModel
from .days import BatteryModel, PlugInTime, PowerSeries, ReplayCharger, ReplayHome
from .run import ReplayResult, replay

# A week of two cars takes seconds on a small computer; this is a hang.
_TIMEOUT_S = 120.0
# Whatever else the machine does comes first, the sun's model included: charging waits for that, a person for this.
_NICENESS = 15
# A package of this name whose folder is the integration's, without running it: that would need Home Assistant.
_BOOTSTRAP = """\
import sys, types
package = types.ModuleType("replayed")
package.__path__ = [sys.argv[1]]
sys.modules["replayed"] = package
from replayed.replay.replay_worker import main
main()
"""
_PACKAGE = Path(__file__).parent.parent


class ReplayError(Exception):
    """No answer came back: the machine is too slow, or the process broke."""


async def replay_all(homes: Sequence[ReplayHome], timeout_s: float = _TIMEOUT_S) -> list[ReplayResult]:
    """Replay homes in another process; raises ReplayError."""
    request = await asyncio.get_running_loop().run_in_executor(None, _written, homes)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _BOOTSTRAP,
        str(_PACKAGE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        answer, complaint = await asyncio.wait_for(process.communicate(request), timeout_s)
    except TimeoutError as error:
        raise ReplayError(f"no answer within {timeout_s:.0f} s") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ReplayError(complaint.decode(errors="replace").strip().rpartition("\n")[2])
    return [_result(one) for one in json.loads(answer)]


def main() -> None:
    """Answer one request: what the other process runs."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICENESS)
    homes = [_home(one) for one in json.load(sys.stdin)]
    json.dump([asdict(replay(home)) for home in homes], sys.stdout)


def _written(homes: Sequence[ReplayHome]) -> bytes:
    return json.dumps([asdict(home) for home in homes]).encode()


def _home(data: Mapping[str, Any]) -> ReplayHome:
    generation, load_w = (PowerSeries(**data[name]) for name in ("generation", "house_load"))
    battery = BatteryModel(**data["battery"]) if data["battery"] else None
    chargers = tuple(_charger(one) for one in data["chargers"])
    return ReplayHome(
        generation, load_w, chargers, SiteLimits(**data["site"]), battery, data["meter_s"], data["late_s"]
    )


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
