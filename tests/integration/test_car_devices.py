"""Each car is a device of its own: how full, where, what it was charged with, wherever it is."""

from datetime import UTC, datetime

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import METRIC_SYSTEM, US_CUSTOMARY_SYSTEM
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.sensor.car import CAR_SENSORS, CarSensor

from .home import CHARGER_POWER, DOMAIN, STATUS, StateHome
from .test_cars import add_car
from .test_charging import NOON, surplus_of
from .test_corrected_sessions import unplug

SOC, PLUG, PLACE, ODOMETER, RANGE = (
    "sensor.zoe_battery", "binary_sensor.zoe_plug", "device_tracker.zoe", "sensor.zoe_odometer", "sensor.zoe_range"
)  # fmt: skip


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> ConfigEntry:
    """Return a home with a car that has a device of its own integration, is at home and plugged in."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    made = er.async_get(hass).async_get_or_create("sensor", "renault", "zoe_soc", suggested_object_id="zoe_battery")
    cloud = ConfigEntryOfCar(hass)
    er.async_get(hass).async_update_entity(made.entity_id, device_id=cloud.device.id)
    home.state(SOC, 40, {"unit_of_measurement": "%", "device_class": "battery"})
    home.state(ODOMETER, 12_000, {"unit_of_measurement": "km", "device_class": "distance"})
    home.state(RANGE, 120, {"unit_of_measurement": "km", "device_class": "distance"})
    home.state(PLUG, "on", {"device_class": "plug"})
    home.state(PLACE, "home")
    home.state("person.anna", "home", {"friendly_name": "Anna", "id": "anna-id"})
    advanced = {
        "plug_entity": PLUG,
        "location_entity": PLACE,
        "odometer_entity": ODOMETER,
        "range_entity": RANGE,
        "driver": "person.anna",
    }
    done = await add_car(home, soc_entity=SOC, advanced=advanced)
    assert "errors" not in done or not done["errors"], done
    await surplus_of(home, freezer, 0, 10)
    return entry


class ConfigEntryOfCar:
    """The car's own integration, as far as a device needs one."""

    def __init__(self, hass: HomeAssistant) -> None:
        entry = MockConfigEntry(domain="renault")
        entry.add_to_hass(hass)
        self.device = dr.async_get(hass).async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={("renault", "zoe")}, name="ZOE", manufacturer="Renault"
        )


def value(home: StateHome, key: str) -> str:
    state = home.hass.states.get(home.ours("sensor", f"{key}_of_car"))
    assert state is not None, key
    return state.state


async def test_a_home_in_miles_has_costs_and_consumption_by_the_mile(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry
) -> None:
    coordinator = running.runtime_data
    (car,) = coordinator.cars.cars.values()
    coordinator.cars.saved(car.id).consumption.cost_per_100_km = 5.0
    cost, consumption = (
        next(one for one in CAR_SENSORS if one.key == f"{key}_of_car") for key in ("cost_per_100_km", "consumption")
    )
    currency = hass.config.currency
    for units, unit, name, value, usage in (
        (METRIC_SYSTEM, "km", "cost_per_100_km", 5.0, None),
        (US_CUSTOMARY_SYSTEM, "mi", "cost_per_100_mi", pytest.approx(8.05, abs=0.01), "mi/kWh"),
    ):
        hass.config.units = units
        shown = CarSensor(coordinator, cost, car)
        assert (shown.native_unit_of_measurement, shown.translation_key) == (f"{currency}/100 {unit}", name)
        assert shown._value() == value
        assert CarSensor(coordinator, consumption, car).suggested_unit_of_measurement == usage
    await hass.config_entries.async_unload(running.entry_id)


async def leave(home: StateHome, freezer: FrozenDateTimeFactory) -> None:
    home.state(PLUG, "off")
    home.power(CHARGER_POWER, 0)
    await unplug(home, freezer)
    home.state(PLACE, "not_home")
    await wait(home, freezer, 90)


async def wait(home: StateHome, freezer: FrozenDateTimeFactory, seconds: int) -> None:
    """Let time pass with nothing plugged in."""
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    for _ in range(seconds // 30):
        freezer.tick(30)
        entry.runtime_data.async_step()
        await home.hass.async_block_till_done(wait_background_tasks=True)


async def test_a_car_has_a_device_linked_to_that_of_its_own_integration(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry
) -> None:
    entity = er.async_get(hass).async_get(home.ours("sensor", "state_of_charge_of_car"))
    assert entity is not None
    device = dr.async_get(hass).async_get(entity.device_id)
    assert device is not None
    assert device.name == "Zoe"
    assert device.via_device_id == er.async_get(hass).async_get(SOC).device_id
    assert entity.config_subentry_id in running.subentries
    await hass.config_entries.async_unload(running.entry_id)


@pytest.mark.usefixtures("everything_enabled")
async def test_what_it_is_charged_with_is_its_own_and_goes_with_it(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, running: ConfigEntry
) -> None:
    assert (value(home, "location"), value(home, "state_of_charge")) == ("Garage", "40.0")
    await surplus_of(home, freezer, 2600, 3600)
    charged_kwh = float(value(home, "charged_energy"))
    assert float(value(home, "charging_power")) > 2000
    (charger,) = running.runtime_data.site.chargers
    assert charged_kwh == pytest.approx(
        running.runtime_data.sessions.ledger(charger.id).totals.energy_wh / 1000, abs=0.1
    )
    assert charged_kwh > 1.0
    assert float(value(home, "solar_energy")) == pytest.approx(charged_kwh, abs=0.2)
    assert float(value(home, "solar_range_today")) > 3
    await leave(home, freezer)
    assert (value(home, "location"), value(home, "charging_power")) == ("away", "0")
    # Until it reports, it has what it left with.
    left_with = float(value(home, "state_of_charge"))
    assert left_with == pytest.approx(40 + charged_kwh * 0.9 / 50 * 100, abs=1.0)
    as_of = hass.states.get(home.ours("sensor", "state_of_charge_of_car")).attributes["as_of"]
    age_s = datetime.now(UTC).timestamp() - datetime.fromisoformat(as_of).timestamp()
    assert 60 <= age_s <= 600
    answer = await hass.services.async_call(DOMAIN, "get_sessions", {}, blocking=True, return_response=True)
    (session,) = answer["sessions"]
    assert (session["vehicle"], session["driver"]) == ("Zoe", "Anna")
    # Its cloud has lost it for a minute, which is neither driven nor charged.
    for pct in (0, 40):
        home.state(SOC, pct)
        await wait(home, freezer, 60)
    assert float(value(home, "state_of_charge")) == pytest.approx(left_with, abs=0.1)
    # It charges at work: seen, and counted apart.
    for pct in (60, 70):
        home.state(SOC, pct)
        await wait(home, freezer, 420)
    assert float(value(home, "energy_elsewhere")) == pytest.approx((70 - left_with) / 100 * 50, abs=0.3)
    assert float(value(home, "charged_energy")) == pytest.approx(charged_kwh, abs=0.05)
    # And drives home.
    home.state(SOC, 30)
    home.state(ODOMETER, 12_150)
    await wait(home, freezer, 420)
    assert float(value(home, "consumption")) > 5
    await hass.config_entries.async_unload(running.entry_id)


async def test_a_guest_leaves_the_car_alone_and_a_restart_everything(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, running: ConfigEntry
) -> None:
    await surplus_of(home, freezer, 2600, 1800)
    await leave(home, freezer)
    before = running.runtime_data.sessions.accounts.to_dict()
    home.state(STATUS, "connected")
    await surplus_of(home, freezer, 2600, 1800)
    accounts = running.runtime_data.sessions.accounts
    car_id = next(iter(running.runtime_data.cars.cars))
    own_wh = before["accounts"][car_id]["totals"]["solar_wh"]
    assert accounts.account(car_id).totals.solar_wh == own_wh
    guest_wh = accounts.account("guest").totals.energy_wh
    assert guest_wh > 500
    await hass.config_entries.async_reload(running.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    again = running.runtime_data.sessions.accounts
    assert again.account(car_id).totals.solar_wh == pytest.approx(own_wh, abs=0.01)
    assert again.account("guest").totals.energy_wh == pytest.approx(guest_wh, abs=0.01)
    await hass.config_entries.async_unload(running.entry_id)


async def test_a_car_that_is_renamed_keeps_its_ids_and_one_that_is_removed_its_history(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, running: ConfigEntry
) -> None:
    await surplus_of(home, freezer, 2600, 900)
    car = next(sub for sub in running.subentries.values() if sub.subentry_type == "car")
    entity_id = home.ours("sensor", "charged_energy_of_car")
    hass.config_entries.async_update_subentry(running, car, title="Little one")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.ours("sensor", "charged_energy_of_car") == entity_id
    entity = er.async_get(hass).async_get(entity_id)
    assert dr.async_get(hass).async_get(entity.device_id).name == "Little one"
    # Removed while it charges: the session stays its own until it leaves.
    hass.config_entries.async_remove_subentry(running, car.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert er.async_get(hass).async_get(entity_id) is None
    await surplus_of(home, freezer, 2600, 600)
    await unplug(home, freezer)
    account = running.runtime_data.sessions.accounts.account(car.subentry_id)
    (charger,) = running.runtime_data.site.chargers
    assert account.totals.energy_wh == pytest.approx(
        running.runtime_data.sessions.ledger(charger.id).totals.energy_wh, abs=0.01
    )
    assert (account.name, account.totals.energy_wh > 500) == ("Little one", True)
    found = await hass.services.async_call(
        DOMAIN, "create_statement", {"month": NOON[:7]}, blocking=True, return_response=True
    )
    assert [one["vehicle"] for one in found["sessions"]] == ["Little one"]
    (notice,) = [one for one in hass.data["persistent_notification"].values() if "Little one" in one["message"]]
    assert "statements" in notice["message"]
    await hass.config_entries.async_unload(running.entry_id)
