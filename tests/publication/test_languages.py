"""Thirteen languages, each complete, each in the words of its glossary, none of them English in disguise."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hass_frontend
import pytest
import yaml

from script.docs_pages import blueprints, pages

from .rules import PACKAGE, ROOT

LANGUAGES = ["en", "de", "nl", "fr", "es", "it", "pt-BR", "pl", "sv", "da", "nb", "fi", "cs"]
OTHERS = LANGUAGES[1:]
FOLDERS = (PACKAGE / "translations", PACKAGE / "frontend" / "src" / "texts")
GLOSSARY: dict[str, dict[str, list[str]]] = yaml.safe_load((ROOT / "docs" / "glossary.yaml").read_text())
# Buttons of Home Assistant that a text asks to select, by the keys of its own front end.
BUTTONS = {
    "Submit": "ui.panel.config.integrations.config_flow.submit",
    "Reconfigure": "ui.panel.config.integrations.config_entry.reconfigure",
}
# Of the texts with a term, so many use its word: a sentence may say it otherwise ("this", "it", a compound).
KEEPS_TO_WORDS = 0.75
# One or two words may well be the same: Boost, Status, Solar Charging.
MOST_WORDS_ALIKE = 2


def texts(language: str) -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        yield from leaves(json.loads((folder / f"{language}.json").read_text()), folder.name)
    yield from ((f"blueprints.{english}", text) for english, text in blueprints.words(language).items())


def leaves(tree: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}")
    else:
        yield path, tree


ENGLISH = dict(texts("en"))


def test_the_languages_are_these() -> None:
    for folder in FOLDERS:
        assert {path.stem for path in folder.glob("*.json")} == set(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    for path, text in texts(language):
        words = re.findall(r"[a-z]{2,}", re.sub(r"{\w+}", "", ENGLISH[path]), re.IGNORECASE)
        assert text != ENGLISH[path] or len(words) <= MOST_WORDS_ALIKE, path


@pytest.mark.parametrize("language", OTHERS)
def test_what_stands_on_a_button_fits_on_it(language: str) -> None:
    for path, text in texts(language):
        is_short = path.startswith("texts.") or path.endswith(".name") or ".state." in path or ".menu_options." in path
        if is_short and len(ENGLISH[path]) <= 24:
            assert len(text) <= 1.8 * len(ENGLISH[path]) + 12, (path, text)


@pytest.mark.parametrize("language", OTHERS)
def test_buttons_of_home_assistant_are_called_what_they_are_there(language: str) -> None:
    folder = Path(hass_frontend.__file__).parent / "static" / "translations" / "config"
    (file,) = (
        path
        for path in folder.glob(f"{language}-*.json")
        if re.fullmatch(r"[0-9a-f]{32}", path.stem[len(language) + 1 :])
    )
    theirs = json.loads(file.read_text())
    for path, text in texts(language):
        for button, key in BUTTONS.items():
            if re.search(rf"\*{button}\*|(choose|under) {button}\b", ENGLISH[path]):
                assert theirs[key] in text, path


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("term", GLOSSARY)
def test_a_term_is_called_the_same_throughout(language: str, term: str) -> None:
    stems = [stem.casefold() for stem in GLOSSARY[term][language]]
    with_term = [text for path, text in texts(language) if re.search(rf"\b{term}", ENGLISH[path], re.IGNORECASE)]
    faithful = [text for text in with_term if any(stem in text.casefold() for stem in stems)]
    others = [text for text in with_term if text not in faithful]
    assert len(faithful) >= KEEPS_TO_WORDS * len(with_term), others


def test_the_glossary_is_in_the_documentation() -> None:
    page = pages()["contribute/languages.md"]
    for term, words in GLOSSARY.items():
        assert set(words) == set(OTHERS), term
        assert term in page
        assert all(word[0] in page for word in words.values())
