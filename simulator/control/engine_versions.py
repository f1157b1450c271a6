"""Versions of the engine side by side: the one at work, and any other commit's, loaded under a name of its own."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = "custom_components.solar_charging"
FOLDER = Path("custom_components/solar_charging")
KEPT_IN = Path("build/engines")


@dataclass(frozen=True, slots=True)
class EngineVersion:
    """The engine of one version: what a law needs of it, by the name of its package."""

    package: str = PACKAGE

    def module(self, name: str) -> ModuleType:
        """Return a module of its `engine`; raises ImportError where that version has none."""
        return import_module(f"{self.package}.engine.{name}")

    def made(self, name: str, values: Mapping[str, Any]) -> Any:
        """Return one of the dataclasses that its inputs are made of. What that version does not know yet is left out."""
        cls, known = _dataclass(self.package, name)
        return cls(**{key: value for key, value in values.items() if key in known})


@lru_cache
def _dataclass(package: str, name: str) -> tuple[Any, frozenset[str]]:
    try:
        module = import_module(f"{package}.engine.inputs")
    except ModuleNotFoundError:  # older versions have all in one
        module = import_module(f"{package}.engine.model")
    cls = getattr(module, name)
    return cls, frozenset(field.name for field in fields(cls))


@lru_cache
def engine_at(ref: str) -> EngineVersion:
    """Return the engine of a commit, unpacked into `build/engines`; raises CalledProcessError for one that is not there."""
    git = ["git", "rev-parse", "--short", f"{ref}^{{commit}}"]
    commit = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - the developer's own command line
    folder = KEPT_IN / commit
    if not folder.exists():
        folder.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", commit, str(FOLDER)], check=True, capture_output=True).stdout  # noqa: S603, S607
        subprocess.run(["tar", "-x", "-C", str(folder)], check=True, input=archive)  # noqa: S603, S607
    package = ModuleType(f"engine_{commit}")
    # The integration's own `__init__` needs Home Assistant; the engine does not.
    package.__path__ = [str(folder / FOLDER)]
    sys.modules[package.__name__] = package
    return EngineVersion(package.__name__)
