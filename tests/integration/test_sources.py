"""A site read from its entities: summed, each with its own sign and unit, corrected for what it counts in or leaves out."""

from datetime import UTC, datetime

import pytest
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.catalogue.entry import Role, SignConvention
from custom_components.solar_charging.devices.correction import (
    MeterCorrection,
    corrected_generation,
    corrected_grid,
    corrected_load,
)
from custom_components.solar_charging.devices.source import RoleSource, net_power
from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.plausibility.findings import FindingKind
from custom_components.solar_charging.plausibility.fixes import fixed_data

NOW = datetime(2026, 6, 21, 11, tzinfo=UTC)


def reading(value: float) -> Reading:
    return Reading(value, NOW)


def test_two_batteries_that_count_differently_are_added_up(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.one", "0.5", {"unit_of_measurement": "kW"})
    hass.states.async_set("sensor.two", "-300", {"unit_of_measurement": "W"})
    signs = {"sensor.one": SignConvention.CHARGE_POSITIVE, "sensor.two": SignConvention.DISCHARGE_POSITIVE}
    source = RoleSource.of(Role.BATTERY_POWER, signs, signs)
    assert source.read(hass, NOW).value == 800


def test_a_signed_sensor_and_another_battery_s_pair_are_added_up() -> None:
    assert net_power(reading(-500), reading(200), reading(0)).value == -300
    assert net_power(None, None, reading(700)).value == -700
    assert net_power(None, None, None) is None
    assert net_power(reading(1), Unavailable(NOW), None) == Unavailable(NOW)


@pytest.mark.parametrize(
    ("wanted", "grid_w", "load_w", "sun_w"),
    [
        ((), -1000, 4500, 300),
        ((MeterCorrection.GRID_WITHOUT_CHARGERS,), 2600, 4500, 300),
        ((MeterCorrection.LOAD_WITH_CHARGERS,), -1000, 900, 300),
        ((MeterCorrection.PV_WITH_BATTERY,), -1000, 4500, 0),
    ],
)
def test_what_a_sensor_counts_in_or_leaves_out_is_set_right(
    wanted: tuple[MeterCorrection, ...], grid_w: float, load_w: float, sun_w: float
) -> None:
    car, battery = [reading(3600), None], reading(-300)
    assert corrected_grid(reading(-1000), car, wanted).value == grid_w
    assert corrected_load(reading(4500), car, wanted).value == load_w
    assert corrected_generation(reading(300), battery, wanted).value == sun_w
    if wanted == (MeterCorrection.GRID_WITHOUT_CHARGERS,):
        assert corrected_grid(reading(-1000), [Unavailable(NOW)], wanted) == Unavailable(NOW)


SETUP = {
    "sources": {"pv_power": ["sensor.pv"], "grid_import_power": ["sensor.in"], "grid_export_power": ["sensor.out"]},
    "sign_conventions": {},
}


@pytest.mark.parametrize(
    ("kind", "role", "changed"),
    [
        (
            FindingKind.GRID_SWAPPED,
            Role.GRID_POWER,
            {
                "sources": {
                    "pv_power": ["sensor.pv"],
                    "grid_import_power": ["sensor.out"],
                    "grid_export_power": ["sensor.in"],
                }
            },
        ),
        (FindingKind.TOO_SMALL, Role.PV_POWER, {"scales": {"sensor.pv": 1000.0}}),
        (FindingKind.TOO_LARGE, Role.GRID_POWER, {"scales": {"sensor.in": 0.001, "sensor.out": 0.001}}),
        (FindingKind.GENERATION_NEGATIVE, Role.PV_POWER, {"scales": {"sensor.pv": -1.0}}),
        (FindingKind.GRID_MISSES_CHARGERS, Role.GRID_POWER, {"corrections": ["grid_without_chargers"]}),
        (FindingKind.LOAD_COUNTS_CHARGERS, Role.LOAD_POWER, {"corrections": ["load_with_chargers"]}),
    ],
)
def test_a_fix_changes_one_thing(kind: FindingKind, role: Role, changed: dict[str, object]) -> None:
    assert fixed_data(SETUP, kind, role) == SETUP | changed


def test_what_cannot_be_fixed_by_the_set_up_is_left() -> None:
    assert fixed_data(SETUP, FindingKind.MORE_OUT_THAN_IN, Role.PV_POWER) is None
    assert fixed_data(SETUP, FindingKind.GENERATION_AT_NIGHT, Role.PV_POWER) is None
    with_battery = {"sources": {**SETUP["sources"], "battery_power": ["sensor.b"]}, "sign_conventions": {}}
    assert fixed_data(with_battery, FindingKind.GENERATION_AT_NIGHT, Role.PV_POWER)["corrections"] == [
        "pv_with_battery"
    ]
