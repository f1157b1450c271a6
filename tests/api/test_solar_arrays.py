"""Setting up the home through the API."""

import asyncio
from datetime import timedelta

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.solar_charging.solar.reading_calibration import GenerationReading
from tests.integration.home import BERLIN, DOMAIN, StateHome

from .conftest import BASE, Client


async def test_capacity_alone_sets_up_a_home_where_home_assistants_is(
    hass_without_array: HomeAssistant, api: Client
) -> None:
    created = await api.post("/solar_arrays", {"capacity_watts": 8000})
    (entry,) = hass_without_array.config_entries.async_entries(DOMAIN)
    assert entry.state is ConfigEntryState.LOADED
    assert (entry.data["latitude"], entry.data["longitude"]) == BERLIN
    assert created["id"].startswith("solr")
    assert len(created["id"]) == 30
    assert created["capacity_watts"] == 8000
    assert created["planes"][0]["azimuth_degrees"] == 180
    assert created["inverter"] is None
    assert created["forecast"]["solar_watt_hours_until_midnight"] >= 0
    assert await api.get(f"/solar_arrays/{created['id']}") == {**created, "forecast": created["forecast"]}
    assert [one["id"] for one in await api.get("/solar_arrays")] == [created["id"]]


def record_earlier(hass: HomeAssistant, total_wh: float) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    readings = entry.runtime_data.estimator._model.readings
    readings.record(GenerationReading(dt_util.utcnow() - timedelta(days=2), total_wh))


async def test_what_the_inverters_display_shows_is_recorded_if_it_can_be(
    hass: HomeAssistant, home: StateHome, api: Client
) -> None:
    record_earlier(hass, 4_320_000)
    recorded = await api.post("/generation_readings", {"total_watt_hours": 4_321_000})
    assert recorded["total_watt_hours"] == 4_321_000
    problem = await api.post("/generation_readings", {"total_watt_hours": 432_100}, 422)
    assert list(problem["field_errors"]) == ["total_watt_hours"]


async def test_what_was_recorded_is_listed_and_a_wrong_reading_is_taken_back(
    hass: HomeAssistant, home: StateHome, api: Client, reader: Client
) -> None:
    assert await api.get("/generation_readings") == []
    record_earlier(hass, 4_321_000)
    [right] = await api.get("/generation_readings")
    wrong = await api.post("/generation_readings", {"total_watt_hours": 43_210_000})
    assert await reader.get("/generation_readings") == [wrong, right]
    path = wrong["url"].removeprefix(BASE)
    assert await reader.get(path) == wrong
    await reader.send("delete", path, None, 403, {})
    assert await api.send("delete", path, None, 200, {}) == wrong
    assert await api.get("/generation_readings") == [right]
    for method in ("get", "delete"):
        await api.send(method, path, None, 404, {})
    # Read again within a day, the last one is put right.
    for total_wh in (4_400_000, 4_330_000):
        await api.post("/generation_readings", {"total_watt_hours": total_wh})
    assert [one["total_watt_hours"] for one in await api.get("/generation_readings")] == [4_330_000, 4_321_000]


async def test_the_singular_spelling_answers_as_well(home: StateHome, api: Client) -> None:
    (array,) = await api.get("/solar_array")
    assert (await api.get(f"/solar_array/{array['id']}"))["capacity_watts"] == 8000


async def test_a_second_array_is_refused_by_name(home: StateHome, api: Client) -> None:
    problem = await api.post("/solar_arrays", {"capacity_watts": 5000}, 409)
    assert problem["type"].endswith("/problems/SolarArrayAlreadyExists")
    assert (await api.get("/solar_arrays"))[0]["capacity_watts"] == 8000
    meaning = await api.get(f"/problems/{problem['type'].rsplit('/', 1)[1]}")
    assert "plane" in meaning["title"]


async def test_of_two_arrays_at_the_same_moment_one_wins(hass_without_array: HomeAssistant, api: Client) -> None:
    answers = await asyncio.gather(
        *(api.http.post("/api/solar_charging/solar_arrays", json={"capacity_watts": 5000}) for _ in range(3))
    )
    assert sorted(answer.status for answer in answers) == [201, 409, 409]
    assert len(hass_without_array.config_entries.async_entries(DOMAIN)) == 1


async def test_without_a_home_location_a_location_is_required(hass_without_array: HomeAssistant, api: Client) -> None:
    await hass_without_array.config.async_update(latitude=52.3731339, longitude=4.8903147)
    problem = await api.post("/solar_arrays", {"capacity_watts": 8000}, 409)
    assert problem["type"].endswith("/problems/SolarLocationRequired")
    assert await api.get("/solar_arrays") == []
    body = {"capacity_watts": 8000, "location": {"latitude": 48.1, "longitude": 11.6}}
    assert (await api.post("/solar_arrays", body))["location"] == body["location"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "capacity_watts"),
        ({"capacity_watts": -1}, "capacity_watts"),
        ({"capacity_watts": 99}, "capacity_watts"),
        ({"capacity_watts": "8000"}, "capacity_watts"),
        ({"capacity_watts": True}, "capacity_watts"),
        ({"capacity_watts": None}, "capacity_watts"),
        ({"capacity_watts": 8000.5}, "capacity_watts"),
        ({"capacity_watts": 1e300}, "capacity_watts"),
        ({"capacity_watts": 8000, "tilt_degrees": 91}, "tilt_degrees"),
        ({"capacity_watts": 8000, "location": {"latitude": 91, "longitude": 0}}, "location.latitude"),
        ({"capacity_watts": 8000, "location": {"latitude": 50}}, "location.longitude"),
        ({"capacity_watts": 8000, "location": "here"}, "location"),
        ({"capacity_watts": 8000, "user": "me"}, "user"),
        ([], "body"),
        ("8000", "body"),
    ],
)
async def test_what_is_wrong_is_named(api: Client, body: object, field: str) -> None:
    problem = await api.post("/solar_arrays", body, 422)
    assert problem["type"].endswith("/problems/ValidationFailed")
    assert list(problem["field_errors"]) == [field]
    assert await api.get("/solar_arrays") == []


async def test_an_array_is_changed_in_part(home: StateHome, api: Client) -> None:
    (array,) = await api.get("/solar_arrays")
    path = f"/solar_arrays/{array['id']}"
    changed = await api.patch(path, {"capacity_watts": 9500, "tilt_degrees": 15})
    assert (changed["capacity_watts"], changed["planes"][0]["tilt_degrees"]) == (9500, 15)
    assert changed["planes"][0]["azimuth_degrees"] == 180
    assert (await api.patch(path, {"ac_limit_watts": 6000}))["ac_limit_watts"] == 6000
    assert (await api.patch(path, {"ac_limit_watts": None}))["ac_limit_watts"] is None
    assert home.hass.config_entries.async_entries(DOMAIN)[0].state is ConfigEntryState.LOADED
    await api.patch("/solar_arrays/solr00000000000000000000000000", {"capacity_watts": 9500}, 404)


async def test_the_rest_of_the_day_is_told_as_a_share_of_a_cars_battery(home: StateHome, api: Client) -> None:
    plain = (await api.get("/solar_arrays"))[0]["forecast"]
    assert plain["percent_vehicle_battery_charge_until_midnight"] is None
    forecast = (await api.get("/solar_arrays", vehicle_battery_watt_hours=60000))[0]["forecast"]
    energy_wh = forecast["solar_watt_hours_until_midnight"]
    assert forecast["percent_vehicle_battery_charge_until_midnight"] == round(energy_wh / 600)
