"""Cosmic Ray on a sample of the pure rooms, with the tests that run the broken line. Run by script/mutate.

First the rooms' tests run once, unbroken, to learn which lines each runs and how long it takes. A mutant then meets those that run
its line (those that run its module, where the line runs at import), the quickest first, and is killed if one of them fails. Left
out: annotations, identity for equality, and the values of constants, which benchmarks judge. The sample is drawn evenly over the lines of all rooms
named, the same for a seed; what time does not suffice for is not counted.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

ROOT = Path(__file__).parents[1]
PACKAGE = Path("custom_components/solar_charging")
ROOMS = ("engine", "devices", "sessions", "planning")
LEFT_OUT = ("core/NumberReplacer", "core/ReplaceBinaryOperator_BitOr")
# Members of an enumeration, None and small numbers are what they equal: nothing changes.
THE_SAME = ("_Eq_Is", "_NotEq_IsNot", "_Is_Eq", "_IsNot_NotEq")
COPIED = ("custom_components", "simulator", "tests", "pyproject.toml")
# How long the tests of one mutant may take, as they took unbroken, and how many there are at most.
TESTS_S, MOST_TESTS = 20.0, 200
# A mutant that runs so long has got stuck in a loop.
TIMEOUT_S = 180.0

Tests = dict[str, dict[str, Any]]


def main() -> None:
    """Print the score, and every mutant that survived."""
    parser = argparse.ArgumentParser(prog="script/mutate", description=__doc__)
    parser.add_argument("--python", required=True, help=argparse.SUPPRESS)
    parser.add_argument("rooms", nargs="*", default=ROOMS, metavar="ROOM", help=f"of {', '.join(ROOMS)} (all)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (1)")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long it may take (30)")
    parser.add_argument("--sample", type=int, default=200, help="how many mutants at most (200)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _copy(Path(folder))
        os.chdir(folder)
        everything = [item for room in options.rooms for item in _mutants(room)]
        sample = Random(options.seed).sample(everything, min(options.sample, len(everything)))  # noqa: S311  no secret
        ends = time.monotonic() + options.minutes * 60.0
        tests = _tests(options.python, options.rooms)
        results: dict[str, list[tuple[WorkItem, WorkResult]]] = {room: [] for room in options.rooms}
        for item in sample:
            if time.monotonic() > ends:
                break
            room = item.mutations[0].module_path.relative_to(PACKAGE).parts[0]
            results[room].append((item, _tried(item, options.python, tests)))
    _report(results, len(everything), options.seed)


def _copy(folder: Path) -> None:
    """Copy what git tracks, so that the checkout is never broken."""
    names = subprocess.run(  # noqa: S603  git of this checkout
        ["git", "ls-files", *COPIED],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in names.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)


def _tests(python: str, rooms: Iterable[str]) -> Tests:
    """Run the rooms' tests once; return what each runs, the quickest first. One that fails unbroken, or takes long, is left out."""
    noted = Path("lines.json").resolve()
    environment = os.environ | {"MUTATE_LINES": str(noted), "PYTHONPATH": str(ROOT / "script")}
    folders = [f"tests/{room}" for room in rooms]
    subprocess.run(  # noqa: S603  pytest of this checkout
        [python, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "-p", "mutate_lines", *folders],
        env=environment,
        check=False,
        stdout=sys.stderr,
    )
    return dict(sorted(json.loads(noted.read_text()).items(), key=lambda test: test[1]["seconds"]))


def _tried(item: WorkItem, python: str, tests: Tests) -> WorkResult:
    mutation = item.mutations[0]
    module, lines = str(mutation.module_path), range(mutation.start_pos[0], mutation.end_pos[0] + 1)
    at_all = {name: test["seconds"] for name, test in tests.items() if module in test["lines"]}
    on_line = {name: seconds for name, seconds in at_all.items() if set(lines) & set(tests[name]["lines"][module])}
    chosen, total_s = [], 0.0
    for name, seconds in list((on_line or at_all).items())[:MOST_TESTS]:
        total_s += seconds
        if chosen and total_s > TESTS_S:
            break
        chosen.append(name)
    if not chosen:
        broken = mutation.module_path.read_text().splitlines()[lines.start - 1].strip()
        return WorkResult(WorkerOutcome.NORMAL, test_outcome=TestOutcome.SURVIVED, diff=f"- {broken} (no test runs it)")
    command = shlex.join([python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen])
    return mutate_and_test(item.mutations, command, TIMEOUT_S)


def _mutants(room: str) -> list[WorkItem]:
    with use_db(":memory:", WorkDB.Mode.create) as found:
        init(sorted((PACKAGE / room).rglob("*.py")), found, {})
        items = list(found.work_items)
    kept = (item for item in items if _changes(item.mutations[0].operator_name))
    return sorted(kept, key=_place)


def _changes(operator: str) -> bool:
    return not operator.startswith(LEFT_OUT) and not operator.endswith(THE_SAME)


def _place(item: WorkItem) -> tuple[str, tuple[int, int], str, int]:
    mutation = item.mutations[0]
    return str(mutation.module_path), mutation.start_pos, mutation.operator_name, mutation.occurrence


def _report(results: dict[str, list[tuple[WorkItem, WorkResult]]], of: int, seed: int) -> None:
    total = killed = 0
    for room, tried in results.items():
        survived = [(item, result) for item, result in tried if result.test_outcome is TestOutcome.SURVIVED]
        for item, result in survived:
            lines = [
                line for line in (result.diff or "").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
            ]
            print(f"survived {item.mutations[0].module_path.relative_to(PACKAGE)}:{item.mutations[0].start_pos[0]}")
            print(*(f"    {line}" for line in lines), sep="\n")
        print(f"{room}: {len(tried) - len(survived)} of {len(tried)} noticed", file=sys.stderr)
        total, killed = total + len(tried), killed + len(tried) - len(survived)
    share = 100.0 * killed / total if total else 0.0
    print(f"score {share:.0f} %: {killed} of {total} noticed (a sample of {of} mutants, seed {seed})")


if __name__ == "__main__":
    main()
