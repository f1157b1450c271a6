"""How well is surplus turned into charge? Ours, evcc's and other laws, and the optimum, side by side on the same seconds.

    script/bench control [--quick] [--rows plain|hardships|all|WORDS] [--laws NAME ...] [--policy MODULE:CLASS] [--baseline COMMIT]
        [--half fit|report]

Prints a table and its summary, and draws a day to build/control_day.png. Two measures are printed: regret over the day, where
a second's gain makes up for another's loss, and strict, where each second counts. A law that polls is run at several phases of
its clock: the mean is its figure, the best phase stands beside it. Constants are fitted with `--half fit`, on two days of every
four, and judged with `--half report`, on the others.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from simulator.clouds import CloudKind
from simulator.control.broken_meters import faults
from simulator.control.comparison import Row, compare
from simulator.control.engine_versions import engine_at
from simulator.control.equipment import SWITCHING
from simulator.control.fast_home import HomeSetup, simulate
from simulator.control.meter import MeterSpec
from simulator.control.picture import draw_day
from simulator.control.step_time import step_time
from simulator.control.traces import TEMPERATE, TROPICAL, Trace, from_folder, measured_year, synthetic
from simulator.laws import Case, Law, all_laws
from simulator.laws.solar_charging import SolarCharging
from simulator.scenarios import hardships
from simulator.scenarios.plain import plain, plain_besides

OURS, RIVAL = "solar_charging", "evcc"
DEFAULT_DATA = Path("../shared/data")
PICTURE = Path("build/control_day.png")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    options = _options().parse_args(arguments)
    began = time.perf_counter()
    laws = _laws(options)
    sets = {name: _half(days, options.half) for name, days in _sets(options).items()}
    rows = list(_rows(sets, options))
    report: dict[str, list[dict[str, Any]]] = {"rows": [], "faults": [], "scale": []}
    print(_heading())
    run = partial(compare, laws=laws, outlook=options.outlook)
    with ProcessPoolExecutor(options.processes) as pool:  # rows need nothing of each other
        for results in pool.map(run, rows, [sets[row.days] for row in rows]):
            report["rows"] += results
            print(_lines(results), flush=True)
    _summary(report["rows"])
    if options.rows in {"plain", "all"}:
        _more(report, sets, laws, quick=options.quick)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))
    print(f"took {time.perf_counter() - began:.0f} s")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/bench control", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument(
        "--rows", default="plain", help="plain, hardships, all, or words that rows' names hold, by commas"
    )
    parser.add_argument(
        "--laws", nargs="+", help="names of modules in simulator/laws; without it all, or ours and evcc's on hardships"
    )
    parser.add_argument(
        "--policy", help="module:Class of constants, put in place of the engine's own as the law `policy`"
    )
    parser.add_argument("--baseline", help="a commit; its engine is compared as the law `baseline`")
    parser.add_argument(
        "--outlook", default="shipped", choices=["shipped", "recent", "none"], help="who tells ours the coming sun"
    )
    parser.add_argument("--days", type=int, help="days of the measured year, spread over it (24), or of --traces (all)")
    parser.add_argument(
        "--half", choices=["fit", "report"], help="two days of every four: those to fit on, or the others"
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of measured data, used where it exists")
    parser.add_argument(
        "--traces", type=Path, help="folder of CSV or NPZ files with t, pv_w, load_w: run on these alone"
    )
    parser.add_argument("--processes", type=int, help="how many rows are run at once (as many as cores)")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--quick", action="store_true", help="few days, few rows")
    return parser


def _laws(options: argparse.Namespace) -> dict[str, Law]:
    known = all_laws()
    usual = (
        [OURS, RIVAL]
        if options.rows != "plain"
        else [name for name in known if name not in {"fewer_starts", "more_sun"}]
    )
    laws = {name: known[name] for name in options.laws or usual}
    if options.policy:
        laws["policy"] = Law("policy", partial(_with_policy, options.policy))
    if options.baseline:
        laws["baseline"] = Law("baseline", partial(_of_version, options.baseline))
    return laws


def _with_policy(where: str, case: Case) -> SolarCharging:
    module, _, name = where.partition(":")
    return SolarCharging(case, policy=getattr(import_module(module), name)())


def _of_version(ref: str, case: Case) -> SolarCharging:
    return SolarCharging(case, engine_at(ref))


def _sets(options: argparse.Namespace) -> dict[str, list[Trace]]:
    if options.traces:
        traces = from_folder(options.traces, options.days)
        if not traces:
            raise SystemExit(f"{options.traces}: no days in CSV or NPZ files with t, pv_w, load_w")
        return {"traces": traces}
    days = 4 if options.quick else 6
    skies = (CloudKind.BROKEN, CloudKind.CHANGING, CloudKind.CLEAR, CloudKind.BROKEN)
    sets = {
        "synthetic temperate": synthetic(TEMPERATE, skies, days, seed=11),
        "synthetic tropical": synthetic(TROPICAL, (CloudKind.BROKEN, CloudKind.CHANGING), days, seed=12),
    }
    if (options.data / "load.py").exists():
        sets = {"measured year": measured_year(options.data, options.days or (6 if options.quick else 24))} | sets
    else:
        print(f"{options.data}: no measured data here; synthetic days alone")
    return sets


def _half(days: list[Trace], half: str | None) -> list[Trace]:
    """Return two days of every four: skies take turns by the day, and both halves are to have them all."""
    return [day for number, day in enumerate(days) if half is None or (number % 4 < 2) == (half == "fit")]


def _rows(sets: dict[str, list[Trace]], options: argparse.Namespace) -> Iterator[Row]:
    """Plain rows on all days; batteries, several chargers and hardships on the first set, the measured one."""
    first = next(iter(sets))
    words = [] if options.rows in {"plain", "hardships", "all"} else options.rows.split(",")
    every = [Row(days, scenario) for days in sets for scenario in plain(quick=options.quick)]
    every += [Row(first, scenario) for scenario in plain_besides()]
    hard = [Row(first, scenario) for scenario in hardships().values()]
    if words:
        yield from (row for row in every + hard if any(word in row.scenario.name for word in words))
    else:
        yield from (every if options.rows != "hardships" else [])
        yield from (hard if options.rows != "plain" else [])


def _more(
    report: dict[str, list[dict[str, Any]]], sets: dict[str, list[Trace]], laws: dict[str, Law], *, quick: bool
) -> None:
    """Broken meters, the time a step takes, and a picture."""
    pair = {name: laws[name] for name in (OURS, RIVAL) if name in laws}
    report["faults"] = list(faults(pair))
    for fault in report["faults"]:
        print(f"{fault['fault']:45s} {fault['law']:15s} {fault['grid_wh']:8.0f} Wh imported")
    report["scale"] = [step_time(count, 100 if quick else 400) for count in (1, 10, 50)]
    for size in report["scale"]:
        print(f"{size['chargers']:3d} chargers: {size['step_ms']:.3f} ms a step")
    trace = max(next(iter(sets.values())), key=lambda trace: float(np.abs(np.diff(trace.pv_w[::60])).sum()))
    setting = HomeSetup(SWITCHING, MeterSpec(10, 2))
    draw_day(
        PICTURE,
        trace,
        SWITCHING,
        {name: simulate(trace, setting, law.make(Case(trace, SWITCHING))) for name, law in pair.items()},
    )
    print(f"picture: {PICTURE}")


def _heading() -> str:
    return (
        f"{'law':15s}{'day %':>8s}{'strict %':>9s}{'(best phase)':>16s}{'grid %':>8s}"
        f"{'starts/d':>9s}{'switch/d':>9s}{'cmd/h':>7s}{'calls/h':>9s}{'(most)':>8s}{'>500 W s/d':>11s}"
    )


def _lines(results: list[dict[str, Any]]) -> str:
    lines = [f"\n{results[0]['set']}: {results[0]['scenario']}"]
    lines += [
        f"{row['law']:15s}{row['regret_pct']:8.2f}{row['strict_pct']:9.2f}"
        f"{row['best_phase_regret_pct']:9.2f}{row['best_phase_strict_pct']:7.2f}{row['grid_share_pct']:8.2f}"
        f"{row['starts_per_day']:9.2f}{row['phase_switches_per_day']:9.2f}{row['commands_per_hour']:7.1f}"
        f"{row['calls_per_hour']:9.1f}{row['most_calls_in_an_hour']:8d}"
        f"{row['import_above_500_w_s_per_day']:11.0f}"
        for row in results
    ]
    return "\n".join(lines)


def _summary(rows: list[dict[str, Any]]) -> None:
    """Print ours against evcc's, row by row and on average."""
    named = {(row["set"], row["scenario"], row["law"]): row for row in rows}
    ratios = []
    print(
        "\nours / evcc: regret over the day, strict, and their ratios; grid share; starts; switches; commands and calls an hour"
    )
    for days, scenario, law in named:
        if law != OURS or (days, scenario, RIVAL) not in named:
            continue
        ours, evcc = (named[days, scenario, name] for name in (OURS, RIVAL))
        ratio = [ours[key] / max(evcc[key], 0.01) for key in ("regret_pct", "strict_pct")]
        ratios.append(ratio)
        print(
            f"{days:20s} {scenario:42s} {ours['regret_pct']:6.2f} / {evcc['regret_pct']:6.2f}  {ours['strict_pct']:6.2f} / {evcc['strict_pct']:6.2f} "
            f" {ratio[0]:5.2f} {ratio[1]:5.2f}  {ours['grid_share_pct']:5.2f} / {evcc['grid_share_pct']:5.2f} %"
            f"  {ours['starts_per_day']:5.2f} / {evcc['starts_per_day']:5.2f}"
            f"  {ours['phase_switches_per_day']:5.2f} / {evcc['phase_switches_per_day']:5.2f}  {ours['commands_per_hour']:5.1f} {ours['calls_per_hour']:5.1f}"
        )
    if ratios:
        (day, strict), (worst_day, worst_strict) = np.mean(ratios, axis=0), np.max(ratios, axis=0)
        print(
            f"mean ratio by the day {day:.3f} (worst {worst_day:.3f}), strict {strict:.3f} (worst {worst_strict:.3f})\n"
        )


if __name__ == "__main__":
    sys.exit(main())
