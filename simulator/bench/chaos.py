"""Days in a real Home Assistant with a random fault each hour: what holds, what is lost, how long it is blind.

usage: script/bench chaos [--days N] [--minutes N] [--seed N] [--processes N] [--only FAULT]... [--json FILE]

Sun, house, car and charger are simulated; meters report every ten seconds. A killed Home Assistant boots from what was on the disk.
Several processes share the days, each with a home of its own.
"""

import custom_components  # noqa: F401  first: the test package carries a package of this name that would hide ours
import simulator.chaos.frozen_time  # noqa: F401  second: Home Assistant's modules take over what gives them the time

# isort: split
import argparse
import asyncio
import json
import math
import os
import sys
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial, reduce
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from custom_components.solar_charging.solar import worker
from simulator.chaos.faults import FAULTS
from simulator.chaos.figures import Figures
from simulator.chaos.house import TICK_S, House
from simulator.chaos.running import Running

START = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
HOUR_S = 3600
# Off is asked for so often, at any moment of the hour.
OFF_PART = 0.3


async def _no_table(*_arguments: object, **_more: object) -> None:
    raise worker.WorkerError("the sun's process is not what is tried here")


def _real_s() -> float:
    """Return seconds of the clock that goes on while Home Assistant's is set."""
    return os.times().elapsed


async def run(days: float, seed: int, only: Collection[str] = (), minutes: float = math.inf) -> Figures:
    """Let the days pass, with a fault in each hour: any, or `only` those of some names; stop after some minutes here."""
    ends_s = _real_s() + 60.0 * minutes
    faults = [fault for fault in FAULTS if not only or fault.name in only]
    rng, figures = Random(seed), Figures()
    house = House(START, Random(seed + 1))
    with TemporaryDirectory() as folder, patch.object(worker, "_ask", _no_table):
        running = Running(Path(folder), house, figures)
        await running.boot()
        while figures.hours < math.ceil(days * 24) and _real_s() < ends_s:
            fault = rng.choice(faults)
            begins_s, lasts_s = rng.randrange(300, 1500, TICK_S), rng.randrange(60, 900, TICK_S)
            off_s = rng.randrange(60, 3300, TICK_S) if rng.random() < OFF_PART else None
            figures.faults[fault.name] += 1
            for second in range(0, HOUR_S, TICK_S):
                if second == begins_s:
                    await fault.begin(running)
                if second == begins_s + lasts_s:
                    await fault.end(running)
                    figures.fault_ended(fault.name, house.now_s)
                if second == off_s:
                    await running.turn_off_and_on()
                await running.tick()
            await running.settle_hour(fault.name)
            figures.hours += 1
            if figures.hours % 24 == 0:
                print(f"seed {seed}, day {figures.hours // 24}: {figures.summary()}", file=sys.stderr, flush=True)
        await running.finish()
    return figures


def _run_share(days: float, only: Collection[str], minutes: float, seed: int) -> Figures:
    return asyncio.run(run(days, seed, only, minutes))


def run_all(days: float, seed: int, processes: int, only: Collection[str] = (), minutes: float = math.inf) -> Figures:
    """Share the days among processes, each with a seed of its own."""
    if processes == 1:
        return _run_share(days, only, minutes, seed)
    share = partial(_run_share, days / processes, only, minutes)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return reduce(Figures.with_other, pool.map(share, range(seed, seed + processes)))


def main() -> None:
    """Print what held, and write JSON if asked to; exit with 1 where something did not."""
    parser = argparse.ArgumentParser(prog="script/bench chaos", description=__doc__)
    parser.add_argument("--days", type=float, default=30.0, help="simulated days (default 30)")
    parser.add_argument("--minutes", type=float, default=math.inf, help="end earlier, after so many here")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="default: as many as cores")
    parser.add_argument(
        "--only", action="append", default=[], choices=[fault.name for fault in FAULTS], metavar="FAULT"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    processes = max(min(options.processes, math.ceil(options.days)), 1)
    figures = run_all(options.days, options.seed, processes, options.only, options.minutes)
    print(figures.table())
    if options.json:
        options.json.write_text(json.dumps(vars(figures), indent=2) + "\n", encoding="utf-8")
    raise SystemExit(bool(figures.broken()))


if __name__ == "__main__":
    main()
