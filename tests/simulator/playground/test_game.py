"""The home of the documentation's page "Try it" does what its visitors choose."""

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from script.docs_pages.playground import sources
from simulator.playground.browser import Page

ROOT = Path(__file__).parents[3]
ENGLISH = (ROOT / "custom_components" / "solar_charging" / "translations" / "en.json").read_text()
NOON_S = 7 * 3600


def shown(page: Page, seconds: int, **choices: Any) -> dict[str, Any]:
    page.begin(json.dumps(choices))
    found: dict[str, Any] = json.loads(page.advance(seconds))
    return found


def test_the_car_charges_from_a_clear_sky_and_a_sentence_says_so() -> None:
    noon = shown(Page(ENGLISH), NOON_S, sky="clear")
    assert noon["car_w"] > 3000
    assert noon["import_kwh"] < 0.05 * noon["car_kwh"]
    assert noon["reason"].startswith("Charging")


def test_a_small_array_waits_and_off_is_off() -> None:
    page = Page(ENGLISH)
    assert shown(page, NOON_S, sky="overcast", capacity_kw=2, charger="3")["car_kwh"] == 0
    off = shown(page, NOON_S, sky="clear", mode="off")
    assert off["car_kwh"] == 0
    assert "off" in off["reason"]


def test_a_kettle_is_taken_from_the_car() -> None:
    page = Page(ENGLISH)
    before = shown(page, NOON_S, sky="clear", charger="1", capacity_kw=5)
    page.boil()
    during = json.loads(page.advance(60))
    assert during["house_w"] > before["house_w"] + 2000
    assert during["car_w"] < before["car_w"] - 1000


def test_the_same_choices_make_the_same_day() -> None:
    assert shown(Page(ENGLISH), 3600, seed=3) == shown(Page(ENGLISH), 3600, seed=3)


@pytest.mark.parametrize("path", sources(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_it_needs_nothing_but_python(path: Path) -> None:
    known = {*sys.stdlib_module_names, "custom_components", "simulator"}
    for node in ast.parse(path.read_text()).body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        assert {name.partition(".")[0] for name in names} <= known, path
