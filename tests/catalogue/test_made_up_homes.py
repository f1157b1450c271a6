"""Homes as people have them, made up here: one inverter seen twice, several of a kind, a dashboard that names one of two or counts kWh."""

from typing import Any

import pytest

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.dump import proposal_to, snapshot_from
from custom_components.solar_charging.catalogue.loader import load_catalogue

type Home = dict[str, list[dict[str, Any]]]


def device(integration: str, maker: str, key: str, model: str = "Model", **sensors: float | None) -> Home:
    """Return a device of a config entry of its own; its sensors by translation key or the end of their unique id, in W or %."""
    ref = f"{integration}_{key}"
    return {
        "devices": [{"id": ref, "manufacturer": maker, "model": model, "name": f"{maker} {key}"}],
        "entities": [
            {
                "entity_id": f"sensor.{ref}_{name}",
                "platform": integration,
                "unique_id": f"{key}_{name}",
                "translation_key": name,
                "original_name": name.replace("_", " ").capitalize(),
                "device_class": "battery" if "soc" in name or "level" in name else "power",
                "unit": "%" if "soc" in name or "level" in name else "W",
                "config_entry_id": ref,
                "device_id": ref,
                "disabled_by": None,
                "state": str(value),
            }
            for name, value in sensors.items()
        ],
    }


def counter(integration: str, key: str, name: str) -> Home:
    """Return a counter of a device that is there already."""
    ref = f"{integration}_{key}"
    entity = {
        "entity_id": f"sensor.{ref}_{name}",
        "platform": integration,
        "unique_id": f"{key}_{name}",
        "translation_key": name,
        "original_name": name,
        "device_class": "energy",
        "unit": "kWh",
        "config_entry_id": ref,
        "device_id": ref,
        "state": "1234.5",
    }
    return {"devices": [], "entities": [entity]}


def site(*parts: Home, energy: list[dict[str, Any]] | None = None) -> dict[str, set[str]]:
    """Return the entities that are proposed for each role of the home."""
    dump = {kind: [one for part in parts for one in part[kind]] for kind in ("devices", "entities")}
    proposal = proposal_to(discover(snapshot_from({**dump, "energy": energy or []}), load_catalogue()))
    found: dict[str, set[str]] = {}
    for role, picks in proposal["site"].items():
        ids = [pick["entity_id"] for pick in picks]
        found[role] = {one.removeprefix("sensor.") for id_ in ids for one in (id_ if isinstance(id_, list) else [id_])}
    return found


SOLAREDGE = device("solaredge", "SolarEdge", "portal", current_power=4000)
SOLAREDGE_LOCAL = device("solaredge_modbus_multi", "SolarEdge", "i1", I1_ac_power=4010, I1_M1_ac_power=-2000)
GROWATT = device("growatt_local", "Growatt", "min", input_power=3000, soc=40, charge_power=0, discharge_power=0)
P1 = device("homewizard", "HomeWizard", "p1", "P1 Meter", active_power_w=-1500)
P1["devices"][0]["model_id"] = "HWE-P1"


def test_an_inverter_by_its_portal_and_by_modbus_is_one_the_quick_one() -> None:
    home = site(SOLAREDGE, SOLAREDGE_LOCAL)
    assert home["pv_power"] == {"solaredge_modbus_multi_i1_I1_ac_power"}
    assert home["grid_power"] == {"solaredge_modbus_multi_i1_I1_M1_ac_power"}


def test_a_monitor_and_the_inverter_that_it_reads_are_one_whatever_the_maker_calls_itself() -> None:
    luxpower = device("lxp_modbus", "LuxpowerTek", "barn", pv_power_total=5000)
    monitor = device("mqtt", "SolarAssistant", "sa", "SolarAssistant")
    monitor["entities"] = [
        {**one, "platform": "mqtt", "translation_key": None, "original_name": name, "entity_id": f"sensor.sa_{number}",
         "unique_id": f"sa_{number}", "config_entry_id": "mqtt_sa", "device_id": "mqtt_sa"}
        for number, name in enumerate(["PV power", "Grid power", "Battery power"])
        for one in device("mqtt", "SolarAssistant", "x", a=5010.0)["entities"]
    ]  # fmt: skip
    assert len(site(luxpower, monitor)["pv_power"]) == 1


def test_two_inverters_of_one_maker_are_two() -> None:
    other = device("growatt_local", "Growatt", "garage", input_power=1200)
    assert site(GROWATT, other)["pv_power"] == {"growatt_local_min_input_power", "growatt_local_garage_input_power"}


def test_a_logger_counts_what_it_logs_and_its_inverters_are_not_added() -> None:
    logger = device("solarlog", "Solar-Log", "log", power_ac=7000)
    inverters = [
        device("fronius", "Fronius", key, power_photovoltaics=watts) for key, watts in (("a", 4000), ("b", 3000))
    ]
    assert site(logger, *inverters)["pv_power"] == {"solarlog_log_power_ac"}


def test_a_meter_at_the_street_comes_before_the_inverters_own() -> None:
    home = site(P1, SOLAREDGE_LOCAL)
    assert home["grid_power"] == {"homewizard_p1_active_power_w"}


def test_a_dashboard_that_names_one_of_two_inverters_is_obeyed() -> None:
    other = device("fronius", "Fronius", "roof", power_photovoltaics=2000)
    home = site(GROWATT, other, energy=[{"kind": "solar", "power": "sensor.fronius_roof_power_photovoltaics"}])
    assert home["pv_power"] == {"fronius_roof_power_photovoltaics"}


@pytest.mark.parametrize("named", ["growatt_local_min_energy_total", "solaredge_portal_lifetime_energy"])
def test_a_dashboard_of_counters_leads_to_their_devices_power(named: str) -> None:
    parts = [
        GROWATT,
        counter("growatt_local", "min", "energy_total"),
        SOLAREDGE,
        counter("solaredge", "portal", "lifetime_energy"),
    ]
    home = site(*parts, energy=[{"kind": "solar", "counters": [f"sensor.{named}"]}])
    power = {
        "growatt_local_min_energy_total": "growatt_local_min_input_power",
        "solaredge_portal_lifetime_energy": "solaredge_portal_current_power",
    }
    assert home["pv_power"] == {power[named]}


def test_a_counter_without_a_power_beside_it_serves_itself() -> None:
    alone = {
        **counter("rfxtrx", "meter", "total"),
        "devices": [{"id": "rfxtrx_meter", "manufacturer": "x", "name": "x"}],
    }
    home = site(P1, alone, energy=[{"kind": "solar", "counters": ["sensor.rfxtrx_meter_total"]}])
    assert home["pv_power"] == {"rfxtrx_meter_total"}


def test_two_batteries_of_one_inverter_are_added() -> None:
    huawei = device(
        "huawei_solar", "Huawei", "sun", input_power=5000,
        storage_unit_1_charge_discharge_power=1000, storage_unit_2_charge_discharge_power=900,
        storage_unit_1_state_of_capacity=50, storage_unit_2_state_of_capacity=60,
    )  # fmt: skip
    for entity in huawei["entities"]:
        if "capacity" in entity["unique_id"]:
            entity |= {"unit": "%", "device_class": "battery"}
    home = site(huawei)
    assert home["battery_power"] == {f"huawei_solar_sun_storage_unit_{one}_charge_discharge_power" for one in (1, 2)}
    assert home["battery_soc"] == {f"huawei_solar_sun_storage_unit_{one}_state_of_capacity" for one in (1, 2)}


def test_a_plug_that_measures_is_neither_the_sun_nor_the_grid() -> None:
    plug = device("shelly", "Shelly", "plug", "Plug S", power=1500)
    plug["entities"][0] |= {"unique_id": "ABC-relay_0-power"}
    assert not {*site(plug)} & {"pv_power", "grid_power"}


def test_what_is_named_in_another_language_is_known_by_its_ids() -> None:
    dutch = device("growatt_local", "Growatt", "zolder", input_power=2500)
    dutch["entities"][0] |= {"original_name": "Opgewekt vermogen", "entity_id": "sensor.opgewekt_vermogen"}
    assert site(dutch)["pv_power"] == {"opgewekt_vermogen"}


def test_a_cloud_that_knows_more_does_not_stand_for_a_slow_inverter_at_home() -> None:
    cloud = device("solaredge", "SolarEdge", "portal", solar_power=4000, grid_power=0, storage_power=0, storage_level=5)
    assert site(cloud, SOLAREDGE_LOCAL)["pv_power"] == {"solaredge_modbus_multi_i1_I1_ac_power"}


def test_a_meter_of_the_inverters_maker_is_no_second_inverter_and_serves_where_the_inverter_has_none() -> None:
    inverter = device("sma", "SMA", "3001", "SB 5.0", **{"6100_0046C200_0": 3000, "6100_40463700_0": None})
    meter = device("pysmaplus", "SMA", "shm", absorbed=0, supplied=2100)
    for entity, name in zip(meter["entities"], ("Absorbed", "Supplied"), strict=True):
        entity |= {"translation_key": None, "original_name": f"Home Manager Metering Power {name}"}
    for entity in inverter["entities"]:
        entity |= {"translation_key": None, "unique_id": entity["unique_id"].replace("3001_", "3001-")}
    home = site(inverter, meter)
    assert home["pv_power"] == {"sma_3001_6100_0046C200_0"}
    assert home["grid_import_power"] == {"pysmaplus_shm_absorbed"}
    assert home["grid_export_power"] == {"pysmaplus_shm_supplied"}


def two_of_one_entry(integration: str, maker: str, name: str, count: str) -> Home:
    """Return two devices of one config entry, each with a power and a counter."""
    parts = [device(integration, maker, key, "Model", **{name: 2000}) for key in "ab"]
    parts += [counter(integration, key, count) for key in "ab"]
    entities = [entity | {"config_entry_id": "one"} for part in parts for entity in part["entities"]]
    return {"devices": [one for part in parts for one in part["devices"]], "entities": entities}


@pytest.mark.parametrize("named", ["a", "b", "ab"])
def test_of_two_inverters_of_one_entry_those_that_the_dashboard_counts_are_read(named: str) -> None:
    home = two_of_one_entry("huawei_solar", "Huawei", "input_power", "accumulated_yield_energy")
    energy = [{"kind": "solar", "counters": [f"sensor.huawei_solar_{key}_accumulated_yield_energy"]} for key in named]
    assert site(home, energy=energy)["pv_power"] == {f"huawei_solar_{key}_input_power" for key in named}


@pytest.mark.parametrize("named", "ab")
def test_of_two_meters_of_one_account_the_one_that_the_dashboard_counts_is_the_grids(named: str) -> None:
    home = two_of_one_entry("discovergy", "inexogy", "total_power", "total_consumption")
    energy = [{"kind": "grid", "counters": [f"sensor.discovergy_{named}_total_consumption"]}]
    assert site(home, energy=energy)["grid_power"] == {f"discovergy_{named}_total_power"}


HOUSE, HEAT_PUMP = (device("youless", "YouLess", key, active_power_w=700) for key in ("house", "heat_pump"))
BOTH = {"youless_house_active_power_w", "youless_heat_pump_active_power_w"}


@pytest.mark.parametrize("names", ["power", "counters"])
def test_a_heat_pump_with_a_meter_of_its_own_is_added_where_the_dashboard_names_both(names: str) -> None:
    parts = [HOUSE, HEAT_PUMP, *(counter("youless", key, "total") for key in ("house", "heat_pump"))]
    energy: dict[str, list[dict[str, Any]]] = {
        "power": [{"kind": "grid", "power": f"sensor.{one}"} for one in sorted(BOTH)],
        "counters": [{"kind": "grid", "counters": [f"sensor.youless_{key}_total"]} for key in ("house", "heat_pump")],
    }
    assert site(*parts, energy=energy[names])["grid_power"] == BOTH


def test_one_meter_read_by_two_integrations_is_taken_once_though_each_has_a_counter_in_the_dashboard() -> None:
    parts = [
        device("dsmr", "", "p1", current_electricity_usage=500, current_electricity_delivery=0),
        counter("dsmr", "p1", "used"),
        device("tibber", "Tibber", "pulse", power=500, power_production=0),
        counter("tibber", "pulse", "sent"),
    ]
    source = {"kind": "grid", "energy_from": "sensor.dsmr_p1_used", "energy_to": "sensor.tibber_pulse_sent"}
    home = site(*parts, energy=[source])
    assert home["grid_import_power"] == {"dsmr_p1_current_electricity_usage"}
    assert home["grid_export_power"] == {"dsmr_p1_current_electricity_delivery"}
