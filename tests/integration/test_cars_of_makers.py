"""Cars of their makers' integrations: each gets a device linked to theirs, with values in the right units.

Core's integrations run for real, against clouds of our own: Tesla's always, the others where their clients are installed.
"""

import pytest
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import METRIC_SYSTEM, US_CUSTOMARY_SYSTEM, UnitSystem

from .car_clouds import VIN, CarCloud, Renault, Skoda, Volvo
from .home import StateHome
from .teslas import VIN as VIN_OF_TESLA
from .teslas import TeslaFleet
from .test_cars import add_car

FIELDS = ("soc_entity", "limit_entity", "plug_entity", "location_entity", "odometer_entity", "range_entity")


async def offered(home: StateHome, entry: ConfigEntry) -> dict[str, list[str]]:
    """Return what the car's form offers, by field."""
    form = await home.hass.config_entries.subentries.async_init((entry.entry_id, "car"), context={"source": "user"})
    fields = form["data_schema"].schema
    found = {**fields, **fields["advanced"].schema.schema}
    home.hass.config_entries.subentries.async_abort(form["flow_id"])
    return {field: [option["value"] for option in found[field].config["options"]] for field in FIELDS}


async def add(home: StateHome, entry: ConfigEntry, answers: dict[str, str]) -> str:
    """Add the car by what its integration has, as the form offers it. Returns its id."""
    # Of all that it has the right one comes first.
    choices = await offered(home, entry)
    assert {field: choices[field][0] for field in answers} == answers
    soc_entity = answers["soc_entity"]
    done = await add_car(
        home, soc_entity=soc_entity, advanced={key: one for key, one in answers.items() if key != "soc_entity"}
    )
    assert not done.get("errors"), done
    await home.hass.async_block_till_done(wait_background_tasks=True)
    (car_id,) = entry.runtime_data.cars.cars
    entry.runtime_data.async_step()
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return str(car_id)


def check(home: StateHome, entry: ConfigEntry, car_id: str, device_id: str | None) -> None:
    """Look at what is read of it, and at what its device shows."""
    hass, registry = home.hass, er.async_get(home.hass)
    readings = entry.runtime_data.cars.readings(car_id)
    assert readings.soc_pct == 62
    assert readings.odometer_km == pytest.approx(1609, abs=0.5)
    assert readings.range_km == pytest.approx(290, abs=0.5)
    for key, value in {"state_of_charge_of_car": 62, "charged_energy_of_car": 0, "solar_range_today_of_car": 0}.items():
        entity = registry.async_get(registry.async_get_entity_id("sensor", "solar_charging", f"{car_id}_{key}"))
        device = dr.async_get(hass).async_get(entity.device_id)
        assert (device.name, device.via_device_id) == ("Zoe", device_id)
        assert float(hass.states.get(entity.entity_id).state) == value, key


@pytest.mark.usefixtures("everything_enabled")
async def test_a_tesla(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await TeslaFleet().set_up(hass, monkeypatch)
    registry = er.async_get(hass)
    answers = {
        field: registry.async_get_entity_id(domain, "tesla_fleet", f"{VIN_OF_TESLA}-{key}") or ""
        for field, domain, key in (
            ("soc_entity", "sensor", "charge_state_battery_level"),
            ("odometer_entity", "sensor", "vehicle_state_odometer"),
            ("range_entity", "sensor", "charge_state_battery_range"),
            ("location_entity", "device_tracker", "location"),
            ("limit_entity", "number", "charge_state_charge_limit_soc"),
        )
    }
    car_id = await add(home, entry, answers)
    check(home, entry, car_id, registry.async_get(answers["soc_entity"]).device_id)
    readings = entry.runtime_data.cars.readings(car_id)
    assert (readings.limit_pct, readings.is_home) == (float(hass.states.get(answers["limit_entity"]).state), True)


@pytest.mark.usefixtures("everything_enabled")
@pytest.mark.parametrize(
    ("kind", "units"),
    [(Renault, METRIC_SYSTEM), (Volvo, US_CUSTOMARY_SYSTEM), (Skoda, METRIC_SYSTEM)],
    ids=["renault", "volvo, in miles", "skoda"],
)
async def test_a_car_of_another_maker(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[CarCloud],
    units: UnitSystem,
) -> None:
    if not kind.is_installed():
        pytest.skip(f"{kind.library} is not installed")
    hass.config.units = units
    car, registry = kind(), er.async_get(hass)
    cloud = await car.set_up(hass, monkeypatch)
    answers = {
        field: registry.async_get_entity_id(domain, car.domain, f"{VIN.lower()}_{key}")
        or registry.async_get_entity_id(domain, car.domain, f"{VIN}_{key}")
        or key
        for field, (domain, key) in car.entities.items()
    }
    if units is US_CUSTOMARY_SYSTEM:
        assert hass.states.get(answers["odometer_entity"]).attributes["unit_of_measurement"] == "mi"
    car_id = await add(home, entry, answers)
    check(home, entry, car_id, registry.async_get(answers["soc_entity"]).device_id)
    cars = entry.runtime_data.cars
    readings, has_location = cars.readings(car_id), "location_entity" in answers
    assert (readings.is_plugged, readings.limit_pct) == (True, car.limit_pct)
    assert readings.is_home is (True if has_location else None)
    # Away, and its cloud has lost what it knew of the battery.
    car.plug, car.is_home, car.soc_pct = car.unplugged, False, None
    assert await hass.config_entries.async_reload(cloud.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(answers["soc_entity"]).state in ("unknown", "unavailable")
    entry.runtime_data.async_step()
    readings = cars.readings(car_id)
    assert (readings.is_plugged, readings.soc_pct) == (False, None)
    assert readings.is_home is (False if has_location else None)
    # It is known as it was told last.
    assert cars.soc_pct(car_id) == 62
