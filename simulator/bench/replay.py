"""How near does a replay come to what the same engine really did? Twelve kinds of homes under three skies.

script/bench replay [--days N] [--seed N] [--every SECONDS]    days one by one
script/bench replay --hourly [--days N] [--seed N]    of N days together only hourly means are left, beside ten others in full
script/bench replay --host DAYS    what it costs Home Assistant: days of a recorder on disk, asked through the action
"""

import argparse
import asyncio
import sys
import time
from random import Random

from simulator.clouds import CloudKind
from simulator.control.traces import TEMPERATE, synthetic
from simulator.replay.accuracy import KINDS, RECORDED_S, Accuracy, accuracy, together
from simulator.replay.hourly import hourly_accuracy, hourly_days

SKIES = (CloudKind.BROKEN, CloudKind.CHANGING, CloudKind.CLEAR)
# As often as a recorder is set to keep days in full, and how often skies come where it is temperate.
KNOWN_DAYS = 10
OFTEN = {CloudKind.BROKEN: 4, CloudKind.CHANGING: 5, CloudKind.CLEAR: 3, CloudKind.OVERCAST: 2}
ALLOWED_PART, HOURLY_ALLOWED_PART = 0.05, 0.1
# What the loop may wait, in ms; how long the answer may take, in s; what memory may be left afterwards, in MB.
MOST_STALL_MS, MOST_ANSWER_S, MOST_LEFT_MB = 50.0, 60.0, 5.0


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code: 1 if a replay is off by more than is allowed."""
    parser = argparse.ArgumentParser(prog="script/bench replay", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--every", type=int, default=RECORDED_S, help="how often its sensors report, in s")
    parser.add_argument("--hourly", action="store_true", help="only hourly means are left, beside other days in full")
    parser.add_argument("--host", type=int, metavar="DAYS")
    options = parser.parse_args(arguments)
    if options.host:
        return _host(options.host)
    return _hourly(options.days, options.seed) if options.hourly else _in_full(options)


def _in_full(options: argparse.Namespace) -> int:
    days = synthetic(TEMPERATE, SKIES, options.days, options.seed)
    is_off = False
    _head()
    for name, (equipment, meter) in KINDS.items():
        for day in days:
            began = time.perf_counter()
            found = accuracy(day, equipment, meter, options.every)
            is_off |= _row(name, day.name, found, time.perf_counter() - began) > ALLOWED_PART
    return int(is_off)


def _hourly(count: int, seed: int) -> int:
    """Return whether the days together are off by more than is allowed, and print how far each is."""
    # All kinds of skies, each as often as it comes.
    skies = tuple(Random(seed).choices(list(OFTEN), list(OFTEN.values()), k=KNOWN_DAYS + count))
    days = synthetic(TEMPERATE, skies, KNOWN_DAYS + count, seed)
    hourly = hourly_days(days[KNOWN_DAYS:], days[:KNOWN_DAYS])
    is_off = False
    _head()
    for name, (equipment, meter) in KINDS.items():
        began = time.perf_counter()
        each = hourly_accuracy(hourly, equipment, meter)
        for day, found in zip(hourly.days, each, strict=True):
            _row(name, day.name, found, 0.0)
        is_off |= _row(name, "together", together(each), time.perf_counter() - began) > HOURLY_ALLOWED_PART
    return int(is_off)


def _head() -> None:
    print(
        f"{'home':20s} {'sky':12s} {'kWh':>6s} {'grid':>6s} {'sun off':>8s} {'grid off':>9s} {'starts':>10s} {'s':>5s}"
    )


def _row(name: str, sky: str, found: Accuracy, took_s: float) -> float:
    """Print a row; returns by how much it is off, as a part of all energy."""
    print(
        f"{name:20s} {sky:12s} {found.real_wh / 1000:6.1f} {found.real_grid_wh / 1000:6.2f}"
        f" {100 * found.solar_error:7.1f}% {100 * found.grid_error:8.1f}%"
        f" {found.real_starts:4d}/{found.replayed.starts:4d} {took_s:5.1f}",
        flush=True,
    )
    return max(abs(found.solar_error), abs(found.grid_error))


def _host(days: int) -> int:
    from simulator.replay.host_cost import host_cost  # noqa: PLC0415 - Home Assistant, which the rest of this does without

    cost = asyncio.run(host_cost(days))
    left_mb = cost.after_mb - cost.before_mb
    print(
        f"{days} days, {cost.replayed_kwh:.1f} kWh replayed: answered in {cost.answered_s:.1f} s, longest stall of the loop"
        f" {cost.stall_ms:.1f} ms, memory {cost.before_mb:.1f} MB before, {cost.after_mb:.1f} MB after"
    )
    return int(cost.stall_ms > MOST_STALL_MS or cost.answered_s > MOST_ANSWER_S or left_mb > MOST_LEFT_MB)


if __name__ == "__main__":
    sys.exit(main())
