"""The validators' rules in our words. Each module's functions return what is wrong, nothing when all is well.

Home Assistant does not ship its validator, hassfest (`script/hassfest` of its repository), and the Marketplace's (HACS's) runs
on GitHub alone. Read from hassfest as of Home Assistant 2026.11 (schemas it takes from the installed release are taken from there:
selectors, categories) and from hacs/integration as of August 2026. `plugins` says where the rules of each of their modules are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import voluptuous as vol

READ_FROM = "2026.11"
ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "custom_components" / "solar_charging"


def faults(schema: vol.Schema, value: Any) -> Iterator[str]:
    """Yield what a schema has against a value, with the path to it."""
    try:
        schema(value)
    except vol.MultipleInvalid as err:
        for one in err.errors:
            yield f"{'.'.join(str(part) for part in one.path)}: {one.msg}"
    except vol.Invalid as err:
        yield f"{'.'.join(str(part) for part in err.path)}: {err.msg}"
