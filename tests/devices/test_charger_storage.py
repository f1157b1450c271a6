"""Chargers as they are stored: what an older version wrote is read as it was meant."""

from custom_components.solar_charging.devices.charger_config import (
    EntityAction,
    ReadingConfig,
    SetPointConfig,
    StartStopActions,
)
from custom_components.solar_charging.devices.charger_storage import charger_config


def test_a_charger_that_was_stored_with_one_entity_under_each_key_is_still_read():
    data = {
        "current_entity": "number.amps",
        "switch_entity": "switch.on",
        "power_entity": "sensor.power",
        "status_entity": "sensor.status",
        "phases_entity": "select.phases",
        "phases": "3",
    }
    config = charger_config("id", "Garage", data)
    assert config.set_point == SetPointConfig("number.amps", pauses_at_zero=True)
    assert config.on_off == StartStopActions(EntityAction("switch.on", "on"), EntityAction("switch.on", "off"))
    assert config.phase_switch == "select.phases"
    assert config.phases == 3
    assert config.readings == {"power": ReadingConfig("sensor.power"), "status": ReadingConfig("sensor.status")}
