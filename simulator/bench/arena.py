"""Rivals' laws and ours on the same made days, anyone's to repeat: prints the table, and writes it into the page that shows it.

    script/arena [--days N] [--seed N] [--laws NAME ...] [--write]

A law is a module in simulator/laws, a day a kind of sky in `SKIES` or a scenario in simulator/scenarios.
"""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from simulator.clouds import CloudKind
from simulator.control.comparison import Row, compare
from simulator.control.equipment import SINGLE_PHASE, THREE_PHASE
from simulator.control.meter import MeterSpec
from simulator.control.traces import TEMPERATE, synthetic
from simulator.laws import Law, all_laws
from simulator.scenarios.scenario import Scenario

SKIES = (CloudKind.BROKEN, CloudKind.CHANGING, CloudKind.CLEAR)
# By its module's name, what each language calls it.
NAMES: Mapping[str, tuple[str, str]] = {
    "solar_charging": ("Solar Charging", "Solar Charging"),
    "evcc": ("evcc's policy", "die Regel von evcc"),
    "averaging": ("PV Excess Control's allocator", "der Verteiler von PV Excess Control"),
    "annealing": ("Solar Optimizer's annealing", "das Verfahren von Solar Optimizer"),
    "own_mode": ("a charger's own solar mode", "der Solarmodus einer Ladestation"),
    "automation": ("an automation, every 60 s", "eine Automation, alle 60 s"),
}
PAGES = (Path("docs/contribute/arena.md"), Path("docs/contribute/arena.de.md"))
HEADINGS = (
    "| law | sun missed or bought | bought | starts a day | commands an hour |",
    "| Regel | Sonne verpasst oder Strom gekauft | gekauft | Starts am Tag | Befehle pro Stunde |",
)
METER = MeterSpec(10, 2)


def main(arguments: list[str] | None = None) -> int:
    """Run the arena; returns the exit code."""
    parser = argparse.ArgumentParser(prog="script/arena", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--laws", nargs="+", default=list(NAMES), help="names of modules in simulator/laws")
    parser.add_argument("--write", action="store_true", help="write the table into the documentation")
    options = parser.parse_args(arguments)
    days = synthetic(TEMPERATE, SKIES, options.days, options.seed)
    laws = [{name: all_laws()[name]} for name in options.laws]
    with ProcessPoolExecutor() as pool:
        rows = list(pool.map(partial(_results, days=days), laws))
    for page, language in zip(PAGES, (0, 1), strict=True):
        table = _table(rows, language)
        if not language:
            print(table)
        if options.write:
            page.write_text(_with_table(page.read_text(), table))
    return 0


def _results(laws: Mapping[str, Law], days: Sequence[Any]) -> dict[str, Any]:
    """Return one law's mean over both chargers."""
    found = [
        next(row for row in compare(Row("made", Scenario(one.name, one, METER)), days, laws) if row["law"] in laws)
        for one in (SINGLE_PHASE, THREE_PHASE)
    ]
    keys = ("strict_pct", "grid_share_pct", "starts_per_day", "commands_per_hour")
    return {"law": found[0]["law"]} | {key: sum(row[key] for row in found) / len(found) for key in keys}


def _table(rows: Sequence[Mapping[str, Any]], language: int) -> str:
    point = (lambda text: text.replace(".", ",")) if language else str
    lines = [HEADINGS[language], "| --- | ---: | ---: | ---: | ---: |"]
    for row in sorted(rows, key=lambda one: float(one["strict_pct"])):
        name = NAMES.get(row["law"], (row["law"], row["law"]))[language]
        figures = (f"{row['strict_pct']:.1f} %", f"{row['grid_share_pct']:.1f} %", f"{row['starts_per_day']:.1f}")
        cells = [point(one) for one in (*figures, f"{row['commands_per_hour']:.0f}")]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _with_table(page: str, table: str) -> str:
    return re.sub(r"(?m)^\| (?:law|Regel) \|.*\n(?:\|.*\n?)*", table + "\n", page, count=1)


if __name__ == "__main__":
    sys.exit(main())
