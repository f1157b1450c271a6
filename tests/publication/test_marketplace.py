import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from .broken import Example, by_schema, of_files, without
from .rules import PACKAGE, ROOT, faults
from .rules import marketplace as rules

SHOP = json.loads((ROOT / "hacs.json").read_text())


@pytest.mark.quality_rule("brands")
def test_the_marketplace_takes_the_repository() -> None:
    assert list(faults(rules.SCHEMA, SHOP)) == []
    assert list(rules.problems(ROOT)) == []


def _shop(*expected: str, **change: Any) -> Example:
    return by_schema({**SHOP, **change}, *expected)


_FOLDER = "custom_components/solar_charging"
_ICON, _LARGE_ICON = ((PACKAGE / "brand" / name).read_bytes() for name in ("icon.png", "icon@2x.png"))
# The least that a repository needs.
_FILES = {
    "README.md": "# Read me",
    "LICENSE": "Apache License",
    "hacs.json": "{}",
    f"{_FOLDER}/manifest.json": "{}",
    f"{_FOLDER}/brand/icon.png": _ICON,
    f"{_FOLDER}/brand/icon@2x.png": _LARGE_ICON,
}


def _repository(*expected: str, lacks: str = "", files: Mapping[str, str | bytes] = MappingProxyType({})) -> Example:
    """Return an example of a repository that lacks a file, or has others too."""
    there = {name: content for name, content in _FILES.items() if name != lacks}
    return of_files({**there, **files}, lambda rules, folder: rules.problems(folder), *expected)


EXAMPLES = [
    _shop(),
    *(_shop(f"{key}: expected str", **{key: 5}) for key in ("filename", "hacs", "homeassistant", "name")),
    _shop("persistent_directory: expected str", persistent_directory=5),
    *(_shop(f"{key}: expected bool", **{key: "yes"}) for key in ("content_in_root", "hide_default_branch")),
    *(_shop(f"{key}: expected bool", **{key: "yes"}) for key in ("render_readme", "zip_release")),
    _shop(country="de"),
    _shop(country=["DE", "AT"]),
    _shop("is no country", country="XX"),
    _shop("country", country=["DE", "XX"]),
    _shop("stars", stars=5),
    _shop(zip_release=True, filename="a.zip"),
    _shop("needs its file's name", zip_release=True),
    by_schema(without(SHOP, "name"), "name: required"),
    _repository(),
    _repository("nothing to read", lacks="README.md"),
    _repository("no licence that is known", lacks="LICENSE"),
    _repository("no licence that is known", files={"LICENSE": "Do as you like."}),
    _repository("no hacs.json", lacks="hacs.json"),
    _repository("no manifest", lacks=f"{_FOLDER}/manifest.json"),
    _repository("brand/icon.png is missing", lacks=f"{_FOLDER}/brand/icon.png"),
    _repository("brand/icon@2x.png is not 512 pixels", files={f"{_FOLDER}/brand/icon@2x.png": _ICON}),
    _repository("brand/icon.png is not 256 pixels", files={f"{_FOLDER}/brand/icon.png": _LARGE_ICON}),
    _repository("one integration", files={"custom_components/another/manifest.json": "{}"}),
    _repository(files={"custom_components/__pycache__/a.pyc": "", "custom_components/notes.txt": ""}),
]
