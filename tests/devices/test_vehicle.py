"""A car as it is stored, and what its own entities report."""

import json
from pathlib import Path

import pytest
from homeassistant import components
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.devices.vehicle import car_problems, read_car, vehicle_config


def test_the_least_that_is_known_of_a_car_is_the_size_of_its_battery() -> None:
    config = vehicle_config("zoe", "Zoe", {"battery_kwh": 52})
    assert (config.id, config.name, config.battery_wh, config.phases, config.entity_ids) == (
        "zoe",
        "Zoe",
        52_000.0,
        None,
        frozenset(),
    )


@pytest.mark.parametrize(
    ("entity", "state", "attributes", "found"),
    [
        ("soc_entity", "64.5", {"unit_of_measurement": "%"}, {"soc_pct": 64.5}),
        ("soc_entity", "unknown", {"unit_of_measurement": "%"}, {}),
        ("limit_entity", "80", {"unit_of_measurement": "%"}, {"limit_pct": 80.0}),
        ("limit_entity", "0", {"unit_of_measurement": "%"}, {}),
        ("odometer_entity", "1000", {"unit_of_measurement": "mi"}, {"odometer_km": 1609.344}),
        ("odometer_entity", "0", {"unit_of_measurement": "km"}, {}),
        ("odometer_entity", "1000", {}, {}),
        ("range_entity", "0", {"unit_of_measurement": "km"}, {"range_km": 0.0}),
    ],
)
async def test_what_a_car_reports_is_read(
    hass: HomeAssistant, entity: str, state: str, attributes: dict[str, str], found: dict[str, float]
) -> None:
    hass.states.async_set("sensor.zoe", state, attributes)
    config = vehicle_config("zoe", "Zoe", {"battery_kwh": 52, entity: "sensor.zoe"})
    readings = read_car(hass, config)
    keys = ("soc_pct", "limit_pct", "odometer_km", "range_km")
    assert {key: value for key in keys if (value := getattr(readings, key)) is not None} == pytest.approx(found)
    assert ("sensor.zoe" in car_problems(hass, config)) is (state == "unknown" and entity == "soc_entity")


# What cars' integrations in Home Assistant's core call the plug and the charge, by whether that is at a plug; None: it may be either.
PLUGS = {
    ("renault", "plug_state"): {"plugged": True, "plugged_waiting_for_charge": True, "unplugged": False},
    ("renault", "charge_state"): {
        **dict.fromkeys(("charge_ended", "charge_in_progress", "v2g_charging_normal", "v2g_charging_waiting"), True),
        **dict.fromkeys(("v2g_discharging", "waiting_for_a_planned_charge", "waiting_for_current_charge"), True),
    },
    ("volvo", "charger_connection_status"): {"connected": True, "disconnected": False},
    ("skoda", "charging_state"): {
        **dict.fromkeys(("charging", "charging_interrupted", "conserving", "discharging", "ready_for_charging"), True),
        "connect_cable": False,
    },
    **{
        (tesla, "charge_state_charging_state"): {
            **dict.fromkeys(("charging", "complete", "no_power", "starting", "stopped"), True),
            "disconnected": False,
        }
        for tesla in ("tesla_fleet", "teslemetry", "tessie")
    },
}


@pytest.mark.parametrize(("integration", "key"), PLUGS)
def test_each_word_of_a_core_integration_for_the_plug_is_understood(
    hass: HomeAssistant, integration: str, key: str
) -> None:
    strings = Path(components.__path__[0]) / integration / "strings.json"
    if not strings.exists():
        pytest.skip(f"this release has no {integration}")
    words = {**json.loads(strings.read_text())["entity"]["sensor"][key]["state"], **PLUGS[integration, key]}
    config = vehicle_config("zoe", "Zoe", {"battery_kwh": 52, "plug_entity": "sensor.zoe"})
    found = {}
    for word in words:
        hass.states.async_set("sensor.zoe", word, {"device_class": "enum"})
        found[word] = read_car(hass, config).is_plugged
    assert found == {**dict.fromkeys(words), **PLUGS[integration, key]}
