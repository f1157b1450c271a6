"""From a fresh home to a dashboard in a click, and a card that is set up by its editor."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from simulator.demo.client import DemoError

from .conftest import House

SETTLES_MS = 6_000


def dashboards(house: House) -> list[dict[str, Any]]:
    return [one for one in house.ask("lovelace/dashboards/list") if one["title"] == "Solar Charging"]


def is_filled(house: House, dashboard: dict[str, Any]) -> bool:
    try:
        return "solar-charging" in json.dumps(house.ask("lovelace/config", url_path=dashboard["url_path"]))
    except DemoError:  # nothing was saved yet
        return False


def test_a_dashboard_is_one_of_the_community_dashboards(page: Page, house: House) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{house.url}/config/lovelace/dashboards")
    page.get_by_role("button", name="Add dashboard").click()
    page.get_by_text("Solar Charging", exact=True).last.click()
    page.get_by_role("button", name="Create", exact=True).click()
    # The list has it before what is on it is saved; leaving the page in between would leave it empty.
    house.wait_for(lambda: any(is_filled(house, one) for one in dashboards(house)), "no dashboard was made")
    made = next(one for one in dashboards(house) if is_filled(house, one))
    expect(page.get_by_role("button", name="Create", exact=True)).to_have_count(0)

    def is_shown() -> bool:
        page.goto(f"{house.url}/{made['url_path']}")
        page.wait_for_timeout(SETTLES_MS)
        return page.locator("solar-charging-card .why").is_visible()

    # A dialog that closes goes back in the page's history, sometimes after one has gone on.
    house.wait_for(is_shown, "the dashboard shows nothing")
    assert made["mode"] == "storage"


@pytest.mark.parametrize(
    ("path", "element"),
    [
        ("solar-charging/now", "solar-charging-card .flow"),
        ("solar-charging/plan", "solar-charging-chart svg"),
        ("solar-charging/sessions", "solar-charging-sessions header"),
        ("solar-charging/settings", "hui-entities-card"),
        ("play-with-it", "hui-tile-card"),
    ],
)
def test_every_view_has_something_to_show_and_no_broken_card(page: Page, house: House, path: str, element: str) -> None:
    page.goto(f"{house.url}/{path}")
    expect(page.locator(element).first).to_be_visible()
    assert page.locator("hui-error-card, hui-warning").count() == 0


@pytest.fixture
def own_dashboard(house: House) -> str:
    """Return the path of a dashboard with the card, the tile feature and the badge, as somebody would make it."""
    path = "made-by-hand"
    if not any(one["url_path"] == path for one in house.ask("lovelace/dashboards/list")):
        house.ask("lovelace/dashboards/create", url_path=path, title="By hand", mode="storage", show_in_sidebar=True)
    cards = [
        {"type": "custom:solar-charging-card"},
        {"type": "tile", "entity": "select.garage_mode", "features": [{"type": "custom:solar-charging-mode"}]},
    ]
    view = {"type": "sections", "badges": [{"type": "custom:solar-charging-badge"}], "sections": [{"cards": cards}]}
    house.ask("lovelace/config/save", url_path=path, config={"views": [view]})
    return path


def test_the_tile_feature_sets_the_mode(page: Page, house: House, own_dashboard: str) -> None:
    page.goto(f"{house.url}/{own_dashboard}")
    page.locator("solar-charging-mode button[aria-label=Off]").click()
    house.wait_for(lambda: house.state("select.garage_mode") == "off", "the mode is not set")
    page.locator("solar-charging-mode button").nth(1).click()
    house.wait_for(lambda: house.state("select.garage_mode") == "solar_only", "the mode is not set")
    expect(page.locator("solar-charging-badge")).to_contain_text("Surplus")


def test_the_editor_opens_and_saves(page: Page, house: House, own_dashboard: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{house.url}/{own_dashboard}?edit=1")
    # A click while parts of the card still arrive, and move what is below, opens nothing.
    expect(page.locator("solar-charging-card .modes").first).to_be_visible()
    expect(page.locator("solar-charging-chart svg").first).to_be_visible()
    # The card lies beneath what its edit mode lays over it.
    page.locator("hui-card-edit-mode").first.click(position={"x": 20, "y": 20}, force=True)
    editor = page.locator("hui-dialog-edit-card")
    expect(editor.locator("ha-form").first).to_be_visible()
    editor.locator("ha-form ha-switch").first.click()
    editor.get_by_role("button", name="Save").click()

    def is_compact() -> bool:
        config = house.ask("lovelace/config", url_path=own_dashboard)
        return bool(config["views"][0]["sections"][0]["cards"][0].get("compact"))

    house.wait_for(is_compact, "the editor did not save")
