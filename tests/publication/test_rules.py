"""Rules about the files together, and that none of the validators' modules was passed over."""

import copy
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from .rules import PACKAGE, faults
from .rules.package import problems
from .rules.plugins import HACS, HASSFEST
from .rules.quality_scale import SCHEMA

SCALE = yaml.safe_load((PACKAGE / "quality_scale.yaml").read_text())


def test_home_assistant_takes_the_files_together() -> None:
    assert list(problems(PACKAGE)) == []


@pytest.fixture
def package(tmp_path: Path) -> Path:
    ours = tmp_path / PACKAGE.name
    names = ("__init__.py", "config_flow.py", "trigger.py", "services", "icons.json", "services.yaml", "triggers.yaml")
    ours.mkdir()
    for name in names:
        copied = shutil.copytree if (PACKAGE / name).is_dir() else shutil.copy
        copied(PACKAGE / name, ours / name)
    return ours


def test_a_part_of_the_files_is_enough(package: Path) -> None:
    assert list(problems(package)) == []


def _add(path: Path, text: str) -> None:
    path.write_text((path.read_text() if path.exists() else "") + text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("icons.json", "}"),
        ("blueprints/new.json", "{"),
        ("__init__.py", "\ndel CONFIG_SCHEMA"),
        ("config_flow.py", "\n    async def async_step_zeroconf(self): ..."),
        ("condition.py", "async def async_get_conditions(hass): ..."),
        (".translations/en.json", "{}"),
    ],
)
def test_a_broken_file_is_noticed(package: Path, name: str, text: str) -> None:
    (package / name).parent.mkdir(exist_ok=True)
    _add(package / name, text)
    if text.endswith("CONFIG_SCHEMA"):
        source = (package / name).read_text()
        (package / name).write_text(source.replace("CONFIG_SCHEMA = ", "OTHER = "))
    assert list(problems(package))


@pytest.mark.parametrize("name", ["services.yaml", "triggers.yaml"])
def test_a_missing_description_is_noticed(package: Path, name: str) -> None:
    (package / name).unlink()
    assert list(problems(package))


def test_the_quality_scale_is_one() -> None:
    assert list(faults(SCHEMA, SCALE)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"brands": "perhaps"},
        {"brands": {"status": "exempt"}},
        {"beauty": "done"},
        {"brands": {"status": "done", "colour": "blue"}},
    ],
)
def test_a_broken_quality_scale_is_noticed(change: dict[str, Any]) -> None:
    assert list(faults(SCHEMA, {"rules": {**copy.deepcopy(SCALE["rules"]), **change}}))


def test_a_rule_that_is_left_out_is_noticed() -> None:
    rules = {name: status for name, status in SCALE["rules"].items() if name != "brands"}
    assert list(faults(SCHEMA, {"rules": rules}))


@pytest.mark.parametrize("name", sorted({*HASSFEST.values(), *HACS.values()}))
def test_each_module_of_the_validators_is_restated_or_does_not_apply(name: str) -> None:
    is_reason = " " in name
    assert is_reason or find_spec(f"{__package__}.rules.{name}"), name
