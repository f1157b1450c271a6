"""What people really have beside the integrations that come with Home Assistant, by the names they know it by: each is recognised.

Most have a recorded registry, which `test_recorded` replays. The others are written here as their firmware announces them.
"""

from pathlib import Path
from typing import Any

import pytest

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.dump import proposal_to, snapshot_from
from custom_components.solar_charging.catalogue.loader import load_catalogue

RECORDED = {path.stem for path in (Path(__file__).parent / "recorded").glob("*.json")}
REPLAYED = {
    "SlimmeLezer and other ESPHome readers of a P1 port": "inverters__esphome_p1",
    "amsleser.no over MQTT": "inverters__mqtt_amsreader",
    "myenergi hub with its clamps": "inverters__myenergi",
    "Easee Equalizer": "inverters__easee",
    "Marstek over Modbus": "inverters__marstek_modbus",
    "AMS readers": "inverters__ams",
    "AMS HAN": "inverters__amshan",
    "Linky by linkytic": "inverters__linkytic",
    "Linky by ZLinky over Zigbee2MQTT": "inverters__mqtt_zlinky",
    "SunPower PVS": "inverters__sunpower",
    "solarman (StephanJoubert)": "inverters__solarman_stephanjoubert",
    "SEMS": "inverters__sems",
    "growatt_local": "inverters__growatt_local",
    "AhoyDTU": "inverters__mqtt_ahoydtu",
    "SolarAssistant": "inverters__solar_assistant",
    "FusionSolarPlus": "inverters__fusionsolarplus",
    "KRoperUK's Sungrow": "inverters__sungrow",
    "tesla_custom, energy site": "inverters__tesla_custom",
    "openWB": "chargers__openwb2mqtt",
    "SMA EV Charger": "chargers__smaev",
    "ABL eMH1": "chargers__ev_charger_modbus",
    "Pod Point": "chargers__pod_point",
    "cFos": "chargers__powerbrain",
    "Mennekes": "chargers__mennekes_amtron",
    "Mennekes, another author's": "chargers__mennekes_amtron_spt1yh",
    "Hardy Barth": "chargers__hardybarthhsintegration",
    "DEFA": "chargers__defa_power",
    "ESP32-EVSE by ESPHome": "chargers__esphome_esp32evse",
    "EVSE-WB by ESPHome": "chargers__esphome_evse_wallbox",
    "Tesla over Bluetooth by ESPHome": "chargers__esphome_tesla_ble",
    "Ford": "chargers__fordpass",
    "Stellantis": "chargers__stellantis_vehicles",
    "Cupra and Seat": "chargers__cupra_we_connect",
}


@pytest.mark.parametrize("name", REPLAYED)
def test_it_has_a_recorded_registry(name: str) -> None:
    assert REPLAYED[name] in RECORDED


def sensor(platform: str, unique_id: str, name: str, unit: str | None = "W", domain: str = "sensor") -> dict[str, Any]:
    return {
        "entity_id": f"{domain}.{name.lower().translate(str.maketrans(' .-', '___'))}",
        "platform": platform,
        "unique_id": unique_id,
        "original_name": name,
        "unit": unit,
        "device_class": {"W": "power", "VA": "apparent_power"}.get(unit or ""),
        "config_entry_id": "entry",
        "device_id": "d",
        "state": "500",
    }


def tasmota(*names: str) -> list[dict[str, Any]]:
    return [sensor("tasmota", f"A1B2C3_sensor_sensor_{name.replace(' ', '_')}", name) for name in names]


WRITTEN = {
    "Tasmota SML with an OBIS code": ("tasmota", tasmota("SML 16 7 0"), {"grid_power": "sensor.sml_16_7_0"}),
    "Tasmota SML of the documentation": (
        "tasmota",
        tasmota("MT631 Power_curr"),
        {"grid_power": "sensor.mt631_power_curr"},
    ),
    "Tasmota SML in German": (
        "tasmota",
        tasmota("Strom Verbrauch_aktuell"),
        {"grid_power": "sensor.strom_verbrauch_aktuell"},
    ),
    **{
        f"Tasmota at a meter called {name.partition(' ')[0]}": (
            "tasmota",
            tasmota(name),
            {"grid_power": f"sensor.{name.lower().replace(' ', '_').replace('-', '_')}"},
        )
        for name in (
            "DTZ541 Power",
            "SGM-C4 Power_curr",
            "DJTPD20 Power_curr",
            "LK13BE Leistung",
            "eHZ Watt_Summe",
            "Smartmeter Power",
        )
    },
    "Tasmota at an AMS meter": (
        "tasmota",
        tasmota("AMS Power_in", "AMS Power_out"),
        {"grid_import_power": "sensor.ams_power_in", "grid_export_power": "sensor.ams_power_out"},
    ),
    "Tasmota at an AMS meter with OBIS codes": (
        "tasmota",
        tasmota("Kaifa 1 7 0", "Kaifa 2 7 0"),
        {"grid_import_power": "sensor.kaifa_1_7_0", "grid_export_power": "sensor.kaifa_2_7_0"},
    ),
    "Linky by ESPHome": (
        "esphome",
        [sensor("esphome", "AA:BB:CC:00:11:22-sensor-papp", "PAPP", "VA")],
        {"grid_import_power": "sensor.papp"},
    ),
    "SolarAssistant over MQTT": (
        "SolarAssistant",
        [sensor("mqtt", "sa_pv_power", "PV power"), sensor("mqtt", "sa_grid_power", "Grid power")],
        {"pv_power": "sensor.pv_power", "grid_power": "sensor.grid_power"},
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_meter_or_an_inverter_is_recognised(name: str) -> None:
    maker, entities, expected = WRITTEN[name]
    dump = {"devices": [{"id": "d", "manufacturer": maker, "model": "Model", "name": "Meter"}], "entities": entities}
    (found,) = proposal_to(discover(snapshot_from(dump), load_catalogue()))["inverters"]
    assert {role: pick["entity_id"] for role, pick in found["roles"].items()} == expected


def test_go_e_that_announces_itself_is_recognised_and_only_started_and_stopped() -> None:
    entities = [
        {
            **sensor("mqtt", "go-e_123456_force_state", "Force state", None, "select"),
            "options": ["Neutral", "Off", "On"],
        },
        sensor("mqtt", "go-e_123456_car_state", "Car state", None),
        sensor("mqtt", "go-e_123456_power_total", "Power total"),
        sensor("mqtt", "go-e_123456_set_max_ampere_limit", "Set max ampere limit", "A", "number"),
    ]
    dump = {"devices": [{"id": "d", "manufacturer": "go-e", "model": "Gemini", "name": "go-e"}], "entities": entities}
    (found,) = proposal_to(discover(snapshot_from(dump), load_catalogue()))["chargers"]
    assert found["make"] == "go-e"
    assert "start_stop" in found["roles"]
    assert "current_limit" not in found["roles"]


def test_a_socket_with_tasmota_is_no_meter_of_the_grid() -> None:
    entities = tasmota("ENERGY Power", "PV Power")
    dump = {"devices": [{"id": "d", "manufacturer": "tasmota", "name": "Washer"}], "entities": entities}
    assert not proposal_to(discover(snapshot_from(dump), load_catalogue()))["inverters"]
