"""Files that are broken on purpose, in one place: each proves that a rule is there."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from .rules import PACKAGE, faults


@dataclass(frozen=True)
class Example:
    """A file and words of what its rules have against it, none where all is well.

    `look` takes the module of the rules, so that the same example can be shown to rules of which one is switched off.
    """

    look: Callable[[ModuleType], Iterable[str]]
    expected: tuple[str, ...] = ()

    def misjudged(self, rules: ModuleType) -> str:
        """Return what the rules say in place of what is expected, nothing if they say that."""
        found = list(self.look(rules))
        missed = [word for word in self.expected if not any(word in one for one in found)]
        return f"expected: {missed or 'nothing'}; found: {found}" if missed or (found and not self.expected) else ""


def by_schema(content: Any, *expected: str) -> Example:
    """Return an example for rules that are a schema."""
    return Example(lambda rules: faults(rules.SCHEMA, content), expected)


def of_files(
    files: Mapping[str, str | bytes], look: Callable[[ModuleType, Path], Iterable[str]], *expected: str
) -> Example:
    """Return an example of a folder with these files and no others; it has the integration's name."""

    def look_into_folder(rules: ModuleType) -> list[str]:
        with TemporaryDirectory() as above:
            folder = Path(above) / PACKAGE.name
            for name, content in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            return list(look(rules, folder))

    return Example(look_into_folder, expected)


def broken(content: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the content of a file with another value at a path (its keys with slashes between them), all else as it is."""
    changed = copy.deepcopy(dict(content))
    part, last = _at(changed, path)
    part[last] = value
    return changed


def without(content: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the content of a file without what stands at a path."""
    changed = copy.deepcopy(dict(content))
    part, last = _at(changed, path)
    del part[last]
    return changed


def paths(content: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield the path of everything in a file, parts before what they hold."""
    for key, value in content.items():
        yield f"{above}{key}"
        if isinstance(value, Mapping):
            yield from paths(value, f"{above}{key}/")


def _at(content: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *parents, last = path.split("/")
    for key in parents:
        content = content.setdefault(key, {})
    return content, last
