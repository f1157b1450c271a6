import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from custom_components.solar_charging.setup.docs_links import SITE

from .rules import PACKAGE, ROOT
from .rules.manifest import problems, undeclared

MANIFEST: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text())
SHOP: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text())
README = (ROOT / "README.md").read_text()


def test_home_assistant_takes_the_manifest() -> None:
    assert list(problems(MANIFEST, PACKAGE)) == []


def test_code_uses_no_integration_that_is_not_declared() -> None:
    assert list(undeclared(MANIFEST, PACKAGE)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"domain": "sun_charging"}, "folder"),
        ({"version": "soon"}, "version"),
        ({"documentation": "http://example.org"}, "https"),
        ({"documentation": "https://www.home-assistant.io/integrations/solar_charging"}, "come with Home Assistant"),
        ({"issue_tracker": "by letter"}, "issue_tracker"),
        ({"iot_class": "telepathy"}, "iot_class"),
        ({"integration_type": "hobby"}, "integration_type"),
        ({"categories": ["energy.perpetual_motion"]}, "categories"),
        ({"codeowners": ["nobody"]}, "codeowners"),
        ({"colour": "yellow"}, "colour"),
        ({"dependencies": ["energy"], "after_dependencies": ["energy"]}, "declared twice"),
        ({"requirements": "pvlib"}, "requirements"),
        ({"requirements": ["pvlib == 0.13.0"]}, "no requirement"),
        ({"requirements": ["=pvlib"]}, "no requirement"),
        ({"domain": "energy"}, "comes with Home Assistant"),
        ({"dependencies": ["perpetual_motion"]}, "does not exist"),
        ({"homekit": {"models": ["Sun"]}}, "homekit"),
    ],
)
def test_a_broken_manifest_is_noticed(change: dict[str, Any], expected: str) -> None:
    assert any(expected in problem for problem in problems({**MANIFEST, **change}, PACKAGE))


@pytest.mark.parametrize(
    "key",
    [
        *("domain", "name", "codeowners", "documentation", "issue_tracker", "iot_class", "version", "integration_type"),
        *("categories", "connectivity", "config_flow", "quality_scale", "requirements", "dependencies"),
        *("after_dependencies", "loggers", "disabled", "single_config_entry", "import_executor"),
    ],
)
def test_a_value_of_the_wrong_kind_is_noticed(key: str) -> None:
    assert any(problem.startswith(key) for problem in problems({**MANIFEST, key: 5}, PACKAGE))


def test_a_promised_flow_must_be_there(tmp_path: Path) -> None:
    assert any("config_flow.py" in problem for problem in problems(MANIFEST, tmp_path))


@pytest.mark.parametrize(
    "key", ["domain", "name", "codeowners", "documentation", "issue_tracker", "iot_class", "version"]
)
def test_a_manifest_that_lacks_something_is_noticed(key: str) -> None:
    assert list(problems({name: value for name, value in MANIFEST.items() if name != key}, PACKAGE))


def test_a_flow_needs_a_type_of_integration() -> None:
    without = {key: value for key, value in MANIFEST.items() if key != "integration_type"}
    assert any("integration_type" in problem for problem in problems(without, PACKAGE))


def test_gold_needs_diagnostics(tmp_path: Path) -> None:
    package = tmp_path / PACKAGE.name
    package.mkdir()
    (package / "config_flow.py").touch()
    golden = {**MANIFEST, "quality_scale": "gold"}
    assert any("diagnostics" in problem for problem in problems(golden, package))
    (package / "diagnostics.py").touch()
    assert not any("diagnostics" in problem for problem in problems(golden, package))


def test_keys_out_of_order_are_noticed() -> None:
    assert any("order" in problem for problem in problems(dict(reversed(MANIFEST.items())), PACKAGE))


def test_an_undeclared_integration_is_noticed() -> None:
    assert any("recorder" in one for one in undeclared({**MANIFEST, "after_dependencies": []}, PACKAGE))


# --- said once, and nowhere else otherwise


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == MANIFEST["version"]


def test_the_oldest_release_is_the_same_everywhere() -> None:
    oldest = SHOP["homeassistant"]
    assert f"Home Assistant {oldest}" in README
    assert f"release={oldest}" in (ROOT / "script" / "test").read_text()


@pytest.mark.quality_rule("integration-owner")
def test_owner_and_addresses_are_the_manifests_everywhere() -> None:
    """GitHub takes a person or a team as code owner, no organization; hassfest takes whatever begins with @."""
    ((owner, team),) = (one.removeprefix("@").split("/") for one in MANIFEST["codeowners"])
    assert team == "maintainers"
    repository = MANIFEST["documentation"]
    assert MANIFEST["issue_tracker"] == f"{repository}/issues"
    assert repository.startswith(f"https://github.com/{owner}/")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["urls"]["Repository"] == repository
    name = repository.rsplit("/", 1)[-1]
    assert f"https://{owner}.github.io/{name}/" == SITE
    assert f"site_url: {SITE}\n" in (ROOT / "mkdocs.yml").read_text()
    assert repository in (PACKAGE / "frontend" / "src" / "offers.ts").read_text()
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.yml"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".github/**/*.*")]:
        for found in re.findall(rf"github\.com/([\w-]+)/{name}\b", path.read_text()):
            assert found == owner, path
