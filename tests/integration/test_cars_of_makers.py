"""Cars of their makers' integrations: each gets a device linked to theirs, with values in the right units.

Tesla's integration runs for real against a cloud of our own. Of the others, what their descriptions in Home Assistant's
core register and show is replayed: their clients are not among the packages of these tests.
"""

from dataclasses import dataclass

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .home import StateHome
from .teslas import VIN, TeslaFleet
from .test_cars import add_car


@dataclass(frozen=True)
class Shown:
    """An entity as its integration registers it, and what it shows."""

    domain: str
    key: str
    state: str
    unit: str | None = None
    device_class: str | None = None


# By the field of the car's form.
RENAULT = {
    "soc_entity": Shown("sensor", "battery_level", "62", "%", "battery"),
    "odometer_entity": Shown("sensor", "mileage", "1609", "km", "distance"),
    "range_entity": Shown("sensor", "battery_autonomy", "290", "km", "distance"),
    "plug_entity": Shown("binary_sensor", "plugged_in", "on", None, "plug"),
    "location_entity": Shown("device_tracker", "location", "home"),
}
# Shown in miles, as to someone in Britain.
VOLVO = {
    "soc_entity": Shown("sensor", "battery_charge_level", "62", "%", "battery"),
    "odometer_entity": Shown("sensor", "odometer", "1000", "mi", "distance"),
    "range_entity": Shown("sensor", "distance_to_empty_battery", "180.2", "mi", "distance"),
    "plug_entity": Shown("sensor", "charger_connection_status", "connected", None, "enum"),
    "location_entity": Shown("device_tracker", "location", "home"),
    "limit_entity": Shown("sensor", "target_battery_charge_level", "80", "%", "battery"),
}
SKODA = {
    "soc_entity": Shown("sensor", "battery_percentage", "62", "%", "battery"),
    "odometer_entity": Shown("sensor", "mileage", "1609", "km", "distance"),
    "range_entity": Shown("sensor", "remaining_electric_range", "290", "km", "distance"),
    "plug_entity": Shown("sensor", "charging_state", "ready_for_charging", None, "enum"),
}


async def check(home: StateHome, entry: ConfigEntry, device_id: str | None, answers: dict[str, str]) -> None:
    """Add the car and look at what is read of it, and at what its device shows."""
    hass = home.hass
    soc_entity = answers.pop("soc_entity")
    done = await add_car(home, soc_entity=soc_entity, advanced=answers)
    assert not done.get("errors"), done
    await hass.async_block_till_done(wait_background_tasks=True)
    cars = entry.runtime_data.cars
    (car_id,) = cars.cars
    entry.runtime_data.async_step()
    await hass.async_block_till_done(wait_background_tasks=True)
    readings = cars.readings(car_id)
    assert (readings.soc_pct, round(readings.odometer_km)) == (62, 1609)
    assert readings.range_km == pytest.approx(290, abs=1)
    registry = er.async_get(hass)
    for key, value in {"state_of_charge_of_car": 62, "charged_energy_of_car": 0, "solar_range_today_of_car": 0}.items():
        entity = registry.async_get(registry.async_get_entity_id("sensor", "solar_charging", f"{car_id}_{key}"))
        device = dr.async_get(hass).async_get(entity.device_id)
        assert (device.name, device.via_device_id) == ("Zoe", device_id)
        state = hass.states.get(entity.entity_id)
        assert float(state.state) == value, key


@pytest.mark.usefixtures("everything_enabled")
async def test_a_tesla_of_the_real_integration(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await TeslaFleet().set_up(hass, monkeypatch)
    registry = er.async_get(hass)
    answers = {
        field: registry.async_get_entity_id(domain, "tesla_fleet", f"{VIN}-{key}") or ""
        for field, domain, key in (
            ("soc_entity", "sensor", "charge_state_battery_level"),
            ("odometer_entity", "sensor", "vehicle_state_odometer"),
            ("range_entity", "sensor", "charge_state_battery_range"),
            ("location_entity", "device_tracker", "location"),
            ("limit_entity", "number", "charge_state_charge_limit_soc"),
        )
    }
    device_id = registry.async_get(answers["soc_entity"]).device_id
    limit_entity = answers["limit_entity"]
    await check(home, entry, device_id, answers)
    (car_id,) = entry.runtime_data.cars.cars
    readings = entry.runtime_data.cars.readings(car_id)
    assert (readings.limit_pct, readings.is_home) == (float(hass.states.get(limit_entity).state), True)


@pytest.mark.parametrize(
    ("maker", "entities"),
    [("renault", RENAULT), ("volvo", VOLVO), ("skoda", SKODA)],
    ids=["renault", "volvo", "skoda"],
)
async def test_a_car_of_another_maker(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    maker: str,
    entities: dict[str, Shown],
) -> None:
    cloud = MockConfigEntry(domain=maker)
    cloud.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=cloud.entry_id, identifiers={(maker, "vin")})
    answers = {}
    for field, one in entities.items():
        made = er.async_get(hass).async_get_or_create(
            one.domain, maker, f"vin_{one.key}", config_entry=cloud, device_id=device.id,
            original_device_class=one.device_class, unit_of_measurement=one.unit,
        )  # fmt: skip
        attributes = {"unit_of_measurement": one.unit, "device_class": one.device_class}
        home.state(made.entity_id, one.state, {key: value for key, value in attributes.items() if value})
        answers[field] = made.entity_id
    await check(home, entry, device.id, dict(answers))
    (car_id,) = entry.runtime_data.cars.cars
    readings = entry.runtime_data.cars.readings(car_id)
    assert readings.is_plugged
    assert readings.limit_pct == (80 if maker == "volvo" else None)
    gone = {"renault": "off", "volvo": "disconnected", "skoda": "connect_cable"}[maker]
    home.state(answers["plug_entity"], gone, dict(hass.states.get(answers["plug_entity"]).attributes))
    entry.runtime_data.async_step()
    assert entry.runtime_data.cars.readings(car_id).is_plugged is False
