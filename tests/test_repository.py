"""What publication demands of the repository, and what the quality scale's promises rest on: checked without Home Assistant running."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.publication.test_documentation import RULES, WRITTEN

ROOT = Path(__file__).parent.parent
OURS = ROOT / "custom_components" / "solar_charging"
LANGUAGES = sorted(path.stem for path in (OURS / "translations").glob("*.json"))
MANIFEST = json.loads((OURS / "manifest.json").read_text())
SCALE = yaml.safe_load((OURS / "quality_scale.yaml").read_text())["rules"]
# All that is written for people.
README = "\n".join([(ROOT / "README.md").read_text(), *WRITTEN.values()])
PLATFORMS = ["datetime", "event", "number", "select", "sensor", "switch", "time"]


def translations(language: str) -> dict[str, Any]:
    return json.loads((OURS / "translations" / f"{language}.json").read_text())


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms or ("",) for path in (OURS / room).rglob("*.py"))


def platform_file(platform: str) -> Path:
    """A platform is a module or a package, as Home Assistant loads it."""
    module = OURS / f"{platform}.py"
    return module if module.exists() else OURS / platform / "__init__.py"


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.quality_rule("dependency-transparency")
def test_what_it_requires_is_one_open_library() -> None:
    from custom_components.solar_charging.solar_sources.pvlib_package import REQUIREMENT  # noqa: PLC0415  loads Home Assistant

    assert "requirements" not in MANIFEST
    assert REQUIREMENT in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]


def test_the_regulator_needs_nothing_but_the_standard_library() -> None:
    for path in modules("engine"):
        for name in imports(path):
            assert name.split(".")[0] not in ("numpy", "pandas", "pvlib", "scipy"), path


def test_adapters_know_no_policy() -> None:
    for path in modules("devices"):
        for name in imports(path):
            assert "policy" not in name, path
            assert "coordinator" not in name, path


def test_pvlib_is_never_imported_where_the_event_loop_runs() -> None:
    """It costs seconds and 140 MB: a process of its own bears them."""
    ours = ", ".join(
        f"custom_components.solar_charging.{name}" for name in ("config_flow", "coordinator", "energy", *PLATFORMS)
    )
    check = f"import sys, {ours}; print([name for name in ('pvlib', 'pandas', 'scipy') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  our own interpreter
    assert found.stdout.strip() == "[]"


@pytest.mark.quality_rule("common-modules")
def test_coordinator_and_base_entity_are_where_everyone_looks() -> None:
    assert "class SolarChargingCoordinator" in (OURS / "coordinator.py").read_text()
    assert "class SolarChargingEntity" in (OURS / "entity.py").read_text()


@pytest.mark.quality_rule("appropriate-polling")
def test_readings_are_pushed_and_the_clock_ticks_for_time_alone() -> None:
    from custom_components.solar_charging.managers.step_pacer import TICK  # noqa: PLC0415  loads Home Assistant

    assert TICK.total_seconds() == 5
    assert "update_interval=None" in (OURS / "coordinator.py").read_text()


@pytest.mark.quality_rule("parallel-updates")
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_says_how_many_updates_it_bears(platform: str) -> None:
    assert re.search(r"^PARALLEL_UPDATES = \d", platform_file(platform).read_text(), re.MULTILINE)


@pytest.mark.quality_rule("inject-websession")
def test_requests_go_through_home_assistants_session() -> None:
    for path in modules():
        assert "ClientSession(" not in path.read_text(), path


@pytest.mark.quality_rule("strict-typing")
def test_types_are_strict() -> None:
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert mypy["strict"] is True
    assert "type SolarChargingConfigEntry" in (OURS / "coordinator.py").read_text()


def test_modules_stay_small() -> None:
    written = [*modules(), *(OURS / "frontend" / "src").rglob("*.ts")]
    long = {str(path): count for path in written if (count := len(path.read_text().splitlines())) > 350}
    assert long == {}


@pytest.mark.quality_rule("test-coverage")
def test_the_coverage_that_is_promised_is_demanded() -> None:
    coverage = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]
    assert coverage["report"]["fail_under"] >= 95


def test_every_promise_of_the_quality_scale_has_a_test_and_every_exemption_a_reason() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    proven = set(re.findall(r'quality_rule\("([\w-]+)"\)', sources)) | set(RULES)
    for rule, status in SCALE.items():
        if status == "done":
            assert rule in proven, f"{rule} is claimed, but no test carries its name"
        else:
            assert status["status"] == "exempt", rule
            assert status["comment"].strip(), rule
    assert len(SCALE) == 54  # all there are, as of Home Assistant 2026.11
