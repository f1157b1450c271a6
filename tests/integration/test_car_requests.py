"""A car's own plan, target and limits: set at the car, they go with it, outlive a restart and count before its charger's."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er

from custom_components.solar_charging.api.charger_details import charger_details
from custom_components.solar_charging.api.chargers import evse_id

from .home import DOMAIN, StateHome
from .test_cars import PLUG, SOC, add_car
from .test_charging import NOON, surplus_of
from .test_ready_by import act, status

pytestmark = pytest.mark.usefixtures("everything_enabled")


@pytest.fixture
async def car_id(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> str:
    """Return the car that is here, 62 % full, with a plug sensor."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    home.state(SOC, 62, {"unit_of_measurement": "%", "device_class": "battery"})
    home.state(PLUG, "on", {"device_class": "plug"})
    await add_car(home, soc_entity=SOC, advanced={"plug_entity": PLUG})
    await surplus_of(home, freezer, -500, 10)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return next(iter(entry.runtime_data.cars.cars))


async def put(home: StateHome, car_id: str, platform: str, key: str, **data: Any) -> None:
    entity_id = er.async_get(home.hass).async_get_entity_id(platform, DOMAIN, f"{car_id}_own_{key}_of_car")
    action = "select_option" if platform == "select" else "set_value"
    await home.hass.services.async_call(platform, action, {"entity_id": entity_id, **data}, blocking=True)


async def test_its_departure_and_target_count_before_the_chargers(
    hass: HomeAssistant, home: StateHome, car_id: str, freezer: FrozenDateTimeFactory
) -> None:
    await act(home, "set_ready_by", time="09:00", energy_kwh=3)
    await put(home, car_id, "time", "ready_by", time="07:00")
    await put(home, car_id, "number", "ready_by_soc", value=80)
    await put(home, car_id, "select", "ready_by_days", option="every_day")
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await surplus_of(home, freezer, -500, 10)
    plan = (await act(home, "get_plan"))["plans"]["Garage"]
    assert plan["ready_by"] == "2026-06-22T05:00:00+00:00"
    assert plan["needed_wh"] == pytest.approx(10_000, rel=0.01)
    # What the charger is set to is still its own, for whichever car comes next.
    assert hass.states.get(home.ours("time", "ready_by")).state == "09:00:00"
    home.state(PLUG, "off", {"device_class": "plug"})
    await surplus_of(home, freezer, -500, 60)
    assert (await act(home, "get_plan"))["plans"]["Garage"]["ready_by"] == "2026-06-22T07:00:00+00:00"


async def test_its_limit_ends_charging_wherever_it_is(
    home: StateHome, car_id: str, freezer: FrozenDateTimeFactory
) -> None:
    await put(home, car_id, "number", "charge_limit", value=60)
    await surplus_of(home, freezer, 3000, 300)
    assert status(home) == "limit_reached"
    await put(home, car_id, "number", "charge_limit", value=100)
    await surplus_of(home, freezer, 3000, 300)
    assert status(home) != "limit_reached"


async def test_actions_take_the_cars_device_as_well(
    hass: HomeAssistant, home: StateHome, car_id: str, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    coordinator = entry.runtime_data
    device_id = er.async_get(hass).async_get(home.ours("sensor", "location_of_car")).device_id
    charger_before = coordinator.settings.charger(coordinator.site.chargers[0].id)

    async def call(action: str, **data: Any) -> None:
        await hass.services.async_call(DOMAIN, action, {"device_id": device_id, **data}, blocking=True)

    await call("set_ready_by", time="07:00", weekdays=["mon"], target_pct=80)
    await call("set_charge_limit", target_pct=90)
    await call("set_minimum_charge", target_pct=20)
    own = coordinator.settings.car(car_id)
    assert (own.ready_by_time, own.ready_by_weekdays, own.ready_by_soc_pct) == ("07:00", (0,), 80)
    assert (own.charge_limit_pct, own.minimum_charge_pct) == (90, 20)
    await call("clear_ready_by")
    assert coordinator.settings.car(car_id).ready_by_time is None
    with pytest.raises(ServiceValidationError, match="choose its charger"):
        await call("set_ready_by", time="07:00", energy_kwh=5)
    assert coordinator.settings.charger(coordinator.site.chargers[0].id) == charger_before


async def test_the_card_has_what_counts_and_at_which_device_it_is_changed(
    hass: HomeAssistant, home: StateHome, car_id: str, hass_ws_client: Any
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    coordinator = entry.runtime_data
    (charger,) = coordinator.site.chargers
    await act(home, "set_ready_by", time="09:00", energy_kwh=3)
    await act(home, "set_charge_limit", energy_kwh=20)
    details = charger_details(coordinator, charger)
    assert (details["request"]["ready_by_time"], details["vehicle"]["own"]) == ("09:00", [])
    await put(home, car_id, "time", "ready_by", time="07:00")
    await put(home, car_id, "number", "ready_by_soc", value=80)
    await put(home, car_id, "select", "ready_by_days", option="every_day")
    details = charger_details(coordinator, charger)
    request, vehicle = details["request"], details["vehicle"]
    assert (request["ready_by_time"], request["ready_by_percentage"], request["ready_by_watt_hours"]) == (
        "07:00",
        80,
        None,
    )
    assert request["energy_limit_watt_hours"] == 20_000
    assert vehicle["own"] == ["ready_by_time", "ready_by_percentage"]
    assert vehicle["device_id"] == er.async_get(hass).async_get(home.ours("sensor", "location_of_car")).device_id
    # What is tried out counts instead of what the car has; what is not tried stays.
    client = await hass_ws_client()
    for tried, ready_by, needed_wh in (
        ({"ready_by_time": "08:00", "ready_by_percentage": 70}, "2026-06-22T06:00:00+00:00", 4444),
        ({"departure": "2026-06-22T03:00:00+00:00", "ready_by_time": None}, "2026-06-22T03:00:00+00:00", 10_000),
    ):
        data = {"type": "solar_charging/plans/preview", "evse_id": evse_id(charger), "request": tried}
        await client.send_json_auto_id(data)
        plan = (await client.receive_json())["result"]
        assert plan["ready_by"] == ready_by
        assert plan["needed_wh"] == pytest.approx(needed_wh, rel=0.01)
    assert coordinator.settings.car(car_id).ready_by_time == "07:00"
