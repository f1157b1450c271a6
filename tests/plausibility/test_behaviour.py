"""What a sensor is, told by what it did: days of homes that are made here, in the mean power of each hour."""

import math
from collections.abc import Callable
from random import Random

import pytest

from custom_components.solar_charging.catalogue.entry import Role, SignConvention
from custom_components.solar_charging.plausibility.behaviour import (
    Behaviour,
    Hour,
    Suggestion,
    behaviour,
    evidence,
    suggestions,
)
from custom_components.solar_charging.plausibility.findings import Light

DAYS = 4
HOUR_S = 3600.0
type Power = Callable[[int], float]


def sun(hour: int) -> float:
    """What a roof of 8 kW gives: clouds differ from day to day."""
    height = math.sin((hour % 24 - 5) / 14 * math.pi)
    return max(height, 0.0) * 6000.0 * (0.35 + 0.65 * Random(hour // 3).random()) if 5 < hour % 24 < 19 else 0.0


def load(hour: int) -> float:
    return 250.0 + 900.0 * Random(hour).random() ** 2 + (1500.0 if hour % 24 in (12, 19) else 0.0)


def grid(hour: int) -> float:
    return load(hour) - sun(hour)


def taken(hour: int) -> float:
    return min(max(sun(hour) - load(hour), 0.0), 2500.0) if 8 <= hour % 24 < 13 else 0.0


def stored(hour: int) -> float:
    """A battery that takes what is left over until it is full, gives nine tenths back in the evening, and is empty at night."""
    midnight = hour - hour % 24
    given = 0.9 * sum(taken(midnight + one) for one in range(24)) / 4
    return -given if 18 <= hour % 24 < 22 else taken(hour)


def light(start_s: float) -> Light:
    hour = start_s / HOUR_S % 24
    return Light(is_dark=not 4 <= hour <= 19, is_bright=7 <= hour <= 17)


def seen(power: Power, *, is_asleep_at_night: bool = False) -> Behaviour | None:
    hours = [
        Hour(hour * HOUR_S, power(hour), power(hour) - 40.0 * (power(hour) != 0.0), power(hour) * 1.3 + 20.0)
        for hour in range(DAYS * 24)
        if not (is_asleep_at_night and light(hour * HOUR_S).is_dark)
    ]
    return behaviour(hours, light)


def known(power: Power) -> Behaviour:
    found = seen(power)
    assert found is not None
    return found


def best(power: Power) -> Role:
    roles = (Role.PV_POWER, Role.GRID_POWER, Role.GRID_EXPORT_POWER, Role.BATTERY_POWER, Role.LOAD_POWER)
    return max(roles, key=lambda role: evidence(role, known(power)))


@pytest.mark.parametrize(
    ("power", "role"),
    [
        (sun, Role.PV_POWER),
        (grid, Role.GRID_POWER),
        (lambda hour: -grid(hour), Role.GRID_POWER),
        (lambda hour: grid(hour) + stored(hour), Role.GRID_POWER),
        (stored, Role.BATTERY_POWER),
        (lambda hour: -stored(hour), Role.BATTERY_POWER),
        (load, Role.LOAD_POWER),
        (lambda hour: max(-grid(hour) - 2000.0, 0.0), Role.GRID_EXPORT_POWER),
    ],
)
def test_a_sensor_is_told_by_what_it_did(power: Power, role: Role) -> None:
    assert best(power) is role


def test_an_inverter_that_is_not_there_at_night_follows_the_sun() -> None:
    found = seen(sun, is_asleep_at_night=True)
    assert found
    assert found.follows_sun
    assert found.night_w is None


@pytest.mark.parametrize(
    "power",
    [
        lambda hour: 60.0 * (hour % 24 > 8),  # a lamp
        lambda _: 0.0,
        lambda _: -8.0,
    ],
)
def test_what_hardly_does_anything_tells_nothing(power: Power) -> None:
    assert seen(power) is None


def test_a_day_is_needed_to_tell() -> None:
    assert behaviour([Hour(hour * HOUR_S, grid(hour), grid(hour), grid(hour)) for hour in range(3)], light) is None


@pytest.mark.parametrize(
    ("factor", "sign"), [(1.0, SignConvention.IMPORT_POSITIVE), (-1.0, SignConvention.EXPORT_POSITIVE)]
)
@pytest.mark.parametrize("is_generation_known", [True, False])
def test_a_grid_meter_and_its_sign_are_told_by_night_and_by_the_sun(
    factor: float, sign: SignConvention, is_generation_known: bool
) -> None:
    sensors = {"sensor.tasmota_sml_16_7_0": known(lambda hour: factor * grid(hour)), "sensor.plug": known(load)}
    sensors |= {"sensor.x": known(sun)} if is_generation_known else {}
    (*rest, meter) = suggestions(sensors)
    assert meter == Suggestion("sensor.tasmota_sml_16_7_0", Role.GRID_POWER, sign)
    assert rest == ([Suggestion("sensor.x", Role.PV_POWER)] if is_generation_known else [])


def test_of_strings_and_their_sum_the_sum_is_the_generation() -> None:
    sensors = {"sensor.string_1": known(lambda hour: 0.6 * sun(hour)), "sensor.all": known(sun)}
    assert suggestions(sensors) == (Suggestion("sensor.all", Role.PV_POWER),)


def test_a_battery_is_no_grid_meter() -> None:
    assert suggestions({"sensor.a": known(stored), "sensor.b": known(lambda hour: -stored(hour))}) == ()


def test_of_two_meters_nobody_but_the_user_knows_which() -> None:
    sensors = {"sensor.a": known(grid), "sensor.b": known(lambda hour: grid(hour) + 300.0)}
    assert suggestions(sensors) == ()


def test_what_is_known_already_is_not_suggested() -> None:
    sensors = {"sensor.meter": known(grid), "sensor.roof": known(sun)}
    assert suggestions(sensors, [Role.GRID_IMPORT_POWER]) == (Suggestion("sensor.roof", Role.PV_POWER),)
    assert [one.role for one in suggestions(sensors, [Role.PV_POWER])] == [Role.GRID_POWER]
