"""Whatever the integration has, has its place in the documentation, generated or written; and the site builds."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.engine.reasons import ReasonKey
from script.docs_pages import pages
from script.docs_pages.reference import MEANINGS, websocket_commands

from .rules import PACKAGE, ROOT

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text()
ENGLISH = json.loads((PACKAGE / "translations" / "en.json").read_text())
PAGES = pages()
WRITTEN = {str(path.relative_to(DOCS)): path.read_text() for path in DOCS.rglob("*.md")}
# What each rule of the quality scale about documentation asks for is on this page.
RULES = {
    "docs-high-level-description": "index.md",
    "docs-installation-instructions": "start/install.md",
    "docs-installation-parameters": "reference/set-up.md",
    "docs-configuration-parameters": "reference/entities.md",
    "docs-removal-instructions": "start/install.md",
    "docs-data-update": "everyday/freshness.md",
    "docs-examples": "automate/examples.md",
    "docs-known-limitations": "everyday/limitations.md",
    "docs-supported-devices": "devices/index.md",
    "docs-supported-functions": "reference/entities.md",
    "docs-troubleshooting": "troubleshooting/index.md",
    "docs-use-cases": "start/use-cases.md",
    "docs-actions": "reference/actions.md",
    "docs-triggers": "reference/triggers.md",
    "docs-conditions": "reference/conditions.md",
}


@pytest.mark.parametrize(("rule", "page"), RULES.items())
def test_the_site_has_what_the_quality_scale_asks_for(rule: str, page: str) -> None:
    text = {**WRITTEN, **PAGES}[page]
    assert len(text.split()) > 30
    assert yaml.safe_load((PACKAGE / "quality_scale.yaml").read_text())["rules"][rule] == "done"


def test_every_entity_has_its_meaning() -> None:
    keys = {f"{platform}.{key}" for platform, words in ENGLISH["entity"].items() for key in words}
    assert set(MEANINGS) == keys
    for platform, words in ENGLISH["entity"].items():
        for key, one in words.items():
            assert f"| **{one['name']}** | {MEANINGS[f'{platform}.{key}']} |" in PAGES["reference/entities.md"]


@pytest.mark.parametrize("kind", ["services", "triggers", "conditions"])
def test_every_action_trigger_and_condition_is_there_with_its_fields(kind: str) -> None:
    page = PAGES[f"reference/{ {'services': 'actions'}.get(kind, kind) }.md"]
    for name, words in ENGLISH[kind].items():
        assert f"`solar_charging.{name}`" in page
        assert words["description"] in page
        for field in words.get("fields", {}):
            assert f"| `{field}` |" in page


def test_every_reason_is_there() -> None:
    assert all(f"| `{key}` |" in PAGES["reference/reasons.md"] for key in ReasonKey)


def test_every_repair_is_there_with_what_to_do() -> None:
    for key in ENGLISH["issues"]:
        section = PAGES["reference/repairs.md"].partition(f"{{ #{key} }}")[2].partition("\n## ")[0]
        assert len(section.split()) > 5, key


def test_every_question_is_there() -> None:
    for flow in (ENGLISH["config"], *ENGLISH["config_subentries"].values()):
        for step in flow["step"].values():
            for name in step.get("data", {}).values():
                assert name in PAGES["reference/set-up.md"]


def test_every_file_of_the_catalogue_has_a_page_that_is_listed() -> None:
    catalogue = load_catalogue()
    for entries, folder in ((catalogue.inverters, "readings"), (catalogue.chargers, "chargers")):
        for entry in entries:
            path = f"{folder}/{Path(entry.about.file).stem}.md"
            assert f"({path})" in PAGES["devices/index.md"]
            assert all(make in PAGES["devices/index.md"] for make in entry.about.makes)
            assert "**Verified**" in PAGES[f"devices/{path}"]
    for tariff in (PACKAGE / "catalogue" / "tariffs").glob("*.yaml"):
        assert yaml.safe_load(tariff.read_text())["name"] in PAGES["devices/index.md"]


def test_every_way_in_for_programs_is_there() -> None:
    assert len(websocket_commands()) >= 5
    assert "solar_charging/live_power/subscribe" in PAGES["reference/websocket.md"]
    assert "`POST /solar_arrays`" in PAGES["reference/rest.md"]


def test_the_readme_fits_on_a_screen_and_a_half_and_its_links_lead_somewhere() -> None:
    assert len(README.splitlines()) <= 75
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="script/docs installs it")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    arguments = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    subprocess.run(arguments, cwd=ROOT, env=environment, check=True)  # noqa: S603  our own interpreter
    assert (tmp_path / "devices" / "readings" / "fronius" / "index.html").exists()
    assert (tmp_path / "search" / "search_index.json").exists()


CARD = json.loads((PACKAGE / "frontend" / "src" / "texts" / "en.json").read_text())
# In italics for other reasons: a heading of Home Assistant's own, and terms that are explained.
ELSEWHERE = {*CARD.values(), "Community dashboards", "Regret", "Optimum"}


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from _texts(branch)
    else:
        yield tree


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS)))
def test_what_a_page_calls_by_name_is_called_so_in_home_assistant(page: Path) -> None:
    names = {text.removesuffix(" (optional)") for text in _texts(ENGLISH)} | ELSEWHERE
    for name in re.findall(r"(?<![*\w])\*([A-Z][^*\n]+)\*(?![*\w])", page.read_text()):
        assert name.removesuffix(":") in names, name
