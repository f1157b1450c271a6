"""Rules about the files together, and that none of the validators' modules was passed over."""

from collections.abc import Mapping
from importlib.util import find_spec

import pytest
import yaml

from .broken import Example, broken, by_schema, of_files, without
from .rules import PACKAGE, package
from .rules.plugins import HACS, HASSFEST
from .rules.quality_scale import RULES

SCALE = yaml.safe_load((PACKAGE / "quality_scale.yaml").read_text())


# Enough of an integration to register everything there is.
_FILES = {
    "__init__.py": "CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)\nasync def async_setup(hass, config): ...\n",
    "config_flow.py": "class Flow: ...\n",
    "services/boost.py": "hass.services.async_register(DOMAIN, BOOST, boost)\n",
    "services.yaml": "boost:\n",
    "trigger.py": "async def async_get_triggers(hass): ...\n",
    "triggers.yaml": "started:\n",
    "condition.py": "async def async_get_conditions(hass): ...\n",
    "conditions.yaml": "is_charging:\n",
    "icons.json": "{}",
}


def _with(files: Mapping[str, str], *expected: str) -> Example:
    return of_files({**_FILES, **files}, lambda rules, folder: rules.problems(folder), *expected)


def _lacking(name: str) -> Example:
    left = {other: text for other, text in _FILES.items() if other != name}
    return of_files(left, lambda rules, folder: rules.problems(folder), f"registered that {name} would describe")


_ZEROCONF = "async def async_step_zeroconf(self): ...\n"
_NO_SCHEMA = "needs a CONFIG_SCHEMA"
PACKAGE_EXAMPLES = [
    _with({}),
    _with({"icons.json": "{}}"}, "icons.json is no JSON"),
    _with({"blueprints/new.json": "{"}, "new.json is no JSON"),
    *(_lacking(name) for name in ("services.yaml", "triggers.yaml", "conditions.yaml")),
    _with({".translations/en.json": "{}"}, "folder of an old name"),
    _with({"__init__.py": "def setup(hass, config): ..."}, _NO_SCHEMA),
    _with({"__init__.py": "async def async_setup(hass, config): ..."}, _NO_SCHEMA),
    _with({"__init__.py": "async def async_setup(hass, config): ...\nSCHEMA: Final = 1\nSCHEMAS = 2"}, _NO_SCHEMA),
    _with({"__init__.py": "async def async_setup(hass, config): ...\nCONFIG_SCHEMA: Final = 1"}),
    _with({"__init__.py": "async def async_setup(hass, config): ...\nfrom .schema import CONFIG_SCHEMA"}),
    _with({"__init__.py": "async def async_setup_entry(hass, entry): ..."}),
    _with({"config_flow.py": _ZEROCONF}, "needs a unique id"),
    _with({"config_flow.py": f"{_ZEROCONF} await self.async_set_unique_id(name)"}),
]
SCALE_EXAMPLES = [
    by_schema(SCALE),
    by_schema({}, "rules: "),
    by_schema({"rules": []}, "rules: "),
    *(by_schema(without(SCALE, f"rules/{rule}"), f"{rule}: required") for rule in RULES),
    by_schema(broken(SCALE, "rules/brands", "perhaps"), "brands"),
    by_schema(broken(SCALE, "rules/brands", {"comment": "Perhaps."}), "brands"),
    by_schema(broken(SCALE, "rules/brands", {"status": "perhaps"}), "brands"),
    by_schema(broken(SCALE, "rules/brands", {"status": "done", "comment": 5}), "brands"),
    by_schema(broken(SCALE, "rules/brands", {"status": "done", "colour": "blue"}), "brands"),
    by_schema(broken(SCALE, "rules/brands", {"status": "exempt"}), "brands"),
    by_schema(broken(SCALE, "rules/beauty", "done"), "beauty"),
]


def test_home_assistant_takes_the_files_together() -> None:
    assert list(package.problems(PACKAGE)) == []


@pytest.mark.parametrize("name", sorted({*HASSFEST.values(), *HACS.values()}))
def test_each_module_of_the_validators_is_restated_or_does_not_apply(name: str) -> None:
    is_reason = " " in name
    assert is_reason or find_spec(f"{__package__}.rules.{name}"), name
