"""What a program outside plans for a car is done, within what the charger can."""

import pytest

from custom_components.solar_charging.engine.inputs import ChargerInputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.planning.outside_schedule import (
    OutsideSchedule,
    ScheduleSlot,
    follow,
    limits_within,
)

LIMITS = ChargerLimits(phases=(1, 3))
CHARGER = ChargerInputs("a", SolarMode.SOLAR_ONLY, LIMITS)


def done(**power: float) -> ChargerInputs:
    slot = ScheduleSlot(0.0, 60.0, **power)
    return follow(CHARGER, OutsideSchedule("EMHASS", (slot,)), slot)


def test_a_car_that_should_charge_does_so_at_that_power_and_says_who_asks() -> None:
    charger = done(charge_w=7000.0)
    assert (charger.mode, charger.limits.phases, charger.limits.max_current_a) == (
        SolarMode.SOLAR_AND_GRID,
        (1, 3),
        10.0,
    )
    assert charger.full_speed is not None
    assert (charger.full_speed.key, charger.full_speed.numbers) == ("charging_by_schedule", {"source": "EMHASS"})


@pytest.mark.parametrize(
    ("power_w", "phases", "current_a"),
    [
        (2300.0, (1,), 10.0),
        (4200.0, (1, 3), 6.0),
        (500.0, (1,), 6.0),
        (99_000.0, (1, 3), 16.0),
        (3680.0, (1,), 16.0),
    ],
)
def test_a_power_becomes_phases_and_the_current_below_it(
    power_w: float, phases: tuple[int, ...], current_a: float
) -> None:
    limits = limits_within(LIMITS, power_w)
    assert (limits.phases, limits.max_current_a) == (phases, current_a)


def test_what_may_be_drawn_is_a_limit_for_the_mode_and_none_of_it_a_pause() -> None:
    charger = done(limit_w=2300.0)
    assert (charger.mode, charger.full_speed, charger.pause) == (SolarMode.SOLAR_ONLY, None, None)
    assert charger.limits.max_current_a == 10.0
    assert charger.ceiling is not None
    for nothing in ({"charge_w": 0.0}, {"limit_w": 0.0}, {"limit_w": 1000.0}):
        paused = done(**nothing)
        assert paused.pause is not None
        assert paused.pause.key == "paused_by_schedule"


def test_a_schedule_is_read_back_as_it_was_written_and_knows_its_slots() -> None:
    schedule = OutsideSchedule(
        "Predbat", (ScheduleSlot(0.0, 60.0, charge_w=1.0), ScheduleSlot(90.0, 120.0, limit_w=2.0))
    )
    assert OutsideSchedule.from_dict(schedule.to_dict()) == schedule
    assert [schedule.at(moment) for moment in (-1.0, 0.0, 60.0, 119.0, 120.0)] == [
        None,
        schedule.slots[0],
        None,
        schedule.slots[1],
        None,
    ]
    assert not schedule.is_over(119.0)
    around = OutsideSchedule("x", (ScheduleSlot(0.0, 60.0, limit_w=0.0), ScheduleSlot(10.0, 20.0, charge_w=2300.0)))
    assert [around.at(moment) for moment in (5.0, 15.0, 25.0, 60.0)] == [*around.slots, around.slots[0], None]
    assert schedule.is_over(120.0)
