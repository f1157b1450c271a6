"""What a user finds on the devices' pages."""

from types import MappingProxyType

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.number import NumberEntity
from homeassistant.components.select import SelectEntity
from homeassistant.components.time import TimeEntity
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import EntityCategory
from homeassistant.helpers.entity_platform import async_get_platforms

from custom_components.solar_charging.entity import SolarChargingEntity

from .home import BATTERY, BATTERY_SOC, DOMAIN, GRID, PV, StateHome
from .test_cars import add_car

MOST_ENABLED = 27


@pytest.fixture
async def entities(hass: HomeAssistant, home: StateHome) -> list[er.RegistryEntry]:
    """Return our entities of a home with everything: inverter, meter, battery, one charger."""
    await home.plug_in_devices()
    everything = {"pv_power": [PV], "grid_power": GRID, "battery_power": BATTERY, "battery_soc": BATTERY_SOC}
    entry = await home.set_up(sources=everything)
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


@pytest.mark.quality_rule("entity-disabled-by-default")
async def test_no_more_entities_than_a_person_can_look_through(entities: list[er.RegistryEntry]) -> None:
    enabled = [entity for entity in entities if not entity.disabled]
    assert len(enabled) <= MOST_ENABLED
    assert any(entity.disabled for entity in entities)


@pytest.mark.quality_rule("entity-unique-id")
@pytest.mark.quality_rule("has-entity-name")
@pytest.mark.quality_rule("entity-translations")
async def test_every_entity_has_a_translated_name_of_its_own(entities: list[er.RegistryEntry]) -> None:
    assert len({entity.unique_id for entity in entities}) == len(entities)
    for entity in entities:
        assert entity.has_entity_name
        assert entity.translation_key
        assert entity.original_name, entity.entity_id


@pytest.mark.quality_rule("entity-category")
@pytest.mark.quality_rule("entity-device-class")
async def test_settings_are_settings_and_powers_are_powers(
    hass: HomeAssistant, entities: list[er.RegistryEntry]
) -> None:
    for entity in entities:
        if entity.domain == "number":
            assert entity.entity_category is EntityCategory.CONFIG
        if entity.unit_of_measurement in ("W", "A", "Wh"):
            assert entity.original_device_class in ("power", "current", "energy"), entity.entity_id


@pytest.mark.quality_rule("devices")
async def test_one_device_for_the_home_and_one_for_each_charger(
    hass: HomeAssistant, entities: list[er.RegistryEntry]
) -> None:
    devices = dr.async_get(hass)
    names = {device.name for entity in entities if (device := devices.async_get(entity.device_id))}
    assert names == {"Solar Charging", "Garage"}


@pytest.mark.quality_rule("stale-devices")
async def test_a_charger_that_is_removed_takes_its_device_along(
    hass: HomeAssistant, home: StateHome, entities: list[er.RegistryEntry]
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    (charger,) = entry.get_subentries_of_type("charger")
    hass.config_entries.async_remove_subentry(entry, charger.subentry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    names = [device.name for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)]
    assert names == ["Solar Charging"]
    assert entry.runtime_data.site.chargers == ()


@pytest.mark.quality_rule("runtime-data")
@pytest.mark.quality_rule("config-entry-unloading")
async def test_unloading_leaves_nothing_running(
    hass: HomeAssistant, home: StateHome, entities: list[er.RegistryEntry]
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    coordinator = entry.runtime_data
    before = coordinator.data
    assert await hass.config_entries.async_unload(entry.entry_id)
    home.power(GRID, -9999)
    await hass.async_block_till_done()
    assert coordinator.data is before
    assert DOMAIN not in hass.data


@pytest.mark.quality_rule("docs-removal-instructions")
async def test_removing_it_forgets_everything(
    hass: HomeAssistant, hass_storage: dict[str, object], entities: list[er.RegistryEntry]
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)
    assert f"{DOMAIN}.{entry.entry_id}" in hass_storage
    await hass.config_entries.async_remove(entry.entry_id)
    assert not [key for key in hass_storage if entry.entry_id in key]


@pytest.mark.quality_rule("diagnostics")
async def test_diagnostics_tell_everything_but_the_place(hass: HomeAssistant, entities: list[er.RegistryEntry]) -> None:
    from custom_components.solar_charging.diagnostics import (  # noqa: PLC0415  needs Home Assistant's http packages
        async_get_config_entry_diagnostics,
    )

    (entry,) = hass.config_entries.async_entries(DOMAIN)
    found = await async_get_config_entry_diagnostics(hass, entry)
    (grid,) = found["entry"]["sources"]["grid_power"]
    assert grid.startswith("sensor.entity_")
    assert found["decision"]["site"]["source"] == "grid_meter"
    assert found["settings"]["chargers"] == {}
    text = str(found)
    assert "52.52" not in text
    assert "13.405" not in text


async def test_renamed_entities_are_followed_without_a_gap(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    registry = er.async_get(hass)
    meter = registry.async_get_or_create("sensor", "meter", "1", suggested_object_id="grid_power")
    await home.plug_in_devices()
    entry = await home.set_up()
    registry.async_update_entity(meter.entity_id, new_entity_id="sensor.house_meter")
    await hass.async_block_till_done()
    assert entry.data["sources"]["grid_power"] == ["sensor.house_meter"]
    assert entry.state is ConfigEntryState.LOADED
    freezer.tick(31)
    home.power("sensor.house_meter", -3000)
    await hass.async_block_till_done()
    assert home.number(home.ours("sensor", "excess_power")) == 3000


async def test_a_subentry_of_an_unknown_kind_does_no_harm(hass: HomeAssistant, home: StateHome) -> None:
    from homeassistant.config_entries import ConfigSubentry  # noqa: PLC0415  only here

    entry = await home.set_up(charger=False, sources={})
    stranger = ConfigSubentry(data=MappingProxyType({}), subentry_type="car", title="?", unique_id=None)
    hass.config_entries.async_add_subentry(entry, stranger)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_what_a_step_has_just_set_up_is_shown(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up()

    def is_shown(platform: str, key: str) -> bool:
        entries = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        return any(one.domain == platform and one.unique_id.endswith(f"_{key}") and not one.disabled for one in entries)

    for platform, key in (
        ("sensor", "reason"),
        ("sensor", "plan"),
        ("sensor", "charging_power"),
        ("sensor", "session_energy"),
        ("time", "ready_by"),
        ("number", "boost_duration"),
    ):
        assert is_shown(platform, key), key
    assert not is_shown("number", "ready_by_soc")
    flow = hass.config_entries.subentries
    form = await flow.async_init((entry.entry_id, "car"), context={"source": "user"})
    await flow.async_configure(form["flow_id"], {"name": "Zoe", "battery_kwh": 50})
    await hass.async_block_till_done(wait_background_tasks=True)
    for platform, key in (("sensor", "state_of_charge"), ("number", "ready_by_soc"), ("number", "entered_soc")):
        assert is_shown(platform, key), key
    assert hass.states.get(home.ours("sensor", "plan")).state == "No plan"


async def test_what_few_people_use_is_disabled_and_leaves_no_row(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    await home.set_up()
    await add_car(home)
    registry = er.async_get(hass)
    found = {one.unique_id.partition("_")[2]: one for one in registry.entities.values() if one.platform == DOMAIN}
    own = [key for key in found if key.startswith("own_")]
    assert len(own) == 5
    for key in (*own, "charging_forecast", "suggest_departures", "ready_by_days", "departure_calendar"):
        assert found[key].disabled_by is er.RegistryEntryDisabler.INTEGRATION, key
        assert hass.states.get(found[key].entity_id) is None


def _other(entity: SolarChargingEntity) -> tuple[str, dict[str, object]]:
    """Return the action, and its data, that gives a setting another value than it has."""
    match entity:
        case NumberEntity():
            value = entity.native_min_value if entity.value == entity.native_max_value else entity.native_max_value
            return "set_value", {"value": value}
        case SelectEntity():
            return "select_option", {"option": next(one for one in entity.options if one != entity.current_option)}
        case TimeEntity():
            return "set_value", {"time": "06:45:00"}
    return "toggle", {}


async def test_every_setting_shows_a_change_at_once(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up(sources={"pv_power": [PV], "grid_power": GRID, "battery_soc": BATTERY_SOC})
    await add_car(home)
    registry = er.async_get(hass)
    for one in er.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_update_entity(one.entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    ours = [entity for platform in async_get_platforms(hass, DOMAIN) for entity in platform.entities.values()]
    settings = [entity for entity in ours if isinstance(entity, SolarChargingEntity) and entity._shows_settings_alone]
    assert len(settings) > 20
    for entity in settings:
        before = hass.states.get(entity.entity_id)
        action, data = _other(entity)
        await hass.services.async_call(
            entity.platform.domain, action, {"entity_id": entity.entity_id, **data}, blocking=True
        )
        after = hass.states.get(entity.entity_id)
        assert before
        assert after
        assert after.state != before.state, entity.entity_id
