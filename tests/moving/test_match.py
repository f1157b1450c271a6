"""Which charger here is the old controller's, and what other integrations' settings say of theirs."""

from typing import Any

import pytest

from custom_components.solar_charging.moving.match import ChargerHere, best_named, proposed
from custom_components.solar_charging.moving.old_setup import OldCharger, SeenNow
from custom_components.solar_charging.moving.other_controllers import old_setup_of
from tests.moving.controller_settings import CONTROLLERS

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


def is_anothers(entity_id: str) -> bool:
    return "solarcharger" not in entity_id and "user_custom" not in entity_id


@pytest.mark.parametrize("kind", CONTROLLERS)
def test_the_charger_of_another_controller_is_found_in_its_settings(kind: str) -> None:
    controller = CONTROLLERS[kind]
    (charger,) = old_setup_of("Title", controller.values, is_anothers).chargers
    assert charger.entities == controller.entities
    assert (charger.min_current_a, charger.max_current_a) == controller.limits_a


@pytest.mark.parametrize(
    "odd", [None, 3, "", ".", "x" * 10_000, float("nan"), [], {"a": {"b": {"c": {"d": {"e": {}}}}}}]
)
def test_settings_of_any_kind_are_read(odd: Any) -> None:
    settings = {"current_entity": odd, "max_current": odd, "name": odd, "x": {"current": "number.a", "phases": odd}}
    setup = old_setup_of("Title", settings, is_anothers)
    assert all(charger.entities == {"current_entity": "number.a"} for charger in setup.chargers)
