"""What is read over REST and WebSocket follows the permissions of who asks: no charger and no home shows to who may not see its entities."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.permissions import PolicyPermissions
from homeassistant.components.websocket_api import DOMAIN as WEBSOCKET_API
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.solar_charging.api.contents import RESOURCES
from custom_components.solar_charging.api.operation import Access
from tests.integration.home import DOMAIN, StateHome
from tests.integration.test_charging import NOON, surplus_of

from .conftest import Client

# What each WebSocket command is asked with, and which permission shows what: of the home, of each charger, or none at all.
COMMANDS: dict[str, tuple[dict[str, Any], str]] = {
    "live_power/subscribe": ({}, "home"),
    "decisions/subscribe": ({}, "both"),
    "chargers/subscribe": ({}, "chargers"),
    "plans/subscribe": ({}, "chargers"),
    "plans": ({}, "chargers"),
    "plans/preview": ({"evse_id": "", "request": {"ready_by_watt_hours": 5000, "ready_by_time": "07:00"}}, "charger"),
    "sessions": ({}, "chargers"),
    "sessions/month": ({"month": "2026-06"}, "chargers"),
    "sessions/year": ({"year": "2026"}, "chargers"),
    "statements/month": ({"month": "2026-06"}, "chargers"),
    "catalogue/search": ({"query": "easee"}, "nothing"),
    "home": ({}, "both"),
    "forecast": ({}, "home"),
    "charging_forecast": ({}, "home"),
    "charging_schedules": ({}, "chargers"),
    "replay": ({"evse_id": ""}, "charger of the home"),
}
USERS = ("administrator", "user", "reader", "sees the charger", "sees the home", "sees nothing")
SEES_CHARGER, SEES_HOME = set(USERS[:4]), {*USERS[:3], USERS[4]}


@pytest.fixture
async def tokens(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> dict[str, str]:
    """Return a token of each user, and let there be a session and a plan."""
    freezer.move_to(NOON)
    await surplus_of(home, freezer, 2600, 300)
    ids = {"sees the charger": home.ours("select", "mode"), "sees the home": home.ours("sensor", "excess_power")}
    groups = {"administrator": "system-admin", "user": "system-users", "reader": "system-read-only"}
    found = {}
    for name in USERS:
        group = [await hass.auth.async_get_group(groups[name])] if name in groups else []
        user = MockUser(groups=group).add_to_hass(hass)
        if name not in groups:
            policy = {"entities": {"entity_ids": {ids[name]: {"read": True}}} if name in ids else {}}
            user._permissions = user.permissions = PolicyPermissions(policy, None)
        refresh = await hass.auth.async_create_refresh_token(user, "https://example.org/")
        found[name] = hass.auth.async_create_access_token(refresh)
    return found


def ids_of(hass: HomeAssistant, home: StateHome) -> str:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    (charger,) = entry.runtime_data.site.chargers
    return str(charger.id)


async def known_path(api: Client, path: str) -> str | None:
    """Return a path whose ids are those of what is there; None: there is nothing."""
    while "{" in path:
        collection, _, rest = path.partition("/{")
        name, _, rest = rest.partition("}")
        items = await (await api.http.get(f"/api/solar_charging{collection}")).json()
        if not items:
            return None
        path = f"{collection}/{items[0].get(name) or items[0]['url'].rpartition('/')[2]}{rest}"
    return path


@pytest.mark.parametrize("who", USERS)
async def test_rest(
    hass: HomeAssistant,
    home: StateHome,
    tokens: dict[str, str],
    api: Client,
    hass_client: Callable[..., Awaitable[TestClient[Any, Any]]],
    who: str,
) -> None:
    asking = Client(await hass_client(tokens[who]))
    for resource in RESOURCES:
        for operation in resource.operations:
            if operation.method != "get":
                continue
            if (path := await known_path(api, operation.path)) is None:
                continue
            all_of_it = await (await api.http.get(f"/api/solar_charging{path}")).json()
            response = await asking.http.get(f"/api/solar_charging{path}")
            sees = {
                Access.ANYONE: True,
                Access.HOME: who in SEES_HOME,
                Access.SEEN_CHARGERS: who in SEES_CHARGER,
            }[operation.access]
            if sees:
                assert response.status in (200, 404), (path, await response.text())
                continue
            found = await response.json()
            assert response.status in (403, 404) or found == [], (path, found)
            assert found != all_of_it or not all_of_it, path


@pytest.mark.parametrize("who", USERS)
async def test_websocket(
    hass: HomeAssistant,
    home: StateHome,
    tokens: dict[str, str],
    api: Client,
    hass_ws_client: Callable[..., Awaitable[Any]],
    who: str,
) -> None:
    assert {
        name.removeprefix(f"{DOMAIN}/") for name in hass.data[WEBSOCKET_API] if name.startswith(f"{DOMAIN}/")
    } == set(COMMANDS)
    ((evse,), client) = await api.get("/evses"), await hass_ws_client(hass, tokens[who])
    before = hass.config_entries.async_entries(DOMAIN)[0].runtime_data.settings
    for name, (fields, shows) in COMMANDS.items():
        data = {**fields, **({"evse_id": evse["id"]} if "evse_id" in fields else {})}
        await client.send_json_auto_id({"type": f"{DOMAIN}/{name}", **data})
        answer = await client.receive_json()
        if name == "replay" and answer["success"]:
            # It tells how far it is, and what it lacks: nothing was recorded here.
            events = [(await client.receive_json())["event"] for _ in range(2)]
            assert events == [{"progress": 0.0}, {"answer": {"lacks": "recorder"}}], events
        if name.endswith("subscribe") and answer["success"]:
            answer = {"success": True, "result": (await client.receive_json())["event"]}
        sees_charger, sees_site = who in SEES_CHARGER, who in SEES_HOME
        if shows in ("home", "charger", "charger of the home"):
            sees = {"home": sees_site, "charger": sees_charger}.get(shows, sees_site and sees_charger)
            assert answer["success"] is sees, (name, answer)
            continue
        assert answer["success"], (name, answer)
        text = str(answer["result"])
        if shows in ("both", "chargers") and not sees_charger:
            assert not any(word in text for word in ("Garage", evse["id"])), (name, text)
        if shows == "both" and not sees_site:
            assert not any(word in text for word in ("site", "excess_power")), (name, text)
        if name == "decisions/subscribe":
            assert (evse["id"] in text, "site" in text) == (sees_charger, sees_site)
    assert hass.config_entries.async_entries(DOMAIN)[0].runtime_data.settings == before
    await client.close()


@pytest.mark.parametrize("who", USERS)
async def test_a_session_is_corrected_by_who_controls_its_charger(
    hass: HomeAssistant,
    home: StateHome,
    tokens: dict[str, str],
    api: Client,
    hass_client: Callable[..., Awaitable[TestClient[Any, Any]]],
    who: str,
) -> None:
    (session,) = await api.get("/charging_sessions")
    asking = Client(await hass_client(tokens[who]))
    expected = 200 if who in ("administrator", "user") else 403 if who in SEES_CHARGER else 404
    body = {"energy_delivered_watt_hours": 4321}
    await asking.patch(f"/charging_sessions/{session['id']}", body, expected)
    (after,) = await api.get("/charging_sessions")
    assert (after["energy_delivered_watt_hours"] == 4321) is (expected == 200)
    assert er.async_get(hass).async_get(home.ours("select", "mode"))
