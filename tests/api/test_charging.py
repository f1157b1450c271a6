"""Switching solar charging on, and seeing it."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory

from tests.integration.home import GRID, PV, StateHome

from .conftest import Client


async def settings_of(api: Client) -> dict[str, object]:
    (settings,) = await api.get("/charging_session_settings")
    return settings


async def test_settings_are_the_ones_the_entities_show(home: StateHome, api: Client) -> None:
    settings = await settings_of(api)
    assert settings["solar_mode_type"] == "SOLAR_ONLY"
    assert settings["maximum_current_milliamps"] is None
    path = f"/charging_session_settings/{settings['id']}"
    changed = await api.patch(path, {"solar_mode_type": "BOOST", "maximum_current_milliamps": 10000, "priority": 3})
    assert changed["maximum_current_milliamps"] == 10000
    await home.hass.async_block_till_done()
    assert home.hass.states.get(home.ours("select", "mode")).state == "boost"
    assert home.number(home.ours("number", "max_current_a")) == 10
    assert (await api.patch(path, {"maximum_current_milliamps": None}))["maximum_current_milliamps"] is None
    assert (await settings_of(api))["solar_mode_type"] == "BOOST"


@pytest.mark.parametrize(
    "change",
    [
        {"solar_mode_type": "FAST"},
        {"solar_mode_type": "off"},
        {"solar_mode_type": None},
        {"minimum_current_milliamps": 5000},
        {"minimum_current_milliamps": 12000, "maximum_current_milliamps": 10000},
        {"priority": 11},
        {"departure": "2020-01-01T07:00:00Z", "ready_by_watt_hours": 10000},
        {"ready_by_time": "07:00"},
        {"ready_by_time": "7 o'clock", "ready_by_watt_hours": 10000},
        {"ready_by_time": "07:00", "ready_by_percentage": 80},
        {"ready_by_weekdays": ["SOMEDAY"]},
        {"boost_end": "2020-01-01T07:00:00Z"},
        {"keep_limits": None},
        {"id": "cset0"},
    ],
)
async def test_wrong_settings_change_nothing(home: StateHome, api: Client, change: dict[str, object]) -> None:
    before = await settings_of(api)
    await api.patch(f"/charging_session_settings/{before['id']}", change, 422)
    assert await settings_of(api) == before


async def test_a_boost_is_seen_at_the_charger_in_flows_and_as_a_session(home: StateHome, api: Client) -> None:
    settings = await settings_of(api)
    await api.patch(f"/charging_session_settings/{settings['id']}", {"solar_mode_type": "BOOST"})
    await home.hass.async_block_till_done()
    (charger,) = await api.get("/evses")
    assert charger["url"] == settings["evse"]
    log = (await api.get(f"/evses/{charger['id']}"))["latest_status_log"]
    assert (log["is_charging"], log["current_milliamps"], log["status"]) == (True, 16000, "boost")
    assert "16 A" in log["explanation"]


async def test_flows_add_up(home: StateHome, api: Client) -> None:
    home.power(PV, 5000)
    home.power(GRID, -1000)
    home.power("sensor.charger_power", 3000)
    await home.hass.async_block_till_done()
    power = await api.get("/live_power")
    assert power["integration_type"] == "HARDWARE"
    assert (power["home_watts"], power["evse_watts"], power["consumption_watts"]) == (1000, 3000, 4000)
    assert (power["import_watts"], power["export_watts"]) == (0, 1000)
    assert (power["solar_to_home_watts"], power["solar_to_evse_watts"], power["solar_to_grid_watts"]) == (
        1000,
        3000,
        1000,
    )
    assert power["grid_to_home_watts"] == 0


async def test_what_a_charger_without_a_power_sensor_draws_is_not_counted_as_the_house(
    home: StateHome, api: Client
) -> None:
    home.state("sensor.charger_power", "unknown")
    settings = await settings_of(api)
    await api.patch(f"/charging_session_settings/{settings['id']}", {"solar_mode_type": "BOOST"})
    home.power(PV, 4680)
    home.power(GRID, -500)
    await home.hass.async_block_till_done()
    power = await api.get("/live_power")
    assert (power["home_watts"], power["evse_watts"], power["export_watts"]) == (500, 3680, 500)


async def test_forecasts_cover_today_and_tomorrow_by_the_half_hour(home: StateHome, api: Client) -> None:
    (forecast,) = await api.get("/solar_forecasts")
    path = f"/solar_forecasts/{forecast['id']}"
    assert await api.get(path) == forecast
    logs = await api.get(f"{path}/forecast_logs", page_size=100)
    assert len(logs) in (94, 96, 98)
    assert {log["interval_seconds"] for log in logs} == {1800}
    assert 0 < max(log["forecast_watts_per_kilowatt"] for log in logs) < 1300
    later = await api.get(f"{path}/forecast_logs", page_size=100, started_at__gte=logs[40]["started_at"])
    assert [log["started_at"] for log in later] == [log["started_at"] for log in logs[40:]]
    one = await api.get(f"{path}/forecast_logs/{logs[40]['started_at']}")
    assert one["forecast_watts"] == logs[40]["forecast_watts"]
    await api.get(f"{path}/forecast_logs/2020-01-01T00:00:00Z", 404)
    for wrong in (
        "",
        "today",
        "20260621T120000Z",
        "2026-06-21T12:00:00",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
    ):
        await api.get(f"{path}/forecast_logs", 422, started_at__gte=wrong)
        await api.get("/charging_sessions", 422, started_at__lte=wrong)


@pytest.fixture
def noon(freezer: FrozenDateTimeFactory) -> None:
    """Before anybody logs in: a token of the future is none."""
    freezer.move_to("2026-06-21 11:00:00+00:00")


async def test_sessions_are_told_with_their_parts(
    noon: None, home: StateHome, api: Client, freezer: FrozenDateTimeFactory
) -> None:
    from tests.integration.test_charging import surplus_of  # noqa: PLC0415  a scenario of theirs

    await surplus_of(home, freezer, 3000, 900)
    (session,) = await api.get("/charging_sessions")
    assert session["end"] is None
    assert session["solar_energy_delivered_watt_hours"] > 100
    parts = ("solar", "battery", "grid")
    total = sum(session[f"{part}_energy_delivered_watt_hours"] for part in parts)
    assert total == pytest.approx(session["energy_delivered_watt_hours"], abs=2)
    (part,) = await api.get("/charging_sub_sessions", charging_session=session["id"])
    assert (part["mode"], part["solar_mode_type"]) == ("SMART", "SOLAR_ONLY")
    assert await api.get(f"/charging_sub_sessions/{part['id']}") == part
    expanded = await api.get(f"/charging_sessions/{session['id']}", expand="sub_sessions")
    assert expanded["sub_sessions"] == [part]
    assert await api.get("/charging_sessions", started_at__gte="2027-01-01T00:00:00Z") == []
    await api.get("/charging_sessions/cses0", 404)
    await api.get("/charging_sub_sessions/csub0", 404)


async def test_less_than_the_car_has_is_refused_with_what_it_has(
    noon: None, home: StateHome, api: Client, freezer: FrozenDateTimeFactory
) -> None:
    from tests.integration.test_charging import surplus_of  # noqa: PLC0415  a scenario of theirs

    settings = await settings_of(api)
    path = f"/charging_session_settings/{settings['id']}"
    await api.patch(path, {"solar_mode_type": "BOOST"})
    await surplus_of(home, freezer, 0, 300)
    less = {"departure": "2026-06-21T15:00:00Z", "ready_by_watt_hours": 100}
    refused = await api.patch(path, less, 422)
    assert refused["field_errors"] == {
        "ready_by_watt_hours": ["The car has already charged 302 Wh since it was plugged in."]
    }


async def test_a_car_is_planned_to_be_ready_by_half_hours(
    noon: None, home: StateHome, api: Client, freezer: FrozenDateTimeFactory, hass_ws_client: Any
) -> None:
    from tests.integration.test_charging import surplus_of  # noqa: PLC0415  a scenario of theirs

    settings = await settings_of(api)
    request = {
        "departure": "2026-06-21T15:10:00Z",
        "ready_by_watt_hours": 9000,
        "ready_by_weekdays": ["SUNDAY", "MONDAY"],
        "charge_limit_percentage": 80,
    }
    changed = await api.patch(f"/charging_session_settings/{settings['id']}", request)
    assert {name: changed[name] for name in request} == {**request, "ready_by_weekdays": ["MONDAY", "SUNDAY"]}
    await surplus_of(home, freezer, -500, 120)
    (part,) = await api.get("/charging_sub_sessions")
    intervals = await api.get(f"/charging_sub_sessions/{part['id']}/schedules")
    assert intervals[0]["started_at"] == "2026-06-21T11:00:00Z"
    assert intervals[-1]["started_at"] == "2026-06-21T15:00:00Z"
    bought = [one for one in intervals if one["schedule_type"] == "SMART"]
    assert bought
    assert all(0 < one["current_milliamps"] <= 16000 for one in bought)
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "solar_charging/plans"})
    (plan,) = (await client.receive_json())["result"].values()
    assert plan["ready_by"].startswith("2026-06-21T15:10:00")
    cleared = await api.patch(f"/charging_session_settings/{settings['id']}", {"departure": None})
    assert cleared["departure"] is None
