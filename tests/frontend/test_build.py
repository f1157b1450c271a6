"""What is committed in dist/ is what the sources make."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from simulator.bench.frontend import first_load

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "custom_components" / "solar_charging" / "frontend"


def script(*arguments: str) -> str:
    done = subprocess.run([ROOT / "script" / "frontend", *arguments], capture_output=True, text=True, check=False)  # noqa: S603  ours
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_build_is_made_from_the_sources(tmp_path: Path) -> None:
    script("build", "--out", str(tmp_path))
    built = sorted(path.name for path in tmp_path.iterdir())
    assert built == sorted(path.name for path in (FRONTEND / "dist").iterdir())
    for name in built:
        same = (tmp_path / name).read_bytes() == (FRONTEND / "dist" / name).read_bytes()
        assert same, "frontend/dist is not what the sources make: run script/frontend and commit it"


def test_a_page_fetches_little_before_it_shows_the_card() -> None:
    files = first_load()
    # Each file is a request more.
    assert len(files) <= 3
    assert sum(len(gzip.compress((FRONTEND / "dist" / name).read_bytes(), 9)) for name in files) <= 22_000
    assert sum((FRONTEND / "dist" / name).stat().st_size for name in files) <= 60_000
    assert not any(name.startswith(("beside-", "day-", "facts-", "ready-by-", "sessions-", "de-")) for name in files)


def test_types_rules_and_format_hold() -> None:
    script("check")


def test_the_pure_parts_do_what_their_tests_say() -> None:
    script("test")


@pytest.mark.parametrize("file", sorted((FRONTEND / "src").rglob("*.ts")), ids=lambda path: path.name)
def test_sources_stay_small(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 600, file


def test_every_reason_has_a_colour() -> None:
    reasons = (FRONTEND.parent / "engine" / "reasons.py").read_text()
    charger = reasons.partition("# One charger: at rest.")[2].partition("# The home battery")[0]
    keys = set(re.findall(r'^    [A-Z_]+ = "(\w+)"', charger, re.MULTILINE))
    # What is not named is told by whether the charger charges: from the sun, or waiting for it.
    sunny = {"solar_charging", "solar_charging_maximum", "holding_minimum", "battery_bridges", "limited_by_fuse"}
    sunny |= {"limited_by_inverter", "limited_by_charger", "minimum_no_reading", "holding_stale", "switching_phases"}
    sunny |= {"probing_curtailment", "welcome_charge", "limited_by_draw_limit", "limited_by_peak"}
    sunny |= {"limited_by_draw_limit_until", "limited_by_schedule"}
    sunny |= {"limited_by_circuit", "limited_by_unbalance"}
    named = set(re.findall(r"^  (\w+): '", (FRONTEND / "src" / "logic" / "tone.ts").read_text(), re.MULTILINE))
    assert keys - sunny <= named
    assert named - {"away", "waiting", "sun", "grid", "paused", "done", "problem"} <= keys | {"paused"}
