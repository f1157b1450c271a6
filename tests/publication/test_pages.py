"""The pages that are written: each has its German twin, and calls things what Home Assistant shows them as."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from script.docs_pages import pages
from script.docs_pages.hook import SEARCH_WORDS, on_page_markdown
from script.docs_pages.texts import LANGUAGES

from .rules import PACKAGE, ROOT

DOCS = ROOT / "docs"
ENGLISH = [page for page in sorted(DOCS.rglob("*.md")) if "." not in page.stem]
# In italics or quoted for other reasons: what Home Assistant itself is called by, and terms that are explained.
ELSEWHERE = {
    "en": {"Community dashboards", "Regret", "Optimum", "Why isn't it charging?", "Will the car be full by seven?"},
    "de": {
        "Community-Dashboards",
        "Verlust",
        "Optimum",
        "Warum lädt es nicht?",
        "Ist das Auto um sieben voll?",
        "Begrenzung aktiv",
    },
}
# What people search for that the pages call otherwise.
ASKED = {
    "en": {"smart meter", "wallbox", "14a", "dynamic tariff", "surplus charging", "PV", "zero export", "Tesla"},
    "de": {
        "Smart Meter",
        "Wallbox",
        "14a",
        "dynamischer Tarif",
        "Überschussladen",
        "PV-Anlage",
        "Nulleinspeisung",
        "Tesla",
    },
}
# What a page is made of, in any language. Links lead to the same pages and anchors, commands and keys are no language's.
SKELETON = {
    "links": r"\]\(([^)]+)\)",
    "code": r"`([^`\n]+)`",
    "rows": r"^(\|)",
    "points": r"^(- |\d+\. )",
    "headings": r"^(#+) ",
    "blocks": r"^(```\w*)$",
    "fields": r'(?:name|value|data-figure)="([^"]*)"',
}
# Each page leads to the blueprints of its language.
BLUEPRINT = re.compile(r"https://\S+?blueprint\S+?(\w+?)(?:\.[\w-]+)?\.yaml")


def twin(page: Path, language: str) -> Path:
    """Return where a page lies in a language."""
    return page if language == "en" else page.with_name(f"{page.stem}.{language}.md")


def identity(page: Path) -> str:
    """Return a page's path on the site."""
    return str(page.relative_to(DOCS))


@pytest.mark.parametrize("page", ENGLISH, ids=identity)
def test_a_page_and_its_german_twin_are_made_of_the_same_parts(page: Path) -> None:
    english, german = (BLUEPRINT.sub(r"\1", twin(page, language).read_text()) for language in ("en", "de"))
    for part, pattern in SKELETON.items():
        expected = sorted(re.findall(pattern, english, re.MULTILINE))
        assert sorted(re.findall(pattern, german, re.MULTILINE)) == expected, f"{part}: translate what has changed"


@pytest.mark.parametrize("page", ENGLISH, ids=identity)
def test_a_german_headings_anchor_is_the_english_ones(page: Path) -> None:
    headings = re.findall(r"^##+ (.+)$", page.read_text(), re.MULTILINE)
    expected = [re.sub(r"[^\w]+", "-", heading.lower()).strip("-") for heading in headings]
    assert re.findall(r"^##+ .* \{ #(\S+) \}$", twin(page, "de").read_text(), re.MULTILINE) == expected


def test_every_german_page_has_an_english_one() -> None:
    assert {page for page in DOCS.rglob("*.md") if page.stem.endswith(".de")} == {twin(page, "de") for page in ENGLISH}


def test_each_column_of_a_table_has_a_name() -> None:
    """A screen reader reads a cell with its column's name."""
    written = {str(page.relative_to(DOCS)): page.read_text() for page in DOCS.rglob("*.md")}
    nameless = re.compile(r"^\|(?:[^\n]*\|)?[ ]*\|[^\n]*\n\|[ ]*:?---", re.MULTILINE)
    assert [name for name, text in (written | pages()).items() if nameless.search(text)] == []


def test_the_names_of_the_navigation_are_translated() -> None:
    names = re.findall(r"^  - ([^:\n]+):", (ROOT / "mkdocs.yml").read_text().partition("\nnav:")[2], re.MULTILINE)
    translated = re.findall(
        r"^    ([\w ]+):", (ROOT / "mkdocs.de.yml").read_text().partition("sections:")[2], re.MULTILINE
    )
    assert [name for name in names if name != "Solar Charging"] == translated


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from _texts(branch)
    else:
        yield re.sub(r" \(optional\)$|: {\w+}$", "", tree)


def _names(language: str) -> list[str]:
    product = json.loads((PACKAGE / "translations" / f"{language}.json").read_text())
    card = json.loads((PACKAGE / "frontend" / "src" / "texts" / f"{language}.json").read_text())
    return [*_texts(product), *card.values()]


NAMES = {language: frozenset(_names(language)) | ELSEWHERE[language] for language in LANGUAGES}


def _sentences(names: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of those with numbers in them; what begins with one could be anything."""
    open_ended = [re.escape(name) for name in names if "{" in name and not name.startswith("{")]
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", name) for name in open_ended))


SENTENCES = {language: _sentences(names) for language, names in NAMES.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ENGLISH, ids=identity)
def test_what_a_page_calls_by_name_is_called_so_in_home_assistant(page: Path, language: str) -> None:
    text = twin(page, language).read_text()
    named = re.findall(r"(?<![*\w])\*([A-ZÄÖÜ„][^*\n]+)\*(?![*\w])", text)
    named += re.findall(r"[“„]([A-ZÄÖÜ][^“”\n]+)[”“]", text)
    for name in named:
        bare = name.removesuffix(":")
        assert bare in NAMES[language] or SENTENCES[language].fullmatch(bare), name


def test_words_that_people_search_for_lead_to_pages_in_each_language() -> None:
    generated = {language: set(pages(language)) for language in LANGUAGES}
    for page, words in SEARCH_WORDS.items():
        assert set(words) == set(LANGUAGES), page
        assert all(words.values()), page
        for language in LANGUAGES:
            assert twin(DOCS / page, language).exists() or page in generated[language], page
    for language, asked in ASKED.items():
        known = {word.casefold() for words in SEARCH_WORDS.values() for word in words[language]}
        assert {word for word in asked if word.casefold() not in known} == set()


def test_the_sites_search_gets_the_words_of_a_page() -> None:
    page, config = Mock(meta={}), Mock(extra={"language": "de"})
    page.file.src_uri = "everyday/limits.md"
    assert on_page_markdown("# Netz", page, config, None) == "# Netz"
    assert "14a" in page.meta["tags"]
