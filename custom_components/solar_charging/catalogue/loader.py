"""Reads the catalogue's files into values. Reads about 200 small files: call it in an executor, never on the event loop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .entry import ChargerEntry, InverterEntry
from .parse import inverter
from .parse_charger import charger
from .schema import CatalogueError, check

HERE = Path(__file__).parent
FOLDERS = ("inverters", "chargers")
# libyaml reads ten times faster than pure Python; wheels of PyYAML have it, self-built ones may not.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, in the order of their files' names."""

    inverters: tuple[InverterEntry, ...]
    chargers: tuple[ChargerEntry, ...]

    @property
    def platforms(self) -> frozenset[str]:
        """The integrations that have an entry."""
        own = {entry.about.domain for entry in self.inverters} | {entry.about.domain for entry in self.chargers}
        return frozenset(own).union(*(entry.also for entry in self.inverters))


@cache
def load_catalogue(root: Path = HERE) -> Catalogue:
    """Return the catalogue in `root`, read once. Raises CatalogueError with the file's name for a file that cannot be used."""
    return Catalogue(
        inverters=tuple(_parsed(inverter, part) for part in _entries(root / "inverters")),
        chargers=tuple(_parsed(charger, part) for part in _entries(root / "chargers")),
    )


def check_all(root: Path = HERE) -> int:
    """Hold every file to the schema and return how many there are; raises CatalogueError for the first that does not fit."""
    paths = [path for folder in FOLDERS for path in sorted((root / folder).glob("*.yaml"))]
    for path in paths:
        check(path.parent.name, path.name, _content(path))
    return len(paths)


def _entries(folder: Path) -> Iterator[dict[str, Any]]:
    """Return an entry for each file, or one for each of its variants: a variant's fields replace the file's.

    A file's fields replace those of the file it is based on.
    """
    for path in sorted(folder.glob("*.yaml")):
        content = _content(path)
        if base := content.pop("based_on", None):
            content = {**_content(folder / f"{base}.yaml"), **content}
        for variant in content.pop("variants", [{}]):
            yield {**content, **variant, "file": f"{folder.name}/{path.name}"}


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - both loaders are safe ones
    except yaml.YAMLError as err:
        raise CatalogueError(f"{path.parent.name}/{path.name}: not YAML: {err}") from err
    if not isinstance(content, dict):
        raise CatalogueError(f"{path.parent.name}/{path.name}: expected fields with values")
    return content


def _parsed[Entry](parse: Callable[[dict[str, Any]], Entry], part: dict[str, Any]) -> Entry:
    try:
        return parse(part)
    except (KeyError, ValueError, TypeError, AttributeError) as err:
        raise CatalogueError(f"{part['file']}: {type(err).__name__}: {err}") from err
