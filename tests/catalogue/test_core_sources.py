"""The keys by which core integrations are recognised, looked up in the installed Home Assistant's own sources."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import homeassistant.components
import pytest
import yaml

from custom_components.solar_charging.catalogue.loader import FOLDERS, HERE

COMPONENTS = Path(homeassistant.components.__path__[0])
# Keys that come from a client library, not from the integration; the library's name stands for them in its manifest.
LIBRARY_KEYS = {"goodwe": "goodwe"}
PLAIN = ("translation_key", "key", "unique_id", "unique_id_suffix", "unique_id_prefix")
FILES = sorted(path for folder in FOLDERS for path in (HERE / folder).glob("*.yaml"))


def content(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


CORE = [path for path in FILES if content(path)["origin"] == "core"]


@cache
def sources(domain: str) -> str:
    """Return all Python and all strings of an integration as one text."""
    root = COMPONENTS / domain
    paths = [*root.rglob("*.py"), root / "strings.json", root / "services.yaml", root / "manifest.json"]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.exists())


def words(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Return the words a file relies on, each with its place in the file."""
    if isinstance(part, Mapping):
        if "source_word" in part:
            yield place, part["source_word"]
        elif place:
            for field in PLAIN:
                value = part.get(field, [])
                for word in [value] if isinstance(value, str) else value:
                    yield f"{place} {field}", word.strip("_-.")
        if isinstance(part.get("action"), str):
            yield f"{place} action", part["action"].partition(".")[2]
        for name, value in part.items():
            yield from words(value, f"{place}.{name}".strip("."))
    elif isinstance(part, list):
        for value in part:
            yield from words(value, place)


@pytest.mark.parametrize("path", CORE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_core_integration_still_has_the_keys_it_is_recognised_by(path: Path):
    entry = content(path)
    domain = entry["domain"]
    assert (COMPONENTS / domain).is_dir(), f"Home Assistant no longer has {domain}: say so in {path.name} or remove it"
    text = sources(domain)
    if domain in LIBRARY_KEYS:
        assert LIBRARY_KEYS[domain] in text
        return
    gone = [
        f"{place}: {word!r}" for place, word in words(entry) if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    ]
    assert not gone, (
        f"{domain} of this Home Assistant has no such key any more ({path.parent.name}/{path.name}): " + ", ".join(gone)
    )


def test_a_key_that_vanished_upstream_is_named(monkeypatch: pytest.MonkeyPatch):
    entry = {"roles": {"pv_power": [{"translation_key": "power_of_yesteryear"}]}}
    assert list(words(entry)) == [("roles.pv_power translation_key", "power_of_yesteryear")]
    assert "power_of_yesteryear" not in sources("fronius")


@pytest.mark.parametrize("path", CORE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_cited_source_file_is_there(path: Path):
    for source in content(path)["sources"]:
        if source.startswith("homeassistant/components/"):
            assert (COMPONENTS.parent.parent / source).exists(), source
