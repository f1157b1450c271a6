"""How well is surplus turned into charge? Ours, evcc, other laws and the all-knowing limit, side by side on the same seconds.

    script/bench control [--quick] [--days N] [--data DIR] [--traces DIR] [--json FILE]

Prints a table, writes JSON and draws a day to build/control_day.png.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, ChargerInputs, ChargerLimits, Inputs, SolarMode
from custom_components.solar_charging.engine.policy import SwitchingPreference
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from simulator.clouds import CloudKind
from simulator.control.equipment import (
    SINGLE_PHASE,
    SWITCHING,
    THREE_PHASE,
    TWO_CHARGERS,
    TWO_EQUAL,
    WITH_BATTERY,
    Equipment,
)
from simulator.control.evcc import Evcc
from simulator.control.fast_home import Controller, FastMeterFault, MeterSpec, simulate
from simulator.control.figures import Figures, figures_of
from simulator.control.optimum import Foreknowing, best_run
from simulator.control.picture import draw_day
from simulator.control.rivals import Automation, Averaging, Integrator
from simulator.control.solar_charging import Ours
from simulator.control.traces import TEMPERATE, TROPICAL, Trace, from_folder, measured_year, synthetic

DEFAULT_DATA = Path("../shared/data")
PICTURE = Path("build/control_day.png")
METERS = (MeterSpec(1, 0), MeterSpec(10, 2), MeterSpec(30, 5), MeterSpec(60, 10))
POLICIES = ("ours", "evcc", "automation", "integrator", "averaging", "foreknowing")
# The engine as a user can set it otherwise.
SETTINGS = {
    switching_preference.value: switching_preference
    for switching_preference in SwitchingPreference
    if switching_preference is not SwitchingPreference.BALANCED
}
# These know a single station only.
FOR_ONE_STATION = {"automation", "integrator", "averaging", "foreknowing"}


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: on these days, with this equipment and meter."""

    days: str
    equipment: Equipment
    meter: MeterSpec

    @property
    def equipment_name(self) -> str:
        """Equipment and meter in one name."""
        return f"{self.equipment.name}, meter {self.meter.name}"


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    options = _options().parse_args(arguments)
    began = time.perf_counter()
    sets = _sets(options)
    report: dict[str, list[dict[str, Any]]] = {"rows": [], "faults": [], "scale": []}
    print(_heading())
    rows = list(_matrix(sets, quick=options.quick))
    compared = partial(compare, policies=options.policies, with_outlook=not options.no_outlook)
    with ProcessPoolExecutor() as pool:  # rows need nothing of each other: one process a core
        for results in pool.map(compared, rows, [sets[row.days] for row in rows]):
            report["rows"] += results
            print(_lines(results), flush=True)
    _summary(report["rows"])
    report["faults"] = list(faults())
    for fault in report["faults"]:
        print(f"{fault['fault']:45s} {fault['policy']:12s} {fault['grid_wh']:8.0f} Wh imported")
    report["scale"] = [scale(count, options.quick) for count in (1, 10, 50)]
    for size in report["scale"]:
        print(f"{size['chargers']:3d} chargers: {size['step_ms']:.3f} ms a step")
    _draw(sets)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))
    print(f"took {time.perf_counter() - began:.0f} s")
    return 0


def compare(
    row: Row, traces: list[Trace], policies: Iterable[str], *, with_outlook: bool = True
) -> list[dict[str, Any]]:
    """Return the key figures of each policy and of the limit on one row."""
    results = []
    for name in policies:
        if name in FOR_ONE_STATION and len(row.equipment.stations) > 1:
            continue
        figures = Figures()
        for number, trace in enumerate(traces):
            controller = _controller(name, trace, row.equipment, with_outlook=with_outlook)
            figures.add(
                figures_of(simulate(trace, row.equipment, row.meter, controller, seed=number + 1), row.equipment)
            )
        results.append(_result(row, name, figures))
    figures = Figures()
    for trace in traces:
        figures.add(figures_of(best_run(trace, row.equipment), row.equipment))
    results.append(_result(row, "limit", figures))
    return results


def faults() -> Iterable[dict[str, Any]]:
    """Return the energy imported while the grid meter is broken and there is nothing else to read.

    It breaks in bright sun; ten minutes later the sun goes.
    """
    for equipment in (SINGLE_PHASE, THREE_PHASE):
        for kind in ("frozen", "stuck", "unavailable"):
            for meter in (MeterSpec(1, 0), MeterSpec(10, 2)):
                trace = _sun_that_goes(minutes_until_dark=40)
                for name in ("ours", "evcc"):
                    controller = _controller(name, trace, equipment, with_outlook=False, with_generation=False)
                    run = simulate(trace, equipment, meter, controller, fault=FastMeterFault(kind, from_s=1800))
                    imported_wh = float(np.maximum(run.grid_w - 500.0, 0.0)[1800:].sum()) / 3600.0
                    label = f"grid meter {kind}, {equipment.name}, meter {meter.name}"
                    yield {"fault": label, "policy": name, "grid_wh": round(imported_wh, 1)}


def scale(chargers: int, is_quick: bool) -> dict[str, Any]:
    """Return the mean time of a step with that many chargers, with new readings in each step."""
    limits = ChargerLimits(6.0, 16.0, 1.0, (1, 3))
    now = datetime(2026, 6, 1, 10, tzinfo=UTC)
    state, steps = EngineState(), 100 if is_quick else 400
    began = 0.0
    for number in range(steps + 20):
        if number == 20:  # warm by then
            began = time.perf_counter()
        now += timedelta(seconds=1)
        sources = tuple(
            ChargerInputs(str(index), SolarMode.SOLAR_ONLY, limits, index % 3, CarState.CHARGING, Reading(1400.0, now))
            for index in range(chargers)
        )
        surplus_w = 2500.0 * chargers + 900.0 * (number % 7)
        state, _ = step(state, Inputs(grid_w=Reading(1400.0 * chargers - surplus_w, now), chargers=sources), now)
    return {"chargers": chargers, "step_ms": round((time.perf_counter() - began) / steps * 1000.0, 4)}


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/bench control", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument("--days", type=int, help="days of the measured year, spread over it (24), or of --traces (all)")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of measured data, used where it exists")
    parser.add_argument(
        "--traces", type=Path, help="folder of CSV or NPZ files with t, pv_w, load_w: run on these alone"
    )
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--quick", action="store_true", help="few days, few rows")
    parser.add_argument("--no-outlook", action="store_true", help="ours without a forecast")
    parser.add_argument("--policies", nargs="+", default=list(POLICIES), choices=[*POLICIES, *SETTINGS])
    return parser


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


def _matrix(sets: dict[str, list[Trace]], *, quick: bool) -> Iterable[Row]:
    """One charger meets every meter on all days; batteries and several chargers the usual meters on the first set, the measured one."""
    meters = (MeterSpec(2, 1), MeterSpec(30, 5)) if quick else METERS
    for days in sets:
        for equipment in (SINGLE_PHASE, THREE_PHASE, SWITCHING):
            for meter in meters:
                yield Row(days, equipment, meter)
    main_set = next(iter(sets))
    for equipment in (
        WITH_BATTERY,
        replace(WITH_BATTERY, name="1p/3p, battery first to 80 %", battery_priority_level_pct=80.0),
    ):
        yield Row(main_set, equipment, MeterSpec(2, 1))
    for equipment in (TWO_CHARGERS, TWO_EQUAL):
        for meter in (MeterSpec(2, 1), MeterSpec(30, 5)):
            yield Row(main_set, equipment, meter)


def _controller(
    name: str, trace: Trace, equipment: Equipment, *, with_outlook: bool, with_generation: bool = True
) -> Controller:
    ours = partial(Ours, trace, equipment, with_outlook=with_outlook, with_generation=with_generation)
    made: dict[str, Callable[[], Controller]] = {
        "ours": ours,
        **{
            setting: partial(ours, switching_preference=switching_preference)
            for setting, switching_preference in SETTINGS.items()
        },
        "evcc": lambda: Evcc(equipment),
        "automation": lambda: Automation(equipment),
        "integrator": lambda: Integrator(equipment),
        "averaging": lambda: Averaging(equipment),
        "foreknowing": lambda: Foreknowing(trace, equipment),
    }
    return made[name]()


def _result(row: Row, policy: str, figures: Figures) -> dict[str, Any]:
    return {"set": row.days, "equipment": row.equipment_name, "policy": policy} | figures.as_row()


def _heading() -> str:
    return f"{'policy':12s}{'regret %':>9s}{'capture %':>10s}{'grid %':>8s}{'starts/d':>9s}{'switch/d':>9s}{'cmd/h':>7s}{'>500 W s/d':>11s}"


def _lines(results: list[dict[str, Any]]) -> str:
    lines = [f"\n{results[0]['set']}: {results[0]['equipment']}"]
    lines += [
        f"{row['policy']:12s}{row['regret_pct']:9.2f}{row['solar_capture_pct']:10.2f}{row['grid_share_pct']:8.2f}"
        f"{row['starts_per_day']:9.2f}{row['phase_switches_per_day']:9.2f}{row['commands_per_hour']:7.1f}"
        f"{row['import_above_500_w_s_per_day']:11.0f}"
        for row in results
    ]
    return "\n".join(lines)


def _summary(rows: list[dict[str, Any]]) -> None:
    """Print ours against evcc, row by row and on average."""
    named = {(row["set"], row["equipment"], row["policy"]): row for row in rows}
    ratios = []
    print("\nregret: ours / evcc / limit, ratio to evcc; starts and switches a day: ours / evcc")
    for days, equipment, policy in named:
        if policy != "ours" or (days, equipment, "evcc") not in named:
            continue
        ours, evcc, limit = (named[days, equipment, name] for name in ("ours", "evcc", "limit"))
        ratio = ours["regret_pct"] / max(evcc["regret_pct"], 0.01)
        ratios.append(ratio)
        print(
            f"{days:20s} {equipment:42s} {ours['regret_pct']:6.2f} / {evcc['regret_pct']:6.2f} / {limit['regret_pct']:5.2f} "
            f"{ratio:5.2f}  grid {ours['grid_share_pct']:5.2f} %  starts {ours['starts_per_day']:5.2f} / {evcc['starts_per_day']:5.2f}"
            f"  switches {ours['phase_switches_per_day']:5.2f} / {evcc['phase_switches_per_day']:5.2f}"
        )
    if ratios:
        print(f"mean ratio {np.mean(ratios):.3f}, worst {max(ratios):.3f}\n")


def _sun_that_goes(minutes_until_dark: int) -> Trace:
    """A house load of 500 W; generation that exceeds it by what most of a charger needs, then goes within a minute."""
    seconds = minutes_until_dark * 60 + 70 * 60
    pv_w = np.full(seconds, 6500.0) + 20.0 * np.sin(np.arange(seconds) / 40.0)
    dark = minutes_until_dark * 60
    pv_w[dark:] = np.maximum(6500.0 - 120.0 * np.arange(seconds - dark), 0.0)
    start_s = datetime(2026, 6, 1, 10, tzinfo=UTC).timestamp()
    return Trace("sun goes", start_s, pv_w, np.full(seconds, 500.0))


def _draw(sets: dict[str, list[Trace]]) -> None:
    traces = next(iter(sets.values()))
    trace = max(traces, key=lambda trace: float(np.abs(np.diff(trace.pv_w[::60])).sum()))
    meter = MeterSpec(10, 2)
    runs = {
        name: simulate(trace, SWITCHING, meter, _controller(name, trace, SWITCHING, with_outlook=True))
        for name in ("ours", "evcc")
    }
    draw_day(PICTURE, trace, SWITCHING, runs)
    print(f"picture: {PICTURE}")


if __name__ == "__main__":
    sys.exit(main())
