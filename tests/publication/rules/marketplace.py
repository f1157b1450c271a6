"""hacs.json and the repository's shape: what the Marketplace (HACS) refuses. What only GitHub knows (topics, a description) is not here."""

import struct
from collections.abc import Iterator
from pathlib import Path

import voluptuous as vol

SCHEMA = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Optional("content_in_root"): bool,
        vol.Optional("country"): vol.Any(str, [str]),
        vol.Optional("filename"): str,
        vol.Optional("hacs"): str,
        vol.Optional("hide_default_branch"): bool,
        vol.Optional("homeassistant"): str,
        vol.Optional("persistent_directory"): str,
        vol.Optional("render_readme"): bool,
        vol.Optional("zip_release"): bool,
    }
)
_ICONS = {"icon.png": 256, "icon@2x.png": 512}


def problems(root: Path) -> Iterator[str]:
    """Yield what is wrong with a repository's files."""
    packages = [path for path in (root / "custom_components").iterdir() if path.is_dir() and path.name != "__pycache__"]
    if len(packages) != 1:
        yield "there must be one integration in custom_components"
    if not any((root / name).exists() for name in ("README.md", "readme.md", "README", "info.md")):
        yield "there is nothing to read"
    if not any(root.glob("LICENSE*")):
        yield "there is no licence"
    for package in packages:
        yield from _brand(package / "brand")


def _brand(folder: Path) -> Iterator[str]:
    for name, size in _ICONS.items():
        path = folder / name
        if not path.exists():
            yield f"brand/{name} is missing"
        elif struct.unpack(">II", path.read_bytes()[16:24]) != (size, size):
            yield f"brand/{name} is not {size} pixels wide and high"
