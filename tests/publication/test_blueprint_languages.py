"""The blueprints in thirteen languages: each complete, what Home Assistant accepts, and otherwise the English one."""

import json
import re
from itertools import product
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.util.yaml import parse_yaml

from custom_components.solar_charging.setup.docs_links import SITE
from script.docs_pages import pages
from script.docs_pages.blueprints import NAMES, SPOKEN, address, blueprint, files, read_texts, words
from script.docs_pages.texts import DOCS

from .rules import PACKAGE

OTHERS = [language for language in SPOKEN if language != "en"]
FILES = files()
PLACEHOLDER = re.compile(
    r"{{.*?}}|{\w+}|{\"person.*?}|notify\.mobile_app|(?:(?<=[\"„”«“])|(?<=« ))(?:message|content|file_name|month)\b"
)
# How a text names what Home Assistant shows in the user's language.
NAMED = {
    r"\bExcess power sensor\b": ("entity", "sensor", "excess_power", "name"),
    r"\bStatus sensor\b": ("entity", "sensor", "status", "name"),
    r"\bPlan sensor\b": ("entity", "sensor", "plan", "name"),
    r"\bMode setting\b": ("entity", "select", "mode", "name"),
    r"\baction Create statement\b": ("services", "create_statement", "name"),
}


def without_texts(part: Any, texts: frozenset[str]) -> Any:
    """Return a part of a blueprint with a dot for each text."""
    if isinstance(part, dict):
        return {key: without_texts(value, texts) for key, value in part.items()}
    if isinstance(part, list):
        return [without_texts(one, texts) for one in part]
    return "." if isinstance(part, str) and part in texts else part


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_its_words_and_none_is_left_over(language: str) -> None:
    spoken = words(language)
    assert set(spoken) == set(words("en"))
    for english, text in spoken.items():
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(english)), text


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_chosen_is_called_as_home_assistant_shows_it(language: str) -> None:
    shown = json.loads((PACKAGE / "translations" / f"{language}.json").read_text())
    for english, text in words(language).items():
        for pattern, path in NAMED.items():
            if re.search(pattern, english):
                name = shown
                for key in path:
                    name = name[key]
                assert name in text, english


@pytest.mark.parametrize("language", OTHERS)
def test_home_assistant_takes_the_english_blueprints_in_other_words(language: str) -> None:
    texts = frozenset(words(language).values()) | frozenset(words("en"))
    for name in NAMES:
        written = parse_yaml(FILES[address(name, language).removeprefix(SITE)])
        english = parse_yaml((PACKAGE / "blueprints" / "automation" / f"{name}.yaml").read_text())
        assert isinstance(written, dict)
        Blueprint(written, expected_domain="automation", schema=AUTOMATION_BLUEPRINT_SCHEMA)
        assert without_texts(written, texts) == without_texts(english, texts), name
        assert set(read_texts(blueprint(name, language))) <= set(words(language).values()), name


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_page_leads_to_the_blueprints_of_its_language(language: str) -> None:
    page = (DOCS / "automate" / f"blueprints{'' if language == 'en' else f'.{language}'}.md").read_text()
    imported = re.findall(r"blueprint_url=([^)]+)\)", page)
    assert sorted(map(unquote, imported)) == [address(name, language) for name in NAMES]
    assert all(f"[YAML]({address(name, language)})" in page for name in NAMES)
    assert all(f"**{blueprint(name, language)['blueprint']['name']}**" in page for name in NAMES)


def test_one_page_leads_to_the_blueprints_in_every_language() -> None:
    page = pages()["automate/blueprints-by-language.md"]
    imported = [unquote(url) for url in re.findall(r"blueprint_url=([^)]+)\)", page)]
    assert imported == [address(name, language) for language in SPOKEN for name in NAMES]
    assert set(SPOKEN) == {path.stem for path in (PACKAGE / "translations").glob("*.json")}


def test_no_import_takes_the_place_of_another() -> None:
    """Home Assistant suggests to save what it imports by its host and the last part of its address."""
    suggested = [
        (urlsplit(url).hostname, PurePosixPath(url).name) for url in (address(*one) for one in product(NAMES, SPOKEN))
    ]
    assert len(set(suggested)) == len(suggested)
