"""Circuits as the engine takes them."""

from datetime import UTC, datetime

from homeassistant.core import HomeAssistant

from custom_components.solar_charging.devices.circuit import CircuitConfig, circuit_problems, read_circuits
from custom_components.solar_charging.engine.measure.reading import Reading

NOW = datetime(2026, 6, 21, 11, tzinfo=UTC)


def test_a_circuit_without_chargers_is_taken_for_what_its_meter_sees() -> None:
    garage = CircuitConfig("garage", "Garage", limit_a=32.0, charger_ids=("box",))
    workshop = CircuitConfig("workshop", "Workshop", 20.0, parent_id="garage", phase_currents=("sensor.workshop",))
    empty = CircuitConfig("empty", "Empty", 16.0, parent_id="garage")
    found = read_circuits((garage, workshop, empty), lambda _entity_id, _quantity: Reading(12.0, NOW))
    assert [(one.id, one.parent_id, len(one.charger_ids)) for one in found] == [
        ("garage", None, 1),
        ("workshop", "garage", 0),
    ]


def test_a_circuits_meters_are_held_to_what_each_of_them_measures(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.power", "3", {"unit_of_measurement": "kW", "device_class": "power"})
    hass.states.async_set("sensor.current", "12", {"unit_of_measurement": "A", "device_class": "current"})
    right = CircuitConfig("garage", "Garage", power_entity="sensor.power", phase_currents=("sensor.current",))
    wrong = CircuitConfig("annexe", "Annexe", power_entity="sensor.current", phase_currents=("sensor.power",))
    assert circuit_problems(hass, [right]) == {}
    assert circuit_problems(hass, [wrong]).keys() == {"sensor.power", "sensor.current"}
