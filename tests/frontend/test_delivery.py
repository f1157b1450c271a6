"""The card reaches every dashboard by itself: listed once, in the present build, and gone with the integration."""

from typing import Any

import pytest
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.solar_charging.frontend.bundle import DIST, FILE_URL, versioned_url
from custom_components.solar_charging.frontend.resource_plan import ResourcePlan, plan_card, plan_removal
from tests.integration.conftest import _no_worker  # noqa: F401  pvlib's process is left out here, too
from tests.integration.home import DOMAIN, StateHome

NEW = f"{FILE_URL}?v=new"
OTHER = {"id": "other", "type": "module", "url": "/local/other-card.js"}


def ours(id_: str, url: str) -> dict[str, Any]:
    return {"id": id_, "type": "module", "url": url}


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        ([OTHER], ResourcePlan(create=NEW)),
        ([OTHER, ours("a", NEW)], ResourcePlan()),
        ([ours("a", f"{FILE_URL}?v=old")], ResourcePlan(update={"a": NEW})),
        ([ours("a", FILE_URL)], ResourcePlan(update={"a": NEW})),
        ([ours("a", NEW), ours("b", FILE_URL)], ResourcePlan(delete=("b",))),
        ([{"id": "broken"}], ResourcePlan(create=NEW)),
        ([ours("a", f"{FILE_URL}.backup")], ResourcePlan(create=NEW)),
    ],
)
def test_one_entry_in_the_present_build_is_what_it_comes_to(there: list[Any], wanted: ResourcePlan) -> None:
    assert plan_card(there, FILE_URL, NEW) == wanted


def test_only_our_resource_is_removed() -> None:
    assert plan_removal([OTHER, ours("a", NEW)], FILE_URL) == ResourcePlan(delete=("a",))


async def listed(hass: HomeAssistant) -> list[str]:
    resources = hass.data[LOVELACE_DATA].resources
    await resources.async_get_info()
    return [str(one["url"]) for one in resources.async_items()]


async def with_frontend(hass: HomeAssistant, **lovelace: Any) -> None:
    assert await async_setup_component(hass, "lovelace", {"lovelace": lovelace})
    hass.config.components.add("frontend")
    hass.data.setdefault("frontend_extra_module_url", _Urls())


class _Urls(set[str]):
    remove = set.discard


async def test_the_card_is_listed_once_however_often_home_assistant_starts(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    old = ours("a", f"{FILE_URL}?v=of-last-year")
    hass_storage["lovelace_resources"] = {
        "version": 1, "minor_version": 1, "key": "lovelace_resources", "data": {"items": [OTHER, old]},
    }  # fmt: skip
    await with_frontend(hass)
    assert await async_setup_component(hass, DOMAIN, {})
    assert await listed(hass) == [OTHER["url"], versioned_url()]


async def test_where_resources_are_yaml_the_page_loads_it(hass: HomeAssistant) -> None:
    await with_frontend(hass, mode="yaml", resource_mode="yaml")
    assert await async_setup_component(hass, DOMAIN, {})
    assert versioned_url() in hass.data["frontend_extra_module_url"]


async def test_it_goes_with_the_integration_and_not_before(hass: HomeAssistant) -> None:
    await with_frontend(hass)
    home = StateHome(hass)
    await home.plug_in_devices()
    await home.set_up()
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)
    assert await listed(hass) == [versioned_url()]
    await hass.config_entries.async_remove(entry.entry_id)
    assert await listed(hass) == []


async def test_the_build_alone_is_served(hass: HomeAssistant, hass_client_no_auth: Any) -> None:
    await with_frontend(hass)
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client_no_auth()
    answer = await client.get(versioned_url())
    assert await answer.text() == (DIST / "solar-charging.js").read_text()
    assert "max-age" in answer.headers["Cache-Control"]
    for beside in (
        "/solar_charging/frontend/../bundle.py",
        "/solar_charging/src/index.ts",
        "/solar_charging/frontend/",
    ):
        assert (await client.get(beside)).status in (403, 404)
