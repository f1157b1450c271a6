"""Write the tables of supported inverters and chargers into README.md, between <!-- inverters --> and <!-- /inverters -->.

Run by script/tables; with --check nothing is written, and the exit code says whether the tables are up to date.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

# The catalogue needs nothing of its parent package, whose import would load Home Assistant first: seconds for nothing. Last in the
# path, since some of Home Assistant's platforms are named like modules of Python itself.
sys.path.append(str(Path(__file__).parents[1] / "custom_components" / "solar_charging"))

from catalogue.entry import About, ChargerEntry, InverterEntry, Kind, Role, Verified
from catalogue.loader import load_catalogue

ROOT = Path(__file__).parents[1]
VERIFIED = {Verified.EXECUTED: "run", Verified.READ_IN_CODE: "code", Verified.DOCUMENTED: "docs"}
GRID = {Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER}
BATTERY = {Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER}
ON_OFF = {
    "inverted_switch": "switch", "buttons": "buttons", "actions": "actions", "mixed": "switch or action, button",
    "pauses_at_zero": "0 A pauses", "select": "mode", "none": "–",
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Write or compare the tables; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail where a table is out of date")
    parser.add_argument("readme", nargs="?", type=Path, default=ROOT / "README.md")
    options = parser.parse_args(arguments)
    catalogue = load_catalogue()
    old = options.readme.read_text(encoding="utf-8")
    new = replaced(old, "inverters", inverter_table(catalogue.inverters))
    new = replaced(new, "chargers", charger_table(catalogue.chargers))
    if options.check:
        if old != new:
            print(f"{options.readme.name}: the tables are out of date; run script/tables", file=sys.stderr)
        return int(old != new)
    options.readme.write_text(new, encoding="utf-8")
    return 0


def replaced(text: str, name: str, table: str) -> str:
    """Return the text with the table between its two markers; raises ValueError where they are missing."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"no <!-- {name} --> and <!-- /{name} --> to put the table between")
    return pattern.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text)


def inverter_table(entries: Iterable[InverterEntry]) -> str:
    """Return a row for each integration that can be read: makes, name, what it tells, how often, how that is known."""
    head = ("Make", "Integration", "Generation", "Grid", "Battery", "Level", "House", "Every", "Known from")
    readable = (entry for entry in entries if entry.roles or entry.about.kind is Kind.DASHBOARD)
    rows = [_inverter_row(list(group)) for _, group in groupby(readable, key=lambda entry: entry.about.file)]
    return _table(head, sorted(rows, key=lambda row: row[0].casefold()))


def charger_table(entries: Iterable[ChargerEntry]) -> str:
    """Return a row for each charger integration: makes, name, how it is commanded, what it tells, how that is known."""
    head = ("Make", "Integration", "Current", "Start and stop", "Phases", "Power", "Car's level", "Known from")
    rows = [_charger_row(list(group)) for _, group in groupby(entries, key=lambda entry: entry.about.file)]
    return _table(head, sorted(rows, key=lambda row: row[0].casefold()))


def _inverter_row(entries: Sequence[InverterEntry]) -> tuple[str, ...]:
    about = entries[0].about
    roles = {role for entry in entries for role in entry.roles}
    has = [
        _yes(bool(roles & wanted)) for wanted in ({Role.PV_POWER}, GRID, BATTERY, {Role.BATTERY_SOC}, {Role.LOAD_POWER})
    ]
    return (
        _makes(entry.about for entry in entries),
        _integration(about),
        *has,
        _every(about),
        VERIFIED[about.verified],
    )


def _charger_row(entries: Sequence[ChargerEntry]) -> tuple[str, ...]:
    about, first = entries[0].about, entries[0]
    current = "–" if first.set_point.kind == "none" else first.set_point.unit
    return (
        _makes(entry.about for entry in entries) + (" (car)" if about.kind is Kind.CAR else ""),
        _integration(about),
        current,
        ON_OFF.get(first.on_off.kind, first.on_off.kind),
        _yes(first.phases.kind != "none"),
        _yes("power" in first.readings),
        _yes("vehicle_soc" in first.readings),
        VERIFIED[about.verified],
    )


def _makes(abouts: Iterable[About]) -> str:
    return ", ".join(dict.fromkeys(make for about in abouts for make in about.makes))


def _integration(about: About) -> str:
    if about.is_core:
        return f"[{about.domain}](https://www.home-assistant.io/integrations/{about.domain})"
    return f"[{about.origin}](https://github.com/{about.origin})"


def _every(about: About) -> str:
    if about.interval_s is None:
        return "change" if (about.transport or "").endswith("push") else "–"
    return f"{about.interval_s:g} s" if about.interval_s < 120 else f"{about.interval_s / 60:g} min"


def _yes(is_so: bool) -> str:
    return "●" if is_so else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
