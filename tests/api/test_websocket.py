"""Live state and questions over Home Assistant's WebSocket."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from homeassistant.core import HomeAssistant

from tests.integration.home import DOMAIN, GRID, PV, StateHome

type Open = Callable[..., Awaitable[Any]]


async def subscribed(client: Any, command: str) -> dict[str, Any]:
    await client.send_json_auto_id({"type": f"{DOMAIN}/{command}"})
    assert (await client.receive_json())["success"]
    return (await client.receive_json())["event"]


async def asked(client: Any, command: str, **question: Any) -> Any:
    await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **question})
    return await client.receive_json()


async def test_power_comes_whole_at_first_and_then_what_changed(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    whole = await subscribed(client, "live_power/subscribe")
    assert (whole["generation_watts"], whole["export_watts"]) == (5000, 4000)
    home.power(PV, 5100)
    home.power(GRID, -4100)
    await home.hass.async_block_till_done()
    change = (await client.receive_json())["event"]
    assert (change["generation_watts"], change["export_watts"]) == (5100, 4100)
    assert "home_watts" not in change
    assert len(str(change)) < 200


async def test_a_decision_comes_with_its_reason(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    whole = await subscribed(client, "decisions/subscribe")
    assert whole["site"]["surplus_source"] == "GRID_METER"
    (charger,) = [key for key in whole if key.startswith("evse")]
    assert whole[charger]["name"] == "Garage"
    data = {"entity_id": home.ours("select", "mode"), "option": "boost"}
    await home.hass.services.async_call("select", "select_option", data, blocking=True)
    change = (await client.receive_json())["event"][charger]
    assert (change["solar_mode_type"], change["is_charging"], change["status"]) == ("BOOST", True, "boost")
    assert "16 A" in change["explanation"]


async def test_nothing_is_sent_while_nothing_changes(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    await subscribed(client, "live_power/subscribe")
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    for _ in range(3):
        entry.runtime_data.async_step()
    assert (await asked(client, "catalogue/search", query="symo"))["type"] == "result"


async def test_a_reload_is_survived(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    await subscribed(client, "live_power/subscribe")
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    await home.hass.config_entries.async_unload(entry.entry_id)
    assert (await client.receive_json())["event"]["generation_watts"] is None
    await home.hass.config_entries.async_setup(entry.entry_id)
    assert (await client.receive_json())["event"]["generation_watts"] == 5000
    home.power(PV, 4000)
    await home.hass.async_block_till_done()
    assert (await client.receive_json())["event"]["generation_watts"] == 4000


async def test_who_has_gone_costs_nothing(home: StateHome, hass_ws_client: Open) -> None:
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    before = len(entry.runtime_data._listeners)
    clients = [await hass_ws_client() for _ in range(2)]
    for client in clients:
        await subscribed(client, "live_power/subscribe")
    assert len(entry.runtime_data._listeners) == before + 1
    for client in clients:
        await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": 1})
        assert (await client.receive_json())["success"]
    assert len(entry.runtime_data._listeners) == before


@pytest.mark.parametrize(
    ("query", "kind", "make"), [("fronius symo", "inverter", "Fronius"), ("go-e", "charger", "go-e")]
)
async def test_the_catalogue_is_searched_and_what_can_be_read_comes_first(
    home: StateHome, hass_ws_client: Open, query: str, kind: str, make: str
) -> None:
    found = (await asked(await hass_ws_client(), "catalogue/search", query=query))["result"]
    assert found[0]["is_readable"]
    assert {"kind": kind, "make": make} in [{"kind": one["kind"], "make": one["make"]} for one in found]
    assert len(found) <= 25


async def test_wrong_questions_are_refused(hass_without_array: HomeAssistant, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    for question in ({"query": "a"}, {"query": "a" * 101}, {"query": "symo", "limit": 101}, {}):
        answer = await asked(client, "catalogue/search", **question)
        assert answer["error"]["code"] == "invalid_format"
    assert (await asked(client, "sessions"))["error"]["code"] == "not_found"
    assert await subscribed(client, "live_power/subscribe") == {}


async def test_sessions_come_with_their_parts_newest_first(home: StateHome, hass_ws_client: Open) -> None:
    answer = await asked(await hass_ws_client(), "sessions", limit=5)
    assert answer["success"]
    assert all(session["sub_sessions"] for session in answer["result"])
