"""Control laws to compare: each a module here with a `LAW`, registered by being there."""

from importlib import import_module
from pkgutil import iter_modules

from .law import Case, Law

__all__ = ["Case", "Law", "all_laws"]


def all_laws() -> dict[str, Law]:
    """Return all laws by name; those of the settings of ours first."""
    laws: dict[str, Law] = {}
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        for law in (*getattr(module, "LAWS", ()), getattr(module, "LAW", None)):
            if law is not None:
                laws[law.name] = law
    return laws
