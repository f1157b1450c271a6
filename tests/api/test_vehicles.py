"""Cars in the API: how full each is, which charger it is at, and who says so."""

from typing import Any

import pytest

from tests.integration.home import STATUS, StateHome
from tests.integration.test_cars import SOC, add_car

from .conftest import Client


async def put(api: Client, change: dict[str, Any], status: int = 200) -> Any:
    (settings,) = await api.get("/charging_session_settings")
    return await api.patch(f"/charging_session_settings/{settings['id']}", change, status)


async def test_a_car_is_shown_with_its_charger_and_its_state_of_charge(home: StateHome, api: Client) -> None:
    assert await api.get("/vehicles") == []
    home.state(SOC, 62, {"unit_of_measurement": "%", "device_class": "battery"})
    await add_car(home, soc_entity=SOC, advanced={"max_current_a": 10})
    (car,) = await api.get("/vehicles")
    (charger,) = await api.get("/evses")
    assert (car["name"], car["battery_watt_hours"], car["maximum_current_milliamps"]) == ("Zoe", 50_000, 10_000)
    assert (car["state_of_charge_percentage"], car["state_of_charge_type"]) == (62, "REPORTED")
    assert car["charging_efficiency_percentage"] == 90
    assert car["evse"] == charger["url"]
    assert (charger["vehicle"], charger["vehicle_recognised_by"]) == (car["url"], "ONLY_ONE")
    assert charger["latest_status_log"]["state_of_charge_percentage"] == 62
    assert await api.get(f"/vehicles/{car['id']}") == car


async def test_what_the_user_reads_in_a_car_can_be_written(home: StateHome, api: Client) -> None:
    await add_car(home)
    (car,) = await api.get("/vehicles")
    assert car["state_of_charge_percentage"] is None
    changed = await api.patch(f"/vehicles/{car['id']}", {"state_of_charge_percentage": 35})
    assert (changed["state_of_charge_percentage"], changed["state_of_charge_type"]) == (35, "ENTERED")
    await api.patch(f"/vehicles/{car['id']}", {"state_of_charge_percentage": 135}, 422)
    await api.get("/vehicles/vhcl0", 404)


async def test_what_a_car_asks_for_itself_is_written_and_taken_back(home: StateHome, api: Client) -> None:
    await add_car(home)
    (car,) = await api.get("/vehicles")
    assert [value for value in car["charge_request"].values() if value] == []
    own = {"ready_by_time": "07:00", "ready_by_weekdays": ["MONDAY"], "ready_by_percentage": 80}
    path = f"/vehicles/{car['id']}"
    changed = await api.patch(path, {"charge_request": own})
    assert changed["charge_request"] == {**car["charge_request"], **own}
    assert (await api.patch(path, {"charge_request": {"ready_by_time": None}}))["charge_request"][
        "ready_by_time"
    ] is None
    problem = await api.patch(path, {"charge_request": {"ready_by_time": "25:00"}}, 422)
    assert list(problem["field_errors"]) == ["ready_by_time"]


async def test_which_car_is_here_can_be_said_and_taken_back(home: StateHome, api: Client) -> None:
    await add_car(home)
    (car,) = await api.get("/vehicles")
    for vehicle_id, shown, sign in (
        ("GUEST", None, "CHOSEN"),
        (car["id"], car["url"], "CHOSEN"),
        (None, car["url"], "ONLY_ONE"),
    ):
        assert (await put(api, {"vehicle": vehicle_id}))["vehicle"] == vehicle_id
        (charger,) = await api.get("/evses")
        assert (charger["vehicle"], charger["vehicle_recognised_by"]) == (shown, sign)


@pytest.mark.parametrize("vehicle_id", ["Zoe", "guest", "vhcl0"])
async def test_a_car_that_nobody_described_is_refused(home: StateHome, api: Client, vehicle_id: str) -> None:
    await add_car(home)
    problem = await put(api, {"vehicle": vehicle_id}, 422)
    assert "vehicle" in str(problem)


async def test_nothing_is_said_of_a_car_where_none_is(home: StateHome, api: Client) -> None:
    await add_car(home)
    home.state(STATUS, "disconnected")
    await home.hass.async_block_till_done()
    await put(api, {"vehicle": "GUEST", "solar_mode_type": "OFF"}, 422)
    (settings,) = await api.get("/charging_session_settings")
    assert settings["solar_mode_type"] == "SOLAR_ONLY"
