"""Scenarios to regulate: each a module here with `SCENARIOS`, registered by being there. All but `plain` are hardships."""

from importlib import import_module
from pkgutil import iter_modules

from .plain import plain
from .scenario import Scenario

__all__ = ["Scenario", "hardships", "plain"]


def hardships() -> dict[str, Scenario]:
    """Return all hardships by name."""
    found: dict[str, Scenario] = {}
    for entry in iter_modules(__path__):
        for scenario in getattr(import_module(f"{__name__}.{entry.name}"), "SCENARIOS", ()):
            found[scenario.name] = scenario
    return found
