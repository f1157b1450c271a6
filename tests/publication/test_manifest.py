import json
import re
import tomllib
from collections.abc import Iterable
from typing import Any

import pytest

from custom_components.solar_charging.setup.docs_links import SITE

from .broken import Example, of_files, without
from .rules import PACKAGE, ROOT, manifest

MANIFEST: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text())
SHOP: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text())
README = (ROOT / "README.md").read_text()


def test_home_assistant_takes_the_manifest() -> None:
    assert list(manifest.problems(MANIFEST, PACKAGE)) == []


def test_code_uses_no_integration_that_is_not_declared() -> None:
    assert list(manifest.undeclared(MANIFEST, PACKAGE)) == []


def _of(content: dict[str, Any], *expected: str) -> Example:
    return Example(lambda rules: rules.problems(content, PACKAGE), expected)


def _changed(*expected: str, **change: Any) -> Example:
    return _of({**MANIFEST, **change}, *expected)


def _golden(files: Iterable[str], *expected: str) -> Example:
    begins = {key: MANIFEST[key] for key in ("domain", "name")}
    golden = {**begins, **dict(sorted({**MANIFEST, "quality_scale": "gold"}.items()))}
    return of_files(dict.fromkeys(files, ""), lambda rules, package: rules.problems(golden, package), *expected)


def _using(line: str, *expected: str) -> Example:
    files = {"pace.py": line, "sensor.py": "", "number/__init__.py": ""}
    return of_files(files, lambda rules, package: rules.undeclared({"dependencies": ["http"]}, package), *expected)


NEEDED = ("domain", "name", "codeowners", "documentation", "issue_tracker", "iot_class", "version")
ALLOWED = (
    *(*NEEDED, "integration_type", "categories", "connectivity", "config_flow", "quality_scale", "requirements", "loggers"),
    *("dependencies", "after_dependencies", "disabled", "single_config_entry", "import_executor"),
)  # fmt: skip
EXAMPLES = [
    _changed(),
    _changed("folder", domain="sun_charging"),
    _changed("is no version", version="soon"),
    _changed("https", documentation="http://example.org"),
    _changed("documentation: expected a URL", documentation="by letter"),
    _changed("come with Home Assistant", documentation="https://www.home-assistant.io/integrations/solar_charging"),
    _changed(documentation="https://www.home-assistant.io/blog"),
    _changed(documentation="https://example.org/integrations/solar_charging"),
    _changed("issue_tracker", issue_tracker="by letter"),
    _changed("iot_class", iot_class="telepathy"),
    _changed("integration_type", integration_type="hobby"),
    _changed("categories", categories=["energy.perpetual_motion"]),
    _changed("connectivity", connectivity=["telepathy"]),
    _changed("quality_scale", quality_scale="gilded"),
    _changed("codeowners", codeowners=["nobody"]),
    _changed("codeowners.0: expected str", codeowners=[5]),
    *(_changed(key, **{key: [5]}) for key in ("requirements", "dependencies", "after_dependencies", "loggers")),
    _changed("colour", colour="yellow"),
    _changed("homekit", homekit={"models": ["Sun"]}),
    _changed("declared twice", dependencies=["energy"], after_dependencies=["energy"]),
    _changed("requirements", requirements="pvlib"),
    _changed("no requirement", requirements=["pvlib == 0.13.0"]),
    _changed("no requirement", requirements=["=pvlib"]),
    _changed("comes with Home Assistant", domain="energy"),
    _changed("does not exist", dependencies=["perpetual_motion"]),
    *(_changed(f"{key}: ", **{key: 5}) for key in ALLOWED),
    *(_of(without(MANIFEST, key), f"{key}: required") for key in NEEDED),
    _of(without(MANIFEST, "integration_type"), "integration_type is missing"),
    _of(dict(reversed(MANIFEST.items())), "order"),
    _golden(["config_flow.py", "diagnostics.py"]),
    _golden(["config_flow.py"], "diagnostics"),
    _golden(["diagnostics.py"], "config_flow.py"),
    *(
        _using(line, "uses recorder")
        for line in (
            "import homeassistant.components.recorder",
            "from homeassistant.components import recorder",
            "from homeassistant.components.recorder.history import get_states",
        )
    ),
    _using("from homeassistant.components import sun, http, sensor, number"),
    _using("from . import recorder"),
]


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
