"""Settings as other controllers keep them, with the names they have there: one charger behind a number and a switch, or a number alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NUMBER, SWITCH, PLUG, POWER, SOC = (
    "number.ev_current", "switch.ev", "binary_sensor.ev_plug", "sensor.ev_power", "sensor.ev_soc",
)  # fmt: skip
_CHARGER = {"current_entity": NUMBER, "switch_entity": SWITCH}


@dataclass(frozen=True, slots=True)
class Controller:
    """An integration (`data`, `options`, `parts`: its subentries) or, without a domain, the inputs of a blueprint (`data`).

    `entities`: by field of our form, what is to be found; `limits_a`: the least and the most current, where they are set.
    """

    domain: str
    data: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    entities: Mapping[str, str] = field(default_factory=lambda: _CHARGER)
    limits_a: tuple[float | None, float | None] = (None, None)

    @property
    def values(self) -> dict[str, Any]:
        """All settings, as one."""
        return {**self.data, **self.options, **self.parts}


CONTROLLERS: Mapping[str, Controller] = {
    "SolarCharger": Controller(
        "solarcharger",
        {"net_power_sensor": "sensor.net", "charger_current_update_period": 60},
        # Its options hold its own numbers and switches beside the charger's.
        {
            "Global defaults": {
                "charger_max_current": "number.solarcharger_max_current",
                "default_charge_limit_monday": "number.solarcharger_default_charge_limit_monday",
                "wait_charger_amp_change": "number.solarcharger_wait_charger_amp_change",
                "reduce_charge_limit_difference": "switch.solarcharger_reduce_charge_limit_difference",
            },
            "custom_ev": {
                "charger_name": "ev", "charger_plugged_in_sensor": PLUG, "charger_connect_state_list": '["on"]',
                "charger_on_off_switch": SWITCH, "charger_max_current": "number.solarcharger_ev_max_current",
                "charger_get_charge_current": "sensor.ev_current", "charger_set_charge_current": NUMBER, "chargee_soc_sensor": SOC,
                "chargee_get_charge_limit": "number.solarcharger_ev_charge_limit", "charge": "switch.solarcharger_ev_charge",
            },
        },
        {"charger": {"charger_device_domain": "solarcharger", "charger_device_name": "ev"}},
        {**_CHARGER, "plug_entity": PLUG, "soc_entity": SOC},
    ),
    "PV Excess Control": Controller(
        "pv_excess_control",
        {"pv_power": "sensor.pv", "import_export_power": "sensor.grid", "grid_voltage": 230, "off_threshold": -50},
        parts={
            "appliance": {
                "appliance_name": "EV", "appliance_entity": SWITCH, "appliance_priority": 100, "nominal_power": 1380, "phases": 1,
                "actual_power_entity": POWER, "dynamic_current": True, "current_entity": NUMBER, "min_current": 8,
                "max_current": 16, "current_step": 1.0, "ev_connected_entity": PLUG, "switch_interval": 300,
            },
        },
        entities={**_CHARGER, "plug_entity": PLUG, "power_entity": POWER},
        limits_a=(8.0, 16.0),
    ),
    "Solar Optimizer": Controller(
        "solar_optimizer",
        {
            "name": "EV", "device_type": "powered_device_type", "entity_id": SWITCH, "power_entity_id": NUMBER, "power_min": 1380,
            "power_max": "3220", "power_step": 230, "action_mode": "action_call", "activation_service": "switch/turn_on",
            "change_power_service": "number/set_value", "convert_power_divide_factor": 230,
        },
        limits_a=(None, 14.0),
    ),
    "EV Smart Charger": Controller(
        "ev_smart_charger",
        {
            "name": "EV", "phase_mode": "single", "ev_charger_switch": SWITCH, "ev_charger_current": NUMBER, "soc_car": SOC,
            "ev_charger_status": "sensor.ev_status", "fv_production": "sensor.pv", "grid_import": "sensor.import",
            "car_owner": "person.x",
        },
        entities={**_CHARGER, "soc_entity": SOC},
    ),
    # Blueprints. What was left open has a placeholder of theirs.
    "EV solar charger automation": Controller(
        "",
        {
            "sensor_main_power_net": "sensor.net", "charger_effective_voltage": "input_number.volts", "charger_max_current": 16,
            "charger_min_current": "number.user_custom", "toggle_stop_charger": "input_boolean.stop",
            "charge_limit_monday": "input_number.monday", "charger_plugged_in_sensor": PLUG, "charger_on_off_switch": SWITCH,
            "charger_charging_amps": NUMBER, "battery_charge_limit": "number.user_custom",
        },
        entities={**_CHARGER, "plug_entity": PLUG},
        limits_a=(None, 16.0),
    ),
    "Decrease amps": Controller(
        "",
        {
            "grid_power_sensor": "sensor.net", "decrease_threshold": 250, "min_amps": 8, "max_amps": 16, "ev_current_entity": NUMBER,
            "ev_charger_switch": SWITCH, "ev_charging_power_sensor": POWER,
        },
        entities={**_CHARGER, "power_entity": POWER},
        limits_a=(8.0, 16.0),
    ),
    "Dynamic current": Controller(
        "",
        {
            "power_sensor": "sensor.net", "max_current_entity": NUMBER, "enable_switch": "input_boolean.enable", "phases": 1,
            "min_current": 6, "max_current": 13,
        },
        entities={"current_entity": NUMBER},
        limits_a=(None, 13.0),
    ),
}  # fmt: skip
