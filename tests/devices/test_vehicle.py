"""A car as it is stored, and what its own entities report."""

import pytest
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
    ],
)
async def test_what_a_car_reports_is_read(
    hass: HomeAssistant, entity: str, state: str, attributes: dict[str, str], found: dict[str, float]
) -> None:
    hass.states.async_set("sensor.zoe", state, attributes)
    config = vehicle_config("zoe", "Zoe", {"battery_kwh": 52, entity: "sensor.zoe"})
    readings = read_car(hass, config)
    assert {key: value for key in ("soc_pct", "limit_pct") if (value := getattr(readings, key)) is not None} == found
    assert ("sensor.zoe" in car_problems(hass, config)) is (state == "unknown" and entity == "soc_entity")
