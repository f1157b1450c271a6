import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from .rules import PACKAGE, ROOT, faults
from .rules.marketplace import SCHEMA, problems

SHOP = json.loads((ROOT / "hacs.json").read_text())


@pytest.mark.quality_rule("brands")
def test_the_marketplace_takes_the_repository() -> None:
    assert list(faults(SCHEMA, SHOP)) == []
    assert list(problems(ROOT)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"zip_release": "yes"},
        {"homeassistant": 2026.1},
        {"stars": 5},
        {"country": "XX"},
        {"zip_release": True},
    ],
)
def test_a_broken_hacs_file_is_noticed(change: dict[str, Any]) -> None:
    assert list(faults(SCHEMA, {**SHOP, **change}))


@pytest.mark.parametrize("key", ["content_in_root", "hide_default_branch", "render_readme", "zip_release"])
def test_a_switch_that_is_none_is_noticed(key: str) -> None:
    assert any(key in fault for fault in faults(SCHEMA, {**SHOP, "filename": "a.zip", key: "yes"}))


@pytest.mark.parametrize("key", ["country", "filename", "hacs", "homeassistant", "name", "persistent_directory"])
def test_a_number_in_place_of_a_text_is_noticed(key: str) -> None:
    assert any(key in fault for fault in faults(SCHEMA, {**SHOP, key: 5}))


def test_a_shop_without_a_name_is_noticed() -> None:
    assert list(faults(SCHEMA, {key: value for key, value in SHOP.items() if key != "name"}))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    brand = tmp_path / "custom_components" / PACKAGE.name / "brand"
    shutil.copytree(PACKAGE / "brand", brand)
    for name in ("README.md", "LICENSE", "hacs.json"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copy(PACKAGE / "manifest.json", brand.parent)
    return tmp_path


def test_the_least_a_repository_needs_is_enough(repository: Path) -> None:
    assert list(problems(repository)) == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "LICENSE",
        "hacs.json",
        "custom_components/solar_charging/manifest.json",
        "custom_components/solar_charging/brand/icon.png",
    ],
)
def test_a_missing_file_is_noticed(repository: Path, name: str) -> None:
    (repository / name).unlink()
    assert list(problems(repository))


def test_a_licence_of_ones_own_is_noticed(repository: Path) -> None:
    (repository / "LICENSE").write_text("Do as you like.")
    assert list(problems(repository))


def test_an_icon_of_the_wrong_size_is_noticed(repository: Path) -> None:
    brand = repository / "custom_components" / PACKAGE.name / "brand"
    shutil.copy(brand / "icon.png", brand / "icon@2x.png")
    assert list(problems(repository))


def test_a_second_integration_is_noticed(repository: Path) -> None:
    shutil.copytree(repository / "custom_components" / PACKAGE.name, repository / "custom_components" / "another")
    assert list(problems(repository))
