"""Whatever the integration has, has its place in the documentation, generated or written; and the site builds."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.engine.reasons import ReasonKey
from script.docs_pages import pages
from script.docs_pages.reference import websocket_commands
from script.docs_pages.texts import LANGUAGES, tongue

from .rules import PACKAGE, ROOT

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text()
# The generated pages, and those that are written in English, by path.
PAGES = {language: pages(language) for language in LANGUAGES}
WRITTEN = {str(path.relative_to(DOCS)): path.read_text() for path in DOCS.rglob("*.md") if "." not in path.stem}
in_each_language = pytest.mark.parametrize("language", LANGUAGES)
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
    text = {**WRITTEN, **PAGES["en"]}[page]
    assert len(text.split()) > 30
    assert yaml.safe_load((PACKAGE / "quality_scale.yaml").read_text())["rules"][rule] == "done"


@in_each_language
def test_every_entity_has_its_meaning(language: str) -> None:
    spoken = tongue(language)
    keys = {f"{platform}.{key}" for platform, words in spoken.texts["entity"].items() for key in words}
    assert set(spoken.meanings) == keys
    assert all(spoken.meanings.values())
    for platform, words in spoken.texts["entity"].items():
        for key, one in words.items():
            row = f"| **{one['name']}** | {spoken.meanings[f'{platform}.{key}']} |"
            assert row in PAGES[language]["reference/entities.md"]


@in_each_language
@pytest.mark.parametrize("kind", ["services", "triggers", "conditions"])
def test_every_action_trigger_and_condition_is_there_with_its_fields(kind: str, language: str) -> None:
    page = PAGES[language][f"reference/{ {'services': 'actions'}.get(kind, kind) }.md"]
    declared = yaml.safe_load((PACKAGE / f"{kind}.yaml").read_text())
    texts = tongue(language).texts[kind]
    assert set(texts) == {name for name in declared if not name.startswith(".")}
    for name, words in texts.items():
        assert f"{{ #{name} }}\n\n`solar_charging.{name}`" in page
        assert words["description"] in page
        for field in words.get("fields", {}):
            assert f"| `{field}` |" in page


@in_each_language
def test_every_reason_has_its_anchor(language: str) -> None:
    assert all(f"| `{key}`{{ #{key} }} |" in PAGES[language]["reference/reasons.md"] for key in ReasonKey)


@in_each_language
def test_every_repair_has_its_anchor_and_says_what_to_do(language: str) -> None:
    for key in tongue(language).texts["issues"]:
        section = PAGES[language]["reference/repairs.md"].partition(f"{{ #{key} }}")[2].partition("\n## ")[0]
        assert len(section.split()) > 5, key


@in_each_language
def test_every_question_is_there(language: str) -> None:
    texts = tongue(language).texts
    for flow in (texts["config"], *texts["config_subentries"].values()):
        for step in flow["step"].values():
            for part in (step, *step.get("sections", {}).values()):
                for name in part.get("data", {}).values():
                    assert f"| {name} |" in PAGES[language]["reference/set-up.md"]


@in_each_language
def test_every_file_of_the_catalogue_has_a_page_that_is_listed(language: str) -> None:
    catalogue, index = load_catalogue(), PAGES[language]["devices/index.md"]
    for entries, folder in ((catalogue.inverters, "readings"), (catalogue.chargers, "chargers")):
        for entry in entries:
            path = f"{folder}/{Path(entry.about.file).stem}.md"
            assert f"({path})" in index
            assert all(make in index for make in entry.about.makes)
            assert f"**{tongue(language).say('Verified')}**" in PAGES[language][f"devices/{path}"]
    for tariff in (PACKAGE / "catalogue" / "tariffs").glob("*.yaml"):
        assert f"(prices/{tariff.stem}.md)" in index
        assert yaml.safe_load(tariff.read_text())["name"] in PAGES[language][f"devices/prices/{tariff.stem}.md"]


@pytest.mark.parametrize("page", ["README.md", "info.md", "docs/comparison.md", "docs/comparison.de.md"])
def test_as_many_integrations_are_promised_as_there_are(page: str) -> None:
    (count,) = re.findall(r"(\d+) integrations are detected", PAGES["en"]["devices/index.md"])
    promised = re.findall(r"(?i)(?:more than|mehr als) (\d+) integration", (ROOT / page).read_text())
    assert promised == [str(int(count) // 10 * 10)]


def test_every_way_in_for_programs_is_there() -> None:
    assert len(websocket_commands()) >= 5
    assert "solar_charging/live_power/subscribe" in PAGES["en"]["reference/websocket.md"]
    assert "`POST /solar_arrays`" in PAGES["en"]["reference/rest.md"]


def test_the_readme_fits_on_a_screen_and_a_half_and_its_links_lead_somewhere() -> None:
    assert len(README.splitlines()) <= 75
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_site_builds_in_each_language_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="script/docs installs it")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    builds = {}
    for language, configuration in (("en", "mkdocs.yml"), ("de", "mkdocs.de.yml")):
        arguments = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", configuration]
        arguments += ["--site-dir", str(tmp_path / language)]
        builds[language] = subprocess.Popen(arguments, cwd=ROOT, env=environment)  # noqa: S603  our own interpreter
    for language, build in builds.items():
        assert build.wait(timeout=120) == 0, language
        assert (tmp_path / language / "devices" / "readings" / "fronius" / "index.html").exists()
    prices = "everyday/prices/index.html"
    assert 'href="../../../everyday/prices/" hreflang="en"' in (tmp_path / "de" / prices).read_text()
    assert 'href="../../de/everyday/prices/" hreflang="de"' in (tmp_path / "en" / prices).read_text()
    found = json.loads((tmp_path / "de" / "search" / "search_index.json").read_text())
    assert found["config"]["lang"] == ["de"]
    assert any("Einspeisevergütung" in one["text"] for one in found["docs"])
