"""What a dashboard asks over WebSocket: the home, the days ahead, a plan before it is saved, months of sessions."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from homeassistant.auth.const import GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.solar_charging.api import websocket_replay
from custom_components.solar_charging.control.replay_question import ReplayQuestion
from custom_components.solar_charging.frontend.bundle import content_hash
from tests.integration.home import DOMAIN, PV, StateHome

from .test_websocket import asked, subscribed

type Open = Callable[..., Awaitable[Any]]
REQUEST = {"ready_by_time": "07:00", "ready_by_watt_hours": 20_000}


def the_charger(found: dict[str, Any]) -> str:
    (key,) = [key for key in found if key.startswith("evse")]
    return key


async def token_of(hass: HomeAssistant, group: str) -> str:
    user = await hass.auth.async_create_user("member", group_ids=[group])
    refresh = await hass.auth.async_create_refresh_token(user, "https://example.org/")
    return hass.auth.async_create_access_token(refresh)


async def test_a_decision_has_what_a_card_counts_down_and_measures_by(home: StateHome, hass_ws_client: Open) -> None:
    whole = await subscribed(await hass_ws_client(), "decisions/subscribe")
    charger = whole[the_charger(whole)]
    assert charger["start_watts"] == 6 * 230
    assert charger["full_speed_watts"] == 16 * 230
    assert charger["car_state"] in ("CONNECTED", "CHARGING", "AWAITING", "UNKNOWN")
    assert all(isinstance(value, int | float) for value in charger["facts"].values())
    assert whole["site"]["qualities"]["grid_w"] == "LIVE"


async def test_the_home_tells_entities_by_what_they_are_also_disabled_ones(
    home: StateHome, hass_ws_client: Open
) -> None:
    found = (await asked(await hass_ws_client(), "home"))["result"]
    charger = found["chargers"][the_charger(found["chargers"])]
    registry = er.async_get(home.hass)
    assert charger["entity_ids"]["mode"] == home.ours("select", "mode")
    assert any(registry.async_get(id_).disabled_by for id_ in charger["entity_ids"].values())
    assert registry.async_get(charger["entity_ids"]["mode"]).device_id == charger["device_id"]
    assert found["frontend_hash"] == content_hash()
    assert found["history"]["generation"] == [PV]


@pytest.mark.parametrize(("group", "may"), [(GROUP_ID_USER, True), (GROUP_ID_READ_ONLY, False)])
async def test_who_may_not_control_entities_is_told_so(
    home: StateHome, hass_ws_client: Open, group: str, may: bool
) -> None:
    client = await hass_ws_client(access_token=await token_of(home.hass, group))
    found = (await asked(client, "home"))["result"]
    assert found["chargers"][the_charger(found["chargers"])]["may_control"] is may


async def test_the_days_ahead_have_a_band_and_a_load(home: StateHome, hass_ws_client: Open) -> None:
    found = (await asked(await hass_ws_client(), "forecast"))["result"]
    assert found["prices"] == []
    for period in found["periods"]:
        assert 0 <= period["low_watts"] <= period["high_watts"]
        assert period["load_watts"] > 0
    first = dt_util.parse_datetime(found["periods"][0]["start"])
    assert first == dt_util.as_utc(dt_util.start_of_local_day())


async def test_prices_are_told_where_they_are_known(home: StateHome, hass_ws_client: Open) -> None:
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(import_price=0.3))
    prices = (await asked(await hass_ws_client(), "forecast"))["result"]["prices"]
    assert {one["price"] for one in prices} == {0.3}


async def test_a_preview_plans_and_changes_nothing(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    before = entry.runtime_data.settings
    evse = the_charger((await asked(client, "home"))["result"]["chargers"])
    plan = (await asked(client, "plans/preview", evse_id=evse, request=REQUEST))["result"]
    assert plan["needed_wh"] == 20_000
    assert plan["solar_wh"] + plan["grid_wh"] + plan["missing_wh"] == pytest.approx(20_000, abs=2)
    assert entry.runtime_data.settings is before
    assert (await asked(client, "plans"))["result"] == {}


async def test_the_plan_that_was_previewed_is_the_one_that_is_made(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    found = (await asked(client, "home"))["result"]["chargers"]
    evse = the_charger(found)
    previewed = (await asked(client, "plans/preview", evse_id=evse, request=REQUEST))["result"]
    data = {"device_id": found[evse]["device_id"], "time": "07:00", "energy_kwh": 20}
    await home.hass.services.async_call(DOMAIN, "set_ready_by", data, blocking=True)
    made = (await asked(client, "plans"))["result"][evse]
    assert made["ready_by"] == previewed["ready_by"]
    assert made["grid_wh"] == pytest.approx(previewed["grid_wh"], rel=0.02)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"departure": "2020-01-01T07:00:00Z", "ready_by_watt_hours": 1000}, "future"),
        ({"ready_by_time": "07:00"}, "ready_by_percentage"),
        ({"ready_by_watt_hours": "much"}, ""),
        ({"unheard_of": 1}, ""),
    ],
)
async def test_what_cannot_be_planned_is_refused_in_words(
    home: StateHome, hass_ws_client: Open, request_: dict[str, Any], words: str
) -> None:
    client = await hass_ws_client()
    evse = the_charger((await asked(client, "home"))["result"]["chargers"])
    answer = await asked(client, "plans/preview", evse_id=evse, request=request_)
    assert not answer["success"]
    assert words in answer["error"]["message"]


async def test_a_charger_has_its_request_beside_its_car(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    whole = await subscribed(client, "chargers/subscribe")
    evse = the_charger(whole)
    assert whole[evse]["vehicle"]["name"] is None
    found = (await asked(client, "home"))["result"]["chargers"][evse]
    data = {"device_id": found["device_id"], "duration": {"minutes": 30}}
    await home.hass.services.async_call(DOMAIN, "boost", data, blocking=True)
    end = (await client.receive_json())["event"][evse]["request"]["boost_end"]
    left = dt_util.parse_datetime(end) - dt_util.utcnow()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


async def test_a_month_has_totals_that_are_its_sessions_sum(home: StateHome, hass_ws_client: Open) -> None:
    client = await hass_ws_client()
    month = dt_util.now().strftime("%Y-%m")
    found = (await asked(client, "sessions/month", month=month))["result"]
    energies = [one["energy_delivered_watt_hours"] for one in found["sessions"]]
    assert found["totals"]["energy_delivered_watt_hours"] == sum(energies)
    assert found["first_month"] == month
    empty = (await asked(client, "sessions/month", month="2020-02"))["result"]
    assert (empty["sessions"], empty["totals"]["cost"]) == ([], None)
    assert not (await asked(client, "sessions/month", month="2020-13"))["success"]
    year = (await asked(client, "sessions/year", year=month[:4]))["result"]
    assert year["totals"] == found["totals"]
    assert [one["month"] for one in year["months"]] == ([month] if energies else [])
    assert (await asked(client, "sessions/year", year="2020"))["result"]["months"] == []
    assert not (await asked(client, "sessions/year", year="20"))["success"]


@pytest.mark.parametrize("command", ["forecast", "sessions/month", "sessions/year", "plans/preview"])
async def test_nothing_is_answered_before_there_is_a_home(
    hass_without_array: HomeAssistant, hass_ws_client: Open, command: str
) -> None:
    question: dict[str, dict[str, Any]] = {
        "sessions/month": {"month": "2026-11"},
        "sessions/year": {"year": "2026"},
        "plans/preview": {"evse_id": "evse", "request": {}},
    }
    client = await hass_ws_client()
    assert not (await asked(client, command, **question.get(command, {})))["success"]
    assert (await asked(client, "home"))["result"] is None


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_mode", {"mode": "off"}),
        ("boost", {"duration": {"minutes": 30}}),
        ("set_ready_by", {"time": "07:00", "energy_kwh": 20}),
        ("clear_ready_by", {}),
        ("set_charge_limit", {"energy_kwh": 5}),
        ("set_minimum_charge", {"target_pct": 20}),
    ],
)
@pytest.mark.parametrize(("group", "may"), [(GROUP_ID_USER, True), (GROUP_ID_READ_ONLY, False)])
async def test_actions_follow_the_rights_on_the_chargers_mode(
    home: StateHome, hass_ws_client: Open, action: str, data: dict[str, Any], group: str, may: bool
) -> None:
    client = await hass_ws_client(access_token=await token_of(home.hass, group))
    found = (await asked(client, "home"))["result"]["chargers"]
    device_id = found[the_charger(found)]["device_id"]
    service_data = {"device_id": device_id, **data}
    await client.send_json_auto_id(
        {"type": "call_service", "domain": DOMAIN, "service": action, "service_data": service_data}
    )
    answer = await client.receive_json()
    assert answer["success"] is may
    assert may or answer["error"]["message"] == "Unauthorized"


async def test_a_replay_tells_how_far_it_is_and_ends_with_who_asked(
    home: StateHome, hass_ws_client: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on, ended = asyncio.Event(), asyncio.Event()

    async def answered(_home: object, _charger: str, question: ReplayQuestion, tell: Callable[[float], None]) -> object:
        try:
            for number in range(1000):
                tell(number / 1000.0)
            await going_on.wait()
        finally:
            ended.set()
        return {"days": question.days, "minute": question.ready_by and question.ready_by.minute}

    monkeypatch.setattr(websocket_replay, "async_replay", answered)
    evse = the_charger(await subscribed(await hass_ws_client(), "chargers/subscribe"))
    client = await hass_ws_client()
    assert (await asked(client, "replay", evse_id=evse, days=3, ready_by="06:30"))["success"]
    parts_done = [(await client.receive_json())["event"]["progress"]]
    while parts_done[-1] < 0.98:
        parts_done.append((await client.receive_json())["event"]["progress"])
    assert parts_done == sorted(parts_done)
    assert len(parts_done) < 110
    assert not ended.is_set()
    going_on.set()
    while "answer" not in (last := (await client.receive_json())["event"]):
        pass
    assert last["answer"] == {"days": 3, "minute": 30}
    going_on.clear()
    ended.clear()
    begun = await asked(client, "replay", evse_id=evse)
    await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": begun["id"]})
    await asyncio.wait_for(ended.wait(), 5.0)
