"""Two hours in which something breaks: everything that is promised holds. `script/bench chaos` lets it break for a month."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.chaos.faults import FAULTS
from simulator.chaos.figures import Figures

ROOT = Path(__file__).parents[2]


def test_what_does_not_hold_is_named() -> None:
    assert Figures().broken() == []
    figures = Figures(limit_broken_s=5.0, energy_wh=1000.0, booked_wh=990.0, sessions=2, sessions_kept=1, offs_late=1)
    figures.fault_ended("meter silent", 0.0)
    figures.wrong_repairs["x"] += 1
    assert figures.broken() == ["limits", "energy", "sessions", "off", "blind", "repairs"]
    figures.look(30.0, is_seeing=True)
    assert figures.blind_s == {"meter silent": 30.0}


def test_two_runs_are_one_in_which_nothing_that_does_not_hold_gets_lost() -> None:
    one, other = Figures(hours=24, sessions=3, sessions_kept=3), Figures(hours=48, sessions=1, offs_late=1)
    for figures, blind_s in ((one, 20.0), (other, 730.0)):
        figures.faults["killed"] += 1
        figures.blind_s["killed"] = blind_s
    other.fault_ended("meter silent", 0.0)
    both = one.with_other(other)
    assert (both.hours, both.sessions, both.faults["killed"], both.blind_s["killed"]) == (72, 4, 2, 730.0)
    assert both.broken() == ["sessions", "off", "blind"]


def test_kinds_of_faults_have_names_of_their_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 12


def test_a_short_run_holds(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    arguments = [sys.executable, "-m", "simulator.bench.chaos", "--days", "0.1", "--json", str(file)]
    arguments += ["--only", "killed", "--only", "calls hang", "--only", "bad power factor"]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603  our own interpreter
    figures = json.loads(file.read_text())
    broken = {name: figures[name] for name in ("limit_broken_s", "offs_late", "wrong_repairs") if figures[name]}
    assert not broken, done.stdout
    assert figures["sessions"] == figures["sessions_kept"]
    assert sum(figures["faults"].values()) == 3
    assert figures["faults"]["killed"] >= 1
    assert figures["energy_wh"] > 500
    # A kill costs the books next to nothing, even of a morning.
    assert figures["booked_wh"] == pytest.approx(figures["energy_wh"], rel=0.002)
