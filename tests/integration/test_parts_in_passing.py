"""Adding, changing and removing a part leaves everything else as it is: no reload, nothing unavailable on the way."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from .home import DOMAIN, StateHome, charger_answers

PARTS: dict[str, list[dict[str, Any]]] = {
    "charger": [{"charger": "manual"},
                charger_answers(name="Drive", current_entity="input_number.drive_current", switch_entity="input_boolean.drive",
                                power_entity=None, status_entity=None)],
    "car": [{"name": "Zoe", "battery_kwh": 52}],
    "tariff": [{"next_step_id": "two_rates"},
               {"price": 0.3, "cheap_price": 0.2, "cheap_from": "22:00:00", "cheap_until": "06:00:00",
                "cheap_weekends": False}],
    "plane": [{"capacity_w": 3000, "tilt_deg": 30, "azimuth_deg": 90}],
}  # fmt: skip


async def add(hass: HomeAssistant, entry: ConfigEntry, kind: str) -> None:
    flow = hass.config_entries.subentries
    step = await flow.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    for answers in PARTS[kind]:
        step = await flow.async_configure(step["flow_id"], answers)
    assert step["type"] == "create_entry", step
    await hass.async_block_till_done()


@pytest.fixture
async def charging_home(hass: HomeAssistant, home: StateHome) -> ConfigEntry:
    number = {"min": 6, "max": 16, "step": 1, "initial": 6, "unit_of_measurement": "A"}
    numbers, switches = {"charger_current": number, "drive_current": number}, {"charger": {}, "drive": {}}
    assert await async_setup_component(hass, "input_number", {"input_number": numbers})
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": switches})
    await home.plug_in_devices()
    return await home.set_up()


@pytest.fixture
def gaps(hass: HomeAssistant) -> list[str]:
    """Return which of our entities were unavailable, or gone, at any moment from now on."""
    found: list[str] = []

    def seen(event: Event) -> None:
        entity = er.async_get(hass).async_get(event.data["entity_id"])
        new = event.data["new_state"]
        if entity and entity.platform == DOMAIN and (new is None or new.state == STATE_UNAVAILABLE):
            found.append(entity.entity_id)

    hass.bus.async_listen(EVENT_STATE_CHANGED, seen)
    return found


@pytest.mark.parametrize("kind", PARTS)
async def test_a_part_is_added_changed_and_removed_in_passing(
    hass: HomeAssistant,
    charging_home: ConfigEntry,
    gaps: list[str],
    freezer: FrozenDateTimeFactory,
    kind: str,
) -> None:
    coordinator = charging_home.runtime_data
    there = {one.entity_id for one in er.async_entries_for_config_entry(er.async_get(hass), charging_home.entry_id)}
    await add(hass, charging_home, kind)
    (part, *_) = reversed(charging_home.get_subentries_of_type(kind))
    # Home Assistant reloads half a minute after an entity was enabled; nobody enabled one here.
    freezer.tick(timedelta(seconds=35))
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done()
    hass.config_entries.async_update_subentry(charging_home, part, title="Another name")
    await hass.async_block_till_done()
    assert charging_home.runtime_data is coordinator
    assert gaps == []
    hass.config_entries.async_remove_subentry(charging_home, part.subentry_id)
    await hass.async_block_till_done()
    assert charging_home.runtime_data is coordinator
    assert not there & set(gaps)


@pytest.mark.quality_rule("dynamic-devices")
async def test_a_new_charger_works_at_once_and_leaves_nothing_behind(
    hass: HomeAssistant, home: StateHome, charging_home: ConfigEntry
) -> None:
    await add(hass, charging_home, "charger")
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), charging_home.entry_id)
    assert "Drive" in {device.name for device in devices}
    mode = "select.drive_mode"
    await hass.services.async_call("select", "select_option", {"entity_id": mode, "option": "boost"}, blocking=True)
    await hass.async_block_till_done()
    assert home.number("input_number.drive_current") == 16
    await hass.services.async_call(
        "select", "select_option", {"entity_id": mode, "option": "solar_only"}, blocking=True
    )
    drive = charging_home.get_subentries_of_type("charger")
    (drive_id,) = [one.subentry_id for one in drive if one.title == "Drive"]
    hass.config_entries.async_remove_subentry(charging_home, drive_id)
    await hass.async_block_till_done()
    assert hass.states.get(mode) is None
    assert set(charging_home.runtime_data.home.readers) == {
        one.subentry_id for one in charging_home.get_subentries_of_type("charger")
    }
    # Left as a removed charger is: it takes nothing from the grid.
    assert not home.is_on("input_boolean.drive")


async def test_a_renamed_charger_is_renamed_everywhere(
    hass: HomeAssistant, home: StateHome, charging_home: ConfigEntry
) -> None:
    (garage,) = charging_home.get_subentries_of_type("charger")
    hass.config_entries.async_update_subentry(charging_home, garage, title="Carport")
    await hass.async_block_till_done()
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, garage.subentry_id), charging_home.entry_id)
    assert device is not None
    assert device.name == "Carport"
    assert charging_home.runtime_data.charger_name(garage.subentry_id) == "Carport"


async def test_what_a_car_makes_useful_is_shown_at_once(
    hass: HomeAssistant, home: StateHome, charging_home: ConfigEntry
) -> None:
    registry = er.async_get(hass)
    # Made before, it would have to be enabled now, and the home loaded again for it.
    assert registry.async_get("number.garage_ready_by_charge") is None
    await add(hass, charging_home, "car")
    assert hass.states.get("number.garage_ready_by_charge") is not None
    assert hass.states.get("sensor.garage_state_of_charge") is not None


async def test_new_panels_change_the_estimate_and_prices_the_tariff(
    hass: HomeAssistant, home: StateHome, charging_home: ConfigEntry
) -> None:
    coordinator = charging_home.runtime_data
    estimator = coordinator.estimator
    await add(hass, charging_home, "tariff")
    now = dt_util.utcnow()
    assert coordinator.requests.tariff(coordinator.settings, now).price in (0.2, 0.3)
    assert coordinator.estimator is estimator
    await add(hass, charging_home, "plane")
    assert coordinator.estimator is not estimator
    assert coordinator.site.array.capacity_w == 11000


async def test_a_change_of_the_home_itself_reloads_it(
    hass: HomeAssistant, home: StateHome, charging_home: ConfigEntry
) -> None:
    coordinator = charging_home.runtime_data
    context = {"source": SOURCE_RECONFIGURE, "entry_id": charging_home.entry_id}
    step = await hass.config_entries.flow.async_init(DOMAIN, context=context)
    await hass.config_entries.flow.async_configure(step["flow_id"], {"next_step_id": "array"})
    await hass.config_entries.flow.async_configure(step["flow_id"], {"capacity_w": 9000})
    await hass.async_block_till_done()
    assert charging_home.runtime_data is not coordinator
