"""How near does a replay come to what the same engine really did? Twelve kinds of homes under three skies.

script/bench replay [--days N] [--seed N] [--every SECONDS] [--hourly]    --hourly: of each day, only hourly means are left
script/bench replay --host DAYS    what it costs Home Assistant: days of a recorder on disk, asked through the action
"""

import argparse
import asyncio
import sys
import time

from simulator.clouds import CloudKind
from simulator.control.traces import TEMPERATE, synthetic
from simulator.replay.accuracy import KINDS, RECORDED_S, accuracy
from simulator.replay.hourly import hourly_accuracy

SKIES = (CloudKind.BROKEN, CloudKind.CHANGING, CloudKind.CLEAR)
ALLOWED_PART, HOURLY_ALLOWED_PART = 0.05, 0.1
# What the loop may wait, in ms; how long the answer may take, in s; what memory may be left afterwards, in MB.
MOST_STALL_MS, MOST_ANSWER_S, MOST_LEFT_MB = 50.0, 60.0, 5.0


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code: 1 if a replay is off by more than is allowed."""
    parser = argparse.ArgumentParser(prog="script/bench replay", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--every", type=int, default=RECORDED_S, help="how often its sensors report, in s")
    parser.add_argument(
        "--hourly", action="store_true", help="of each day, only hourly means are left, beside the others in full"
    )
    parser.add_argument("--host", type=int, metavar="DAYS")
    options = parser.parse_args(arguments)
    if options.host:
        return _host(options.host)
    days = synthetic(TEMPERATE, SKIES, options.days, options.seed)
    is_off = False
    print(
        f"{'home':20s} {'sky':12s} {'kWh':>6s} {'grid':>6s} {'sun off':>8s} {'grid off':>9s} {'starts':>10s} {'s':>5s}"
    )
    for name, (equipment, meter) in KINDS.items():
        for day in days:
            began = time.perf_counter()
            others = [one for one in days if one is not day]
            if options.hourly:
                found = hourly_accuracy(day, others, equipment, meter)
            else:
                found = accuracy(day, equipment, meter, options.every)
            allowed = HOURLY_ALLOWED_PART if options.hourly else ALLOWED_PART
            is_off |= max(abs(found.solar_error), abs(found.grid_error)) > allowed
            print(
                f"{name:20s} {day.name:12s} {found.real_wh / 1000:6.1f} {found.real_grid_wh / 1000:6.2f}"
                f" {100 * found.solar_error:7.1f}% {100 * found.grid_error:8.1f}%"
                f" {found.real_starts:4d}/{found.replayed.starts:4d} {time.perf_counter() - began:5.1f}",
                flush=True,
            )
    return int(is_off)


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
