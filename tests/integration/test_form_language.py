"""A form speaks the language of who fills it in, also where its words are put together by us."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.components.frontend.storage import async_user_store
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component

from .home import CURRENT, GRID, StateHome

type MakeClient = Callable[..., Awaitable[TestClient[Any, Any]]]

FLOW = "/api/config/config_entries/subentries/flow"
IN_USE = {"en": "Grid power (net)", "de": "Netzleistung (saldiert)", "fr": "Puissance du réseau (nette)"}


@pytest.fixture
async def client(hass: HomeAssistant, home: StateHome, entry: ConfigEntry, hass_client: MakeClient) -> Any:
    await async_setup_component(hass, "config", {})
    return await hass_client()


async def refused_use(client: TestClient[Any, Any], entry: ConfigEntry, **headers: str) -> str:
    """Offer the grid's meter as a charger's power, and return what the refusal says that it is used for."""
    form = await (await client.post(FLOW, json={"handler": [entry.entry_id, "charger"]}, headers=headers)).json()
    answers = {"name": "Garage", "current_entity": CURRENT, "power_entity": GRID, "phases": "3"}
    answer = await client.post(f"{FLOW}/{form['flow_id']}", json=answers, headers=headers)
    return str((await answer.json())["description_placeholders"]["use"])


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("en-GB", "en"),
        ("*, fr;q=0.7", "fr"),
        ("", "en"),
        ("?;;,,=", "en"),
        # What our texts are not in is shown in English, as by the front end.
        ("ja,de;q=0.5", "en"),
    ],
)
async def test_the_browsers_language_counts_where_none_was_chosen(
    client: TestClient[Any, Any], entry: ConfigEntry, accepted: str, language: str
) -> None:
    assert await refused_use(client, entry, **{"Accept-Language": accepted}) == IN_USE[language]


async def test_what_was_chosen_in_the_profile_counts_first(
    hass: HomeAssistant, client: TestClient[Any, Any], entry: ConfigEntry
) -> None:
    for user in await hass.auth.async_get_users():
        store = await async_user_store(hass, user.id)
        await store.async_set_item("language", {"language": "de"})
    assert await refused_use(client, entry, **{"Accept-Language": "fr"}) == IN_USE["de"]


async def test_numbers_and_states_beside_a_choice_are_written_as_elsewhere(
    hass: HomeAssistant, client: TestClient[Any, Any], entry: ConfigEntry, home: StateHome
) -> None:
    home.state("weather.home", "partlycloudy")
    home.power("sensor.shed", 1234)
    await async_get_translations(hass, "de", "entity_component", ["weather"])
    german = {"Accept-Language": "de"}
    flow = "/api/config/config_entries/flow"
    begun = await client.post(flow, json={"handler": "solar_charging", "entry_id": entry.entry_id}, headers=german)
    menu = await begun.json()
    answered = await client.post(f"{flow}/{menu['flow_id']}", json={"next_step_id": "sources"}, headers=german)
    form = json.dumps((await answered.json())["data_schema"], ensure_ascii=False)
    assert "home · Teilweise bewölkt" in form
    assert "shed · 1.234 W" in form
