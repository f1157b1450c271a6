"""Does ours alarm anybody for nothing? Hardships on days of the year; alarms that the simulated home does not make true, by kind.

    script/bench alarms [--rows WORDS] [--days N] [--first N]

An alarm counts once for as long as it lasts. What the home makes true (a car that is full, a box that changes by itself) stands beside
it in seconds.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path

from simulator.clouds import CloudKind
from simulator.control.alarm_watch import KINDS, Alarms, alarms_on
from simulator.control.traces import TEMPERATE, Trace, measured_year, synthetic
from simulator.scenarios import Scenario, hardships

DEFAULT_DATA = Path("../shared/data")
SKIES = (CloudKind.BROKEN, CloudKind.CHANGING, CloudKind.CLEAR)


def main(arguments: list[str] | None = None) -> int:
    """Run and print; returns 1 where anybody was alarmed for nothing."""
    options = _options().parse_args(arguments)
    began = time.perf_counter()
    days = _days(options)
    words = options.rows.split(",")
    scenarios = [one for name, one in hardships().items() if any(word in name for word in words)]
    found = {}
    with ProcessPoolExecutor(options.processes) as pool:  # rows need nothing of each other
        for scenario, alarms in zip(scenarios, pool.map(_alarms, scenarios, [days] * len(scenarios)), strict=True):
            found[scenario.name] = alarms
            print(_line(scenario.name, alarms), flush=True)
    false = sum(alarms.false.total() for alarms in found.values())
    print(
        f"{false} false alarms on {len(days)} days of {len(scenarios)} hardships; took {time.perf_counter() - began:.0f} s"
    )
    if options.json:
        options.json.write_text(json.dumps({name: _named(alarms) for name, alarms in found.items()}, indent=1))
    return int(false > 0)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/bench alarms", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", default="", help="words that hardships' names hold, by commas (all)")
    parser.add_argument("--days", type=int, default=30, help="days, spread over the measured year")
    parser.add_argument("--every", type=int, default=1, help="only every so many of these days")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of measured data, used where it exists")
    parser.add_argument("--processes", type=int, help="how many rows are run at once (as many as cores)")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    return parser


def _days(options: argparse.Namespace) -> Sequence[Trace]:
    if (options.data / "load.py").exists():
        return measured_year(options.data, options.days)[:: options.every]
    print(f"{options.data}: no measured data here; synthetic days alone")
    return synthetic(TEMPERATE, SKIES, options.days, seed=11)[:: options.every]


def _alarms(scenario: Scenario, days: Sequence[Trace]) -> Alarms:
    alarms = Alarms()
    for number, trace in zip(count(1), days):
        alarms.add(alarms_on(trace, scenario, number))
    return alarms


def _line(name: str, alarms: Alarms) -> str:
    shown = [f"{kind} {alarms.false[kind]} times, {alarms.false_s[kind]} s" for kind in KINDS if alarms.false[kind]]
    true = [f"{kind} {alarms.true_s[kind]} s" for kind in KINDS if alarms.true_s[kind]]
    return f"{name:32s} false: {'; '.join(shown) or 'none':60s} true: {', '.join(true) or 'none'}"


def _named(alarms: Alarms) -> dict[str, dict[str, int]]:
    return {"false": dict(alarms.false), "false_s": dict(alarms.false_s), "true_s": dict(alarms.true_s)}


if __name__ == "__main__":
    sys.exit(main())
