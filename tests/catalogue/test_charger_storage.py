"""A charger as it is stored: what is written is read back, and what cannot be read is left out, not fatal."""

import json
from typing import Any

import pytest

from custom_components.solar_charging.catalogue.charger_config import (
    ChargerConfig,
    ConflictingSettingConfig,
    EntityAction,
    PhaseSwitchConfig,
    ReadingConfig,
    SetPointConfig,
    StartStopActions,
)
from custom_components.solar_charging.catalogue.charger_storage import charger_config, charger_data

FULL = ChargerConfig(
    id="charger",
    name="Garage",
    integration="box",
    device_id="device",
    set_point=SetPointConfig("number.amps", unit="kW", least=1.4, step=0.1, max=11.0, pauses_at_zero=True),
    start_stop=StartStopActions(
        EntityAction("switch.on", "on"), EntityAction(action="box.stop", data={"id": "device", "list": [1, 2]})
    ),
    phase_switch=PhaseSwitchConfig(one=EntityAction("select.phases", "1"), three=EntityAction("select.phases", "3")),
    readings={"power": ReadingConfig("sensor.power", step_w=100.0), "status": ReadingConfig("sensor.status", {"2": "charging"})},
    conflicting_settings=(ConflictingSettingConfig("select.mode", ("manual", "off"), may_set=True),),
    phases=3,
    voltage_v=240.0,
    interval_s=10.0,
    min_interval_s=30.0,
    calls_per_command=3,
    refresh_s=60.0,
    forgets_on=("restart",),
    restart_states=("Preparing",),
)  # fmt: skip
PARTS: dict[str, tuple[Any, Any]] = {
    "set_point": ({"unit": "A"}, None),
    "start_stop": ({"start": {"entity_id": "switch.on", "value": "on"}, "stop": {"value": "off"}}, None),
    "phase_switch": ({"one": {"entity_id": "select.phases"}}, None),
    "readings": ({"power": {"states": {}}, "status": {"entity_id": "sensor.status"}}, {"status": ReadingConfig("sensor.status")}),
    "conflicting_settings": ([{"wanted": ["off"]}, 5], ()),
    "phases": ("three", 1),
    "voltage_v": ([], None),
    "forgets_on": ("restart", ()),
}  # fmt: skip


@pytest.mark.parametrize("config", [FULL, ChargerConfig("charger", "Garage")], ids=["full", "empty"])
def test_what_is_stored_is_read_back(config: ChargerConfig) -> None:
    stored = json.loads(json.dumps(charger_data(config)))
    assert charger_config("charger", "Garage", stored) == config


@pytest.mark.parametrize("part", PARTS)
def test_a_part_without_its_entity_or_of_the_wrong_kind_is_left_out(part: str) -> None:
    stored, expected = PARTS[part]
    config = charger_config("charger", "Garage", {**charger_data(FULL), part: stored, "unknown": 1})
    assert getattr(config, part) == expected
    others = {name: getattr(config, name) for name in PARTS if name != part}
    assert others == {name: getattr(FULL, name) for name in others}
