"""Who may do what, on every route there is."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.api.contents import RESOURCES
from custom_components.solar_charging.api.operation import Access
from tests.integration.home import StateHome
from tests.integration.test_cars import add_car

from .conftest import BASE, Client

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def our_routes(hass: HomeAssistant) -> Iterator[tuple[str, str]]:
    """Every method of every path of ours that the web server knows."""
    for route in hass.http.app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if path.startswith(BASE):
            yield route.method, path.replace("{path}", "whatever").replace("{id}", "x" * 30)


async def test_every_route_wants_a_log_in(
    hass: HomeAssistant,
    home: StateHome,
    hass_client_no_auth: Callable[..., Awaitable[TestClient[Any, Any]]],
) -> None:
    client = await hass_client_no_auth()
    routes = list(our_routes(hass))
    documented = sum(len(resource.operations) for resource in RESOURCES)
    assert len(routes) > documented
    for method, path in routes:
        if method == "OPTIONS":
            continue  # a browser's question before the request, which never carries a log-in and tells nothing
        for headers in ({}, {"Authorization": "Bearer nonsense"}):
            response = await client.request(method, path, json={"capacity_watts": 5000}, headers=headers)
            assert response.status == 401, (method, path)


async def test_who_may_only_read_changes_nothing(hass: HomeAssistant, home: StateHome, reader: Client) -> None:
    (entry,) = hass.config_entries.async_entries("solar_charging")
    (array,) = await reader.get("/solar_arrays")
    (settings,) = await reader.get("/charging_session_settings")
    await add_car(home)
    before = (dict(entry.data), entry.runtime_data.settings)
    (car,) = await reader.get("/vehicles")
    await reader.patch(f"/vehicles/{car['id']}", {"state_of_charge_percentage": 50}, 403)
    await reader.post("/solar_arrays", {"capacity_watts": 5000}, 403)
    await reader.patch(f"/solar_arrays/{array['id']}", {"capacity_watts": 5000}, 403)
    await reader.post("/inverters", {"model": "whatever"}, 403)
    await reader.post("/generation_readings", {"total_watt_hours": 1000}, 403)
    await reader.patch(f"/charging_session_settings/{settings['id']}", {"solar_mode_type": "OFF"}, 403)
    assert (dict(entry.data), entry.runtime_data.settings) == before


async def test_every_writing_operation_is_known_to_this_test() -> None:
    writing = {
        operation.name: operation.access
        for resource in RESOURCES
        for operation in resource.operations
        if operation.body or operation.method != "get"
    }
    assert writing == {
        "correct_charging_session": Access.CONTROLLED_CHARGER,
        "set_charging_schedule": Access.CONTROLLED_CHARGER,
        "create_inverter": Access.ADMINISTRATOR,
        "create_solar_array": Access.ADMINISTRATOR,
        "delete_generation_reading": Access.ADMINISTRATOR,
        "record_generation_reading": Access.ADMINISTRATOR,
        "update_charging_session_settings": Access.ADMINISTRATOR,
        "update_solar_array": Access.ADMINISTRATOR,
        "update_vehicle": Access.ADMINISTRATOR,
    }


@pytest.mark.parametrize("method", METHODS)
async def test_what_is_not_there_is_not_found(api: Client, method: str) -> None:
    response = await api.http.request(method, f"{BASE}/nonsense/{'x' * 30}")
    assert response.status == 404


async def test_what_cannot_be_done_says_what_can(api: Client) -> None:
    response = await api.http.delete(f"{BASE}/solar_arrays")
    assert response.status == 405
    assert response.headers["Allow"] == "GET, POST"
    assert (await api.http.put(f"{BASE}/solar_array/abc")).headers["Allow"] == "GET, PATCH"


async def test_bodies_are_json_and_small(api: Client) -> None:
    url = f"{BASE}/solar_arrays"
    assert (await api.http.post(url, data=b"capacity_watts=8000")).status == 415
    json = {"Content-Type": "application/json"}
    for body in (b"", b"{", b"\xff", b"NaN", b"[" * 5000, b'{"capacity_watts": NaN}'):
        response = await api.http.post(url, data=body, headers=json)
        assert response.status == 400, body
        assert response.content_type == "application/problem+json"
    assert (await api.http.post(url, data=b" " * 100_000 + b"{}", headers=json)).status == 413
    assert await api.get("/solar_arrays") == []
    squeezed = {**json, "Content-Encoding": "deflate"}
    assert (await api.http.post(url, data=b"no deflate at all", headers=squeezed)).status == 400


async def test_an_error_of_ours_keeps_its_inner_life_to_itself(
    api: Client, home: StateHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("custom_components.solar_charging.api.resources.live_power.live_power", None)
    problem = await api.get("/live_power", 500)
    assert problem == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "instance": f"{BASE}/live_power",
    }
    assert "TypeError" in caplog.text
    caplog.clear()


async def test_while_nothing_runs_it_says_so(hass: HomeAssistant, home: StateHome, api: Client) -> None:
    (entry,) = hass.config_entries.async_entries("solar_charging")
    await hass.config_entries.async_unload(entry.entry_id)
    await api.get("/live_power", 503)
    assert (await api.get("/solar_arrays"))[0]["forecast"]["solar_watt_hours_until_midnight"] is None


async def test_before_there_is_a_home_lists_are_empty_or_say_what_is_missing(api: Client) -> None:
    for path in ("/solar_arrays", "/inverters", "/discovered_inverters", "/solar_forecasts"):
        assert await api.get(path) == []
    for path in ("/live_power", "/evses", "/charging_session_settings", "/charging_sessions"):
        assert (await api.get(path, 409))["type"].endswith("/SolarArrayRequired")


# As llhttp knows them; a method that it does not know meets no application. CONNECT names a host, no path.
UNUSUAL = (
    *(
        "TRACE",
        "COPY",
        "LOCK",
        "MKCOL",
        "MOVE",
        "PROPFIND",
        "PROPPATCH",
        "SEARCH",
        "UNLOCK",
        "BIND",
        "REBIND",
        "UNBIND",
    ),
    *("ACL", "REPORT", "MKACTIVITY", "CHECKOUT", "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PURGE"),
    *("MKCALENDAR", "LINK", "UNLINK", "SOURCE", "QUERY"),
)


async def test_an_unusual_method_is_refused_as_all_others_are(api: Client) -> None:
    for method in UNUSUAL:
        for path, status in (("/solar_arrays", 405), ("/openapi.json", 405), ("/nonsense", 404)):
            response = await api.http.request(method, BASE + path)
            assert (response.status, response.content_type) == (status, "application/problem+json"), (method, path)


async def test_a_slash_too_many_leads_nowhere(api: Client) -> None:
    for path in ("/", "//solar_arrays", "/solar_arrays/"):
        response = await api.http.get(BASE + path)
        assert (response.status, response.content_type) == (404, "application/problem+json"), path


async def test_no_answer_holds_the_host_that_a_client_names(api: Client, home: StateHome) -> None:
    """Who makes a browser or a cache ask with another host finds no link to it in what is kept."""
    host = {"Host": "attacker.example", "X-Forwarded-Host": "attacker.example", "Forwarded": "host=attacker.example"}
    paths = [one.path for resource in RESOURCES for one in resource.operations if one.method == "get"]
    first: dict[str, str] = {}
    for path in [
        "/openapi.json",
        "/nonsense",
        "/inverter_makes?page_size=1",
        *sorted(paths, key=lambda path: "{" in path),
    ]:
        collection = path.split("/")[1]
        response = await api.http.get(BASE + path.replace("{id}", first.get(collection, "x")), headers=host)
        text = await response.text()
        assert "attacker" not in text + str(response.headers), path
        found = json.loads(text)
        if isinstance(found, list) and found:
            first[collection] = found[0].get("id", "x")
    assert len(first) > 5
    created = await api.http.post(
        f"{BASE}/inverters", json={"model": (await api.get("/inverter_models"))[0]["url"]}, headers=host
    )
    assert created.headers.get("Location", BASE).startswith(BASE)
