"""Homes whose power is measured twice, or with the battery in it: set up with one click, they add up."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy.data import async_get_manager
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from .home import CHARGER_POWER, CURRENT, SWITCH, StateHome, charger_answers
from .test_discovered import answer, until_sources

NOON, NIGHT = "2026-06-21 11:00:00+00:00", "2026-06-21 23:00:00+00:00"
KILOWATTS = {"unit_of_measurement": "kW", "device_class": "power"}
# Unique id, translation key, unit.
type Sensors = dict[str, tuple[str, str | None, str]]

POWERWALL: Sensors = {
    "sensor.mysite_solar_power": ("site_solar_instant_power", "solar_instant_power", "kW"),
    "sensor.mysite_site_power": ("site_site_instant_power", "site_instant_power", "kW"),
    "sensor.mysite_load_power": ("site_load_instant_power", "load_instant_power", "kW"),
    "sensor.mysite_battery_power": ("site_battery_instant_power", "battery_instant_power", "kW"),
    "sensor.mysite_charge": ("site_charge", "charge", "%"),
}
ENVOY: Sensors = {"sensor.envoy_production": ("121212_production", "current_power_production", "kW")}
SOLAREDGE: Sensors = {
    "sensor.inverter_power": ("7E10_ac_power", None, "W"),
    "sensor.meter_power": ("7E10_meter_6E12_ac_power", None, "W"),
    "sensor.battery_dc_power": ("7E10_battery_R155_dc_power", "dc_power", "W"),
    "sensor.battery_level": ("7E10_battery_R155_state_of_energy", "state_of_energy", "%"),
}
SUNSYNK_CLOUD: Sensors = {
    "sensor.cloud_solar": ("2211_solar_power", None, "W"),
    "sensor.cloud_grid": ("2211_grid_power", None, "W"),
    "sensor.cloud_battery": ("2211_battery_power", None, "W"),
    "sensor.cloud_load": ("2211_load_power", None, "W"),
}
SUNSYNK_LOCAL: Sensors = {
    "sensor.local_pv_power": ("ss_pv_power", None, "W"),
    "sensor.local_grid_ct_power": ("ss_grid_ct_power", None, "W"),
    "sensor.local_battery_power": ("ss_battery_power", None, "W"),
    "sensor.local_load_power": ("ss_load_power", None, "W"),
}


def register(hass: HomeAssistant, domain: str, make: str, sensors: Sensors) -> None:
    """Register one device with its sensors as its integration does."""
    entry = MockConfigEntry(domain=domain, unique_id=f"{domain} {make}")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(domain, make)}, manufacturer=make, model="Model", name=make
    )
    for entity_id, (unique_id, key, unit) in sensors.items():
        er.async_get(hass).async_get_or_create(
            "sensor", domain, unique_id, config_entry=entry, device_id=device.id, translation_key=key,
            original_device_class="battery" if unit == "%" else "power", unit_of_measurement=unit,
            suggested_object_id=entity_id.partition(".")[2],
        )  # fmt: skip


def show(home: StateHome, sensors: Sensors, *values: float | str) -> None:
    for (entity_id, (_, _, unit)), value in zip(sensors.items(), values, strict=True):
        kind = "battery" if unit == "%" else "power"
        home.state(entity_id, value, {"unit_of_measurement": unit, "device_class": kind})


async def set_up_with_one_click(hass: HomeAssistant, *, charger: bool = False) -> ConfigEntry:
    step = await until_sources(hass)
    assert step["step_id"] == "discovered"
    step = await answer(hass, step, use="detected")
    assert step["type"] is FlowResultType.CREATE_ENTRY, step
    subentries, flow_id = hass.config_entries.subentries, step["next_flow"][1]
    if charger:
        assert (await subentries.async_configure(flow_id, charger_answers()))["type"] is FlowResultType.CREATE_ENTRY
    else:
        subentries.async_abort(flow_id)
    await hass.async_block_till_done()
    entry: ConfigEntry = step["result"]
    return entry


def shown(home: StateHome, key: str) -> float:
    return home.number(home.ours("sensor", key))


async def test_a_site_whose_sun_two_gateways_measure_buys_nothing_when_its_grid_meter_goes_silent(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    register(hass, "powerwall", "Tesla", POWERWALL)
    register(hass, "enphase_envoy", "Enphase", ENVOY)
    show(home, POWERWALL, 5.0, -3.0, 2.0, 0.0, 100)
    show(home, ENVOY, 5.0)
    entry = await set_up_with_one_click(hass)
    assert entry.data["sources"]["pv_power"] == ["sensor.mysite_solar_power"]
    assert shown(home, "excess_power") == pytest.approx(3000, abs=50)
    show(home, POWERWALL, 5.0, "unavailable", 2.0, 0.0, 100)
    await hass.async_block_till_done()
    assert shown(home, "excess_power") <= 3000


async def test_with_the_grid_meter_silent_the_car_takes_no_more_than_one_roof_leaves(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    register(hass, "powerwall", "Tesla", POWERWALL)
    register(hass, "enphase_envoy", "Enphase", ENVOY)
    show(home, POWERWALL, 5.0, -3.0, 2.0, 0.0, 100)
    show(home, ENVOY, 5.0)
    await set_up_with_one_click(hass, charger=True)
    mode = {"entity_id": home.ours("select", "mode"), "option": "solar_only"}
    await hass.services.async_call("select", "select_option", mode, blocking=True)
    highest_w = 0.0
    for look in range(120):
        freezer.tick(10)
        car_w = home.number(CURRENT) * 230 if home.is_on(SWITCH) else 0.0
        highest_w = max(highest_w, car_w)
        home.power(CHARGER_POWER, car_w)
        house_kw, noise_kw = 2.0 + car_w / 1000, 0.001 * (look % 3)
        grid = house_kw - 5.0 - noise_kw if look < 30 else "unavailable"
        show(home, POWERWALL, 5.0 + noise_kw, grid, house_kw, 0.0, 100)
        show(home, ENVOY, 5.0 + noise_kw)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    # 3.0 kW are left over; twice the roof would leave 8.0 kW.
    assert 0.0 < highest_w <= 3050.0


@pytest.mark.parametrize(
    ("moment", "values", "generation_w", "load_w", "excess_w"),
    [
        # Output 1.0 kW, exporting 0.2 kW, charging 4.0 kW: the roof gives 5.0 kW.
        (NOON, (1000, 200, 4000, 50), 5000, 800, 4200),
        # Output 0.6 kW from the battery, the grid at rest.
        (NIGHT, (600, 0, -600, 50), 0, 600, None),
    ],
)
async def test_a_hybrid_whose_output_has_its_battery_in_it_is_set_right_with_one_click(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, moment: str, values: tuple[float, ...],
    generation_w: float, load_w: float, excess_w: float | None,
) -> None:  # fmt: skip
    freezer.move_to(moment)
    register(hass, "solaredge_modbus", "SolarEdge", SOLAREDGE)
    show(home, SOLAREDGE, *values)
    entry = await set_up_with_one_click(hass)
    assert entry.data["corrections"] == ["pv_with_battery"]
    assert entry.data["sign_conventions"]["sensor.battery_dc_power"] == "charge_positive"
    assert shown(home, "generation_power") == pytest.approx(generation_w, abs=1)
    assert shown(home, "house_load") == pytest.approx(load_w, abs=1)
    if excess_w is not None:
        assert shown(home, "excess_power") == pytest.approx(excess_w, abs=50)


async def test_an_inverter_seen_through_its_cloud_and_locally_counts_once(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    register(hass, "sunsynk", "Sunsynk", SUNSYNK_CLOUD)
    register(hass, "mqtt", "Deye", SUNSYNK_LOCAL)
    show(home, SUNSYNK_CLOUD, 3900, -1900, 0, 2000)
    show(home, SUNSYNK_LOCAL, 4000, -2000, 0, 2000)
    entry = await set_up_with_one_click(hass)
    assert entry.data["sources"]["pv_power"] == ["sensor.local_pv_power"]
    assert entry.data["sources"]["grid_power"] == ["sensor.local_grid_ct_power"]
    assert shown(home, "generation_power") == 4000


async def test_an_inverter_seen_twice_does_not_make_the_current_hunt(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    register(hass, "sunsynk", "Sunsynk", SUNSYNK_CLOUD)
    register(hass, "mqtt", "Deye", SUNSYNK_LOCAL)
    show(home, SUNSYNK_CLOUD, 6000, -4000, 0, 2000)
    show(home, SUNSYNK_LOCAL, 6000, -4000, 0, 2000)
    await set_up_with_one_click(hass, charger=True)
    mode = {"entity_id": home.ours("select", "mode"), "option": "solar_only"}
    await hass.services.async_call("select", "select_option", mode, blocking=True)
    currents: list[float] = []
    for look in range(150):
        freezer.tick(10)
        car_w = home.number(CURRENT) * 230 if home.is_on(SWITCH) else 0.0
        home.power(CHARGER_POWER, car_w)
        noise_w = 10 * (look % 3)
        show(home, SUNSYNK_LOCAL, 6000 + noise_w, car_w - 4000 - noise_w, 0, 2000 + car_w)
        if look % 30 == 0:
            # The cloud is five minutes behind, and shows what was before the car took its part.
            show(home, SUNSYNK_CLOUD, 6000, car_w - 4000, 0, 2000 + car_w)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        currents.append(car_w / 230)
    # 4.0 kW on one phase are 17.4 A, the charger's most is 16 A.
    assert set(currents[60:]) == {16.0}


async def test_what_is_counted_already_is_named_as_not_added(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    register(hass, "powerwall", "Tesla", POWERWALL)
    register(hass, "enphase_envoy", "Enphase", ENVOY)
    show(home, POWERWALL, 5.0, -3.0, 2.0, 0.0, 100)
    show(home, ENVOY, 5.0)
    step = await until_sources(hass)
    assert "Not added: Enphase Model" in step["description_placeholders"]["entities"]


async def test_a_device_whose_file_nobody_held_against_its_source_is_marked(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    unverified: Sensors = {"sensor.meter": ("AA:BB:CC:00:11:22-sensor-papp", "", "VA")}
    register(hass, "esphome", "Linky", unverified)
    show(home, unverified, 700)
    step = await until_sources(hass)
    assert step["description_placeholders"]["devices"] == "Linky Model (not verified yet: check its values)"
    assert "700 W" in step["description_placeholders"]["values"]
    # Nothing is taken over before its values were confirmed.
    step = await answer(hass, step, use="detected", checked=False)
    assert (step["step_id"], step["errors"]) == ("discovered", {"checked": "not_checked"})
    step = await answer(hass, step, use="detected", checked=True)
    assert step["type"] is FlowResultType.CREATE_ENTRY, step
    assert step["result"].data["sources"]["grid_import_power"] == ["sensor.meter"]


async def test_a_device_that_was_held_against_its_source_needs_no_confirmation(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    register(hass, "solaredge_modbus", "SolarEdge", SOLAREDGE)
    show(home, SOLAREDGE, 1000, 200, 4000, 50)
    step = await until_sources(hass)
    assert "checked" not in step["data_schema"].schema


@pytest.mark.parametrize("by", ["power", "counter"])
async def test_an_energy_dashboard_that_names_one_of_two_is_obeyed(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, by: str
) -> None:
    freezer.move_to(NOON)
    register(hass, "powerwall", "Tesla", POWERWALL)
    counters: Sensors = {"sensor.envoy_lifetime": ("121212_lifetime_production", "lifetime_production", "kWh")}
    register(hass, "enphase_envoy", "Enphase", {**ENVOY, **counters})
    show(home, POWERWALL, 5.0, -3.0, 2.0, 0.0, 100)
    show(home, ENVOY, 5.0)
    hass.config.components.add("energy")
    solar: dict[str, Any] = {
        "type": "solar",
        "stat_energy_from": "sensor.envoy_lifetime",
        "config_entry_solar_forecast": None,
    }
    if by == "power":
        solar["stat_rate"] = "sensor.envoy_production"
    (await async_get_manager(hass)).data = {
        "energy_sources": [solar],
        "device_consumption": [],
        "device_consumption_water": [],
    }
    entry = await set_up_with_one_click(hass)
    assert entry.data["sources"]["pv_power"] == ["sensor.envoy_production"]
    assert shown(home, "generation_power") == 5000


async def test_a_dashboard_that_knows_counters_only_gives_power_worked_out_from_them(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    counters: Sensors = {
        "sensor.sun": ("acme_sun", "sun", "kWh"),
        "sensor.bought": ("acme_bought", "bought", "kWh"),
        "sensor.sold": ("acme_sold", "sold", "kWh"),
    }
    registry, entry = er.async_get(hass), MockConfigEntry(domain="acme")
    entry.add_to_hass(hass)
    for entity_id, (unique_id, _, unit) in counters.items():
        registry.async_get_or_create(
            "sensor", "acme", unique_id, config_entry=entry, original_device_class="energy", unit_of_measurement=unit,
            suggested_object_id=entity_id.partition(".")[2],
        )  # fmt: skip
        home.state(entity_id, 1000.0, {"unit_of_measurement": unit, "device_class": "energy"})
    hass.config.components.add("energy")
    sources: list[dict[str, Any]] = [
        {"type": "solar", "stat_energy_from": "sensor.sun", "config_entry_solar_forecast": None},
        {"type": "grid", "stat_energy_from": "sensor.bought", "stat_energy_to": "sensor.sold"},
    ]
    (await async_get_manager(hass)).data = {
        "energy_sources": sources,
        "device_consumption": [],
        "device_consumption_water": [],
    }
    step = await until_sources(hass)
    assert "power worked out from this counter" in step["description_placeholders"]["entities"]
    await set_up_with_one_click(hass)
    for later_s in (60, 120):
        freezer.tick(60)
        home.state("sensor.sun", 1000.0 + later_s / 600, {"unit_of_measurement": "kWh", "device_class": "energy"})
        home.state("sensor.sold", 1000.0 + later_s / 900, {"unit_of_measurement": "kWh", "device_class": "energy"})
        home.state("sensor.bought", 1000.0 + later_s / 1e6, {"unit_of_measurement": "kWh", "device_class": "energy"})
        await hass.async_block_till_done()
    assert shown(home, "generation_power") == pytest.approx(6000, abs=10)
