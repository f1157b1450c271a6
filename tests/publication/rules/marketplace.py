"""hacs.json and the repository's shape: what the Marketplace (HACS) refuses. What only GitHub knows (topics, a description) is not here."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import voluptuous as vol
from homeassistant.generated.countries import COUNTRIES


def _country(value: Any) -> str:
    """HACS has a list of its own; each is among those that Home Assistant knows."""
    if str(value).upper() not in COUNTRIES:
        raise vol.Invalid("is no country")
    return str(value)


def _named(value: dict[str, Any]) -> dict[str, Any]:
    if value.get("zip_release") and not value.get("filename"):
        raise vol.Invalid("a release that is a zip needs its file's name")
    return value


_FIELDS = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Optional("content_in_root"): bool,
        vol.Optional("country"): vol.Any(_country, [_country]),
        vol.Optional("filename"): str,
        vol.Optional("hacs"): str,
        vol.Optional("hide_default_branch"): bool,
        vol.Optional("homeassistant"): str,
        vol.Optional("persistent_directory"): str,
        vol.Optional("render_readme"): bool,
        vol.Optional("zip_release"): bool,
    }
)
SCHEMA = vol.Schema(vol.All(_FIELDS, _named))
# What GitHub names a licence by: https://opensource.org/licenses lists these as popular.
_LICENCES = (
    "Apache License",
    "MIT License",
    "GNU GENERAL PUBLIC LICENSE",
    "Mozilla Public License",
    "BSD",
    "Eclipse Public License",
)
_ICONS = {"icon.png": 256, "icon@2x.png": 512}


def problems(root: Path) -> Iterator[str]:
    """Yield what is wrong with a repository's files."""
    packages = [path for path in (root / "custom_components").iterdir() if path.is_dir() and path.name != "__pycache__"]
    if len(packages) != 1:
        yield "there must be one integration in custom_components"
    if not {path.name.lower() for path in root.iterdir()} & {"readme", "readme.md", "info", "info.md"}:
        yield "there is nothing to read"
    if not (root / "hacs.json").exists():
        yield "there is no hacs.json"
    licences = [path.read_text() for path in root.glob("LICEN[CS]E*")]
    if not any(name in text[:1000] for text in licences for name in _LICENCES):
        yield "there is no licence that is known"
    for package in packages:
        if not (package / "manifest.json").exists():
            yield "there is no manifest"
        yield from _brand(package / "brand")


def _brand(folder: Path) -> Iterator[str]:
    for name, size in _ICONS.items():
        path = folder / name
        if not path.exists():
            yield f"brand/{name} is missing"
        elif struct.unpack(">II", path.read_bytes()[16:24]) != (size, size):
            yield f"brand/{name} is not {size} pixels wide and high"
