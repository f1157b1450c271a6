"""Which charger here is the old controller's, and what other integrations' settings say of theirs."""

from typing import Any

import pytest

from custom_components.solar_charging.moving.match import ChargerHere, best_named, proposed
from custom_components.solar_charging.moving.old_setup import OldCharger, SeenNow
from custom_components.solar_charging.moving.other_controllers import old_setup_of

A = ChargerHere(
    "a",
    "go-e Charger HOME Garage",
    frozenset({"number.goe_amp"}),
    switches_phases=True,
    now=SeenNow(is_connected=True, power_w=7300.0),
)
B = ChargerHere(
    "b", "KEBA KeContact P30 Carport", frozenset({"number.keba"}), now=SeenNow(is_connected=True, power_w=0.0)
)


@pytest.mark.parametrize(
    ("charger", "here"),
    [
        (OldCharger(id="x", name="Carport"), "b"),
        (OldCharger(id="x", name="go-e"), "a"),
        (OldCharger(id="x", name="LP 1", switches_phases=True), "a"),
        # The power that both see says more than a name that somebody chose.
        (OldCharger(id="x", name="Garage", now=SeenNow(is_connected=True, power_w=0.0)), "b"),
        (OldCharger(id="x", name="Carport", entities={"current_entity": "number.goe_amp"}), "a"),
    ],
)
def test_the_charger_that_fits_best_is_proposed(charger: OldCharger, here: str) -> None:
    assert proposed([charger], [A, B]) == {"x": here}


def test_no_charger_is_proposed_twice_nor_one_that_cannot_be_it() -> None:
    both = [OldCharger(id="1", name="Garage"), OldCharger(id="2", name="Garage rear")]
    assert proposed(both, [A, B]) == {"1": "a", "2": "b"}
    assert proposed([OldCharger(id="1", name="Shed", now=SeenNow(is_connected=False))], [A, B]) == {}


def test_a_sensor_called_like_a_car_is_its_own_unless_two_are() -> None:
    named = {"sensor.id4_soc": "ID.4 battery", "sensor.phone": "Phone battery", "sensor.leaf": "Leaf battery"}
    assert best_named("Leaf", named) == "sensor.leaf"
    assert best_named("Battery", named) is None
    assert best_named("Zoe", named) is None


CHARGER = {"current_entity": "number.ev_current", "switch_entity": "switch.ev"}
# As these integrations and blueprints keep their settings; a boiler's switch is there with each.
SETTINGS: dict[str, tuple[dict[str, Any], dict[str, str], tuple[float | None, float | None]]] = {
    "solarcharger": (
        {
            "net_power_sensor": "sensor.net", "charger_current_update_period": 60,
            "Global defaults": {"charger_max_current": "number.solarcharger_max"},
            "custom_ev": {
                "charger_name": "ev", "charger_on_off_switch": "switch.ev", "charger_set_charge_current": "number.ev_current",
                "charger_get_charge_current": "sensor.ev_current", "charger_plugged_in_sensor": "binary_sensor.ev_plug",
                "charger_connect_state_list": '["on"]', "chargee_soc_sensor": "sensor.ev_soc",
            },
        },
        {**CHARGER, "plug_entity": "binary_sensor.ev_plug", "soc_entity": "sensor.ev_soc"},
        (None, None),
    ),
    "pv_excess_control": (
        {
            "pv_power": "sensor.pv", "import_export_power": "sensor.grid", "grid_voltage": 230,
            "subentry 1": {
                "name": "EV", "appliance_entity": "switch.ev", "phases": 1, "actual_power_entity": "sensor.ev_power",
                "dynamic_current": True, "current_entity": "number.ev_current", "min_current": 8, "max_current": 32,
                "ev_connected_entity": "binary_sensor.ev_plug",
            },
        },
        {**CHARGER, "plug_entity": "binary_sensor.ev_plug", "power_entity": "sensor.ev_power"},
        (8.0, 32.0),
    ),
    "solar_optimizer": (
        {
            "name": "EV", "device_type": "powered_device_type", "entity_id": "switch.ev", "power_entity_id": "number.ev_current",
            "power_min": 1380, "power_max": "7360", "convert_power_divide_factor": 230, "change_power_service": "number/set_value",
        },
        CHARGER,
        (None, 32.0),
    ),
    "blueprint": (
        {
            "charger_switch": "switch.ev", "charging_current": "number.ev_current", "grid_sensor": "sensor.net",
            "max_current": 16, "notify": "notify.phone", "car_soc": "sensor.ev_soc",
        },
        {**CHARGER, "soc_entity": "sensor.ev_soc"},
        (None, 16.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SETTINGS)
def test_the_charger_of_another_controller_is_found_in_its_settings(kind: str) -> None:
    values, entities, limits = SETTINGS[kind]
    chargers = [one for one in old_setup_of("Title", values).chargers if "current_entity" in one.entities]
    (charger,) = chargers
    assert charger.entities == entities
    assert (charger.min_current_a, charger.max_current_a) == limits


@pytest.mark.parametrize(
    "odd", [None, 3, "", ".", "x" * 10_000, float("nan"), [], {"a": {"b": {"c": {"d": {"e": {}}}}}}]
)
def test_settings_of_any_kind_are_read(odd: Any) -> None:
    setup = old_setup_of(
        "Title", {"current_entity": odd, "max_current": odd, "name": odd, "x": {"current": "number.a", "phases": odd}}
    )
    assert all(charger.entities == {"current_entity": "number.a"} for charger in setup.chargers)
