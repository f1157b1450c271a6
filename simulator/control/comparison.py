"""Laws compared on the same seconds: one row is a scenario on a set of days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.laws import Case, Law
from simulator.scenarios import Scenario

from .fast_home import simulate
from .figures import Figures, figures_of
from .optimum import best_run
from .traces import Trace

# Laws that poll look at the home at this many phases of their clock. The meter's own phase changes by the day (`FastMeter`), for all laws.
PHASES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: these days, in this scenario."""

    days: str
    scenario: Scenario


def compare(
    row: Row, traces: Iterable[Trace], laws: Mapping[str, Law], outlook: str = "shipped"
) -> list[dict[str, Any]]:
    """Return the key figures of each law on one row, and of the optimum."""
    days = [row.scenario.day(trace) for trace in traces]
    results = [
        _result(row, name, [_figures(row, days, law, phase_s, outlook) for phase_s in law.phases_s(PHASES)])
        for name, law in laws.items()
        if law.max_stations is None or len(row.scenario.equipment.stations) <= law.max_stations
    ]
    if row.scenario.equipment.is_battery_read and row.scenario.equipment.export_limit_w is None:
        optimum = Figures()
        for trace in days:
            optimum.add(figures_of(best_run(trace, row.scenario.equipment), row.scenario.equipment))
        results.append(_result(row, "optimum", [optimum]))
    return results


def _figures(row: Row, days: Iterable[Trace], law: Law, phase_s: int, outlook: str) -> Figures:
    figures, scenario = Figures(), row.scenario
    for number, trace in enumerate(days, 1):
        case = Case(trace, scenario.equipment, phase_s, outlook)
        run = simulate(trace, scenario.setting(number), law.make(case))
        figures.add(figures_of(run, scenario.equipment))
    return figures


def _result(row: Row, law: str, phases: list[Figures]) -> dict[str, Any]:
    """The mean over a polling law's phases is the figure; beside it stands the best."""
    total = Figures()
    for figures in phases:
        total.add(figures)
    best = min(phases, key=lambda figures: figures.strict_pct)
    return {
        "set": row.days,
        "scenario": row.scenario.name,
        "law": law,
        **total.as_row(),
        "best_phase_regret_pct": round(best.regret_pct, 2),
        "best_phase_strict_pct": round(best.strict_pct, 2),
    }
