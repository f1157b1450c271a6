"""What the cars are expected to take is what their modes, plans and batteries let them take."""

from math import inf
from typing import Any

import pytest

from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.planning.charging_forecast import ExpectedCar, SurplusSlot, forecast, total_wh
from custom_components.solar_charging.planning.charging_plan import Plan, Purchase
from custom_components.solar_charging.planning.outside_schedule import OutsideSchedule, ScheduleSlot

HOUR = 3600.0


def slots(*surplus_w: float) -> list[SurplusSlot]:
    return [SurplusSlot(i * HOUR, (i + 1) * HOUR, 300.0, p / 2, p, p * 2) for i, p in enumerate(surplus_w)]


def car(mode: SolarMode = SolarMode.SOLAR_ONLY, **more: Any) -> ExpectedCar:
    return ExpectedCar("a", mode, **{"min_w": 1400.0, "max_w": 3700.0, "room_wh": inf, **more})


def drawn(one: ExpectedCar, *surplus_w: float) -> list[tuple[float, float]]:
    return [(slot.solar_w, slot.grid_w) for slot in forecast([one], slots(*surplus_w))]


def test_solar_only_takes_what_is_enough_and_no_more_than_it_can() -> None:
    assert drawn(car(), -200.0, 1000.0, 2000.0, 9000.0) == [(0, 0), (0, 0), (2000, 0), (3700, 0)]


def test_solar_and_grid_adds_what_is_missing_to_the_least() -> None:
    assert drawn(car(SolarMode.SOLAR_AND_GRID), 0.0, 1000.0, 2000.0) == [(0, 1400), (1000, 400), (2000, 0)]


@pytest.mark.parametrize("off", [{"mode": SolarMode.OFF}, {"room_wh": 0.0}])
def test_what_is_off_or_full_takes_nothing(off: dict[str, Any]) -> None:
    assert drawn(car(**off), 5000.0) == [(0, 0)]


def test_a_boost_ends_in_time_and_a_battery_is_full_at_its_end() -> None:
    assert drawn(car(boost_until_s=HOUR), 0.0, 0.0) == [(0, 3700), (0, 0)]
    assert total_wh(forecast([car(SolarMode.BOOST, room_wh=5000.0)], slots(0.0, 0.0, 0.0))) == 5000.0


def test_a_plan_is_kept_to_and_the_car_gone_at_its_departure() -> None:
    plan = Plan("a", 2 * HOUR, 3700.0, (Purchase(HOUR, 2 * HOUR, 3700.0, 3700.0, 3700.0, None),))
    assert drawn(car(plan=plan), 0.0, 0.0, 9000.0) == [(0, 0), (0, 3700), (0, 0)]


def test_a_schedule_from_outside_comes_before_mode_and_plan() -> None:
    schedule = OutsideSchedule(
        "x", (ScheduleSlot(0.0, HOUR, charge_w=2000.0), ScheduleSlot(HOUR, 2 * HOUR, limit_w=0.0))
    )
    assert drawn(car(schedule=schedule), 500.0, 9000.0, 9000.0) == [(500, 1500), (0, 0), (3700, 0)]


@pytest.mark.parametrize(
    ("power", "expected"),
    [({"charge_w": 500.0}, (0, 1400)), ({"charge_w": 0.0}, (0, 0)), ({"limit_w": 1000.0}, (0, 0))],
)
def test_less_than_the_least_is_expected_as_it_is_done(power: dict[str, float], expected: tuple[float, float]) -> None:
    schedule = OutsideSchedule("x", (ScheduleSlot(0.0, HOUR, **power),))
    plan = Plan("a", 2 * HOUR, 3700.0, (Purchase(0.0, HOUR, 3700.0, 3700.0, 3700.0, None),))
    assert drawn(car(schedule=schedule, plan=plan), 0.0) == [expected]


def test_higher_priorities_take_of_the_sun_first() -> None:
    first, second = car(priority=1.0), ExpectedCar("b", SolarMode.SOLAR_AND_GRID, 1400.0, 3700.0, inf)
    (slot,) = forecast([second, first], slots(3000.0))
    assert (slot.solar_w, slot.grid_w) == (3000.0, 1400.0)
