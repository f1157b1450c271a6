"""The integration's texts in the languages of the site, and the site's own words for what is generated."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "custom_components" / "solar_charging"
DOCS = ROOT / "docs"
LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the site. `meanings`: what each entity means; `phrases`: the site's own words by their English."""

    language: str
    texts: Mapping[str, Any]
    meanings: Mapping[str, str]
    phrases: Mapping[str, str]

    def say(self, english: str, **values: object) -> str:
        """Return a phrase in this language, with values put in. Raises KeyError where nobody has translated it."""
        text = english if self.language == "en" else self.phrases[english]
        return text.format(**values) if values else text

    def number(self, value: float) -> str:
        """Return a number with this language's decimal mark."""
        text = f"{value:g}"
        return text if self.language == "en" else text.replace(".", ",")


@cache
def tongue(language: str) -> Tongue:
    """Return a language of the site."""
    suffix = "" if language == "en" else f".{language}"
    return Tongue(
        language=language,
        texts=json.loads((PACKAGE / "translations" / f"{language}.json").read_text()),
        meanings=yaml.safe_load((DOCS / f"entities{suffix}.yaml").read_text()),
        phrases={} if language == "en" else yaml.safe_load((DOCS / f"phrases.{language}.yaml").read_text()),
    )
