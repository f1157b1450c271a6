"""What a checkout holds: which integration that there is a charger for, and what it needs that is not installed."""

import json
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

FOLDER = "custom_components"
KNOWN = ("goecharger_api2", "ocpp")


def manifest(checkout: Path) -> dict[str, Any]:
    """Return the manifest of the integration in there that is known here."""
    found = [path for domain in KNOWN if (path := checkout / FOLDER / domain / "manifest.json").exists()]
    if not found:
        raise SystemExit(f"No integration in {checkout} that there is a charger for: {', '.join(KNOWN)}")
    values: dict[str, Any] = json.loads(found[0].read_text())
    return values


def missing(checkout: Path) -> Iterator[str]:
    """Yield what it requires and what is not installed, or too old."""
    for line in manifest(checkout)["requirements"]:
        requirement = Requirement(line)
        try:
            if requirement.specifier.contains(version(requirement.name)):
                continue
        except PackageNotFoundError:
            pass
        yield line


if __name__ == "__main__":
    what, checkout = sys.argv[1], Path(sys.argv[2])
    for line in [manifest(checkout)["domain"]] if what == "domain" else missing(checkout):
        print(line)
