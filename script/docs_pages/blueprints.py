"""The blueprints in every language: Home Assistant translates nothing in a blueprint, so each language has files of its own.

The package has them in English. The site has the others at `blueprints/LANGUAGE/NAME.LANGUAGE.yaml`, made of the English file and of
`docs/blueprints/LANGUAGE.yaml`: the same inputs, triggers and actions, in other words.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, override
from urllib.parse import quote

import yaml

from custom_components.solar_charging.setup.docs_links import SITE

from .markdown import page
from .texts import DOCS, PACKAGE, Tongue

FOLDER = PACKAGE / "blueprints" / "automation"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
# Each by the name that its speakers choose it by.
SPOKEN = {
    "en": "English", "de": "Deutsch", "nl": "Nederlands", "fr": "Français", "es": "Español", "it": "Italiano",
    "pt-BR": "Português (Brasil)", "pl": "Polski", "sv": "Svenska", "da": "Dansk", "nb": "Norsk bokmål", "fi": "Suomi",
    "cs": "Čeština",
}  # fmt: skip
LEAD = "Each link imports a blueprint in that language; automations made from one in another language stay as they are."
_REPOSITORY = (
    "https://github.com/solar-charging/solar-charging/blob/main/custom_components/solar_charging/blueprints/automation"
)
_IMPORT = "https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url="
_WIDTH = 120
# Where there can be something to read; the rest is for Home Assistant.
_READ = frozenset({"name", "description", "default", "title", "message", "total"})
_TEMPLATE = re.compile(r"{{.*?}}|{%.*?%}|{\w+}|\bkWh\b", re.DOTALL)
_DECIMAL_MARK = "decimal_mark"
_IDENTIFIER = re.compile(r"[a-z_]+(\.[a-z_]+)?")


class Input(str):
    """The name of an input, where a blueprint uses it."""

    __slots__ = ()


class _Loader(yaml.CSafeLoader):
    """Reads a blueprint."""


class _Dumper(yaml.CSafeDumper):
    """Writes a blueprint."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        """Write what occurs twice twice."""
        return True


_Loader.add_constructor("!input", lambda _, node: Input(node.value))
_Dumper.add_representer(Input, lambda dumper, name: dumper.represent_scalar("!input", str(name)))


@cache
def blueprint(name: str, language: str = "en") -> dict[str, Any]:
    """Return a blueprint in a language. Raises KeyError where a text is not translated."""
    if language != "en":
        return dict(_translated(blueprint(name), "", words(language)))
    english: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_text(), _Loader)  # noqa: S506  a safe loader
    return english


@cache
def words(language: str) -> Mapping[str, str]:
    """Return what the blueprints say in a language, by its English."""
    if language == "en":
        return {text: text for name in NAMES for text in read_texts(blueprint(name))}
    found: Mapping[str, str] = yaml.safe_load((DOCS / "blueprints" / f"{language}.yaml").read_text())
    return found


def read_texts(part: Any, key: str = "") -> Iterator[str]:
    """Return what a person reads in a part of a blueprint. `key`: under which it stands."""
    if isinstance(part, dict):
        for inner, value in part.items():
            yield from read_texts(value, inner)
    elif isinstance(part, list):
        for one in part:
            yield from read_texts(one, key)
    elif _is_read(part, key):
        yield part


def _translated(part: Any, key: str, spoken: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {inner: _translated(value, inner, spoken) for inner, value in part.items()}
    if isinstance(part, list):
        return [_translated(one, key, spoken) for one in part]
    return spoken[part] if _is_read(part, key) else part


def _is_read(part: Any, key: str) -> bool:
    if key == _DECIMAL_MARK:
        return True
    if key not in _READ or not isinstance(part, str) or isinstance(part, Input):
        return False
    return not _IDENTIFIER.fullmatch(part) and re.search(r"[A-Za-z]{3}", _TEMPLATE.sub("", part)) is not None


def address(name: str, language: str) -> str:
    """Return where Home Assistant imports a blueprint from."""
    return f"{_REPOSITORY}/{name}.yaml" if language == "en" else f"{SITE}{_place(name, language)}"


def _place(name: str, language: str) -> str:
    """Return where the site has a blueprint. Home Assistant names what it imports by host and file: each language has its own."""
    return f"blueprints/{language}/{name}.{language}.yaml"


def files() -> dict[str, str]:
    """Return the files of the languages that the package does not have, by their place on the site."""
    return {
        _place(name, language): yaml.dump(
            blueprint(name, language), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
        )
        for language in SPOKEN
        if language != "en"
        for name in NAMES
    }


def blueprint_pages(spoken: Tongue) -> dict[str, str]:
    """Return the page on which each language has its blueprints, by its path."""
    sections = (
        f'## {called} {{ #{language.casefold()} }}\n\n<div lang="{language}" markdown>\n\n{_list(language)}\n\n</div>'
        for language, called in SPOKEN.items()
    )
    title = spoken.say("Blueprints in your language")
    return {"automate/blueprints-by-language.md": page(title, *sections, lead=spoken.say(LEAD))}


def _list(language: str) -> str:
    lines = []
    for name in NAMES:
        head, where = blueprint(name, language)["blueprint"], address(name, language)
        lines.append(f"- [{head['name']}]({_IMPORT}{quote(where, safe='')}): {head['description']} ([YAML]({where}))")
    return "\n".join(lines)
