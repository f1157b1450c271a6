"""The forecast decides up to which level the home battery comes before the car, and never below the user's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from custom_components.solar_charging.engine.decide.battery_share import BatteryPriority
from custom_components.solar_charging.engine.inputs import Inputs
from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.measure.battery_size import BatterySizeState
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.managers.battery_evening import SLOT, BatteryEvening
from custom_components.solar_charging.managers.plan_basis import PlanningContext
from custom_components.solar_charging.planning.charging_forecast import ExpectedCar
from custom_components.solar_charging.settings import Settings
from custom_components.solar_charging.solar.forecast import Period
from custom_components.solar_charging.solar_sources.estimator import SolarEstimator

MIDNIGHT = datetime(2026, 6, 21, tzinfo=UTC)
NOON = MIDNIGHT + timedelta(hours=12, minutes=15)


class Forecast:
    """2 kW, of which 1 kW are sure, from noon to three."""

    def surplus(self, _now: datetime, _days: int, step: timedelta) -> list[Period]:
        slots = []
        for number in range(48):
            wh = 1000.0 if 24 <= number < 30 else 0.0
            slots.append(Period(MIDNIGHT + step * number, 0.5, wh, wh / 4, wh / 2, wh, wh))
        return slots


def applied(
    settings: Settings,
    own_pct: float = 0.0,
    seen_wh: tuple[float, ...] = (10_000.0,),
    evening: BatteryEvening | None = None,
    **how: Any,
) -> SiteLimits:
    state = EngineState()
    state.measure.battery_size = BatterySizeState(seen_wh=list(seen_wh), most_charge_w=3000.0)
    limits = SiteLimits(battery_priority_level_pct=own_pct, use_home_battery=settings.site.use_home_battery)
    inputs = Inputs(battery_soc_pct=Reading(60.0, NOON), site=limits)
    context = PlanningContext(how.pop("now", NOON), inputs, state, asked=settings, settings=settings)
    forecast, cars = cast("SolarEstimator", Forecast()), how.pop("cars", ())
    return (evening or BatteryEvening()).apply(context, forecast, lambda: cars, **how).site


def level_pct(settings: Settings, own_pct: float = 0.0, seen_wh: tuple[float, ...] = (10_000.0,)) -> float:
    return applied(settings, own_pct, seen_wh).battery_priority_level_pct


def settings(**changes: Any) -> Settings:
    return Settings().with_site(**changes)


def test_the_rest_of_the_day_counts_and_of_the_slot_under_way_its_rest() -> None:
    # Sure are 2.75 h of 1 kW, 96 % of which get into 10 kWh.
    assert timedelta(minutes=30) == SLOT
    assert level_pct(settings()) == pytest.approx(100.0 - 26.4)


def test_the_users_choice_and_target_count_and_so_does_the_level_that_always_comes_first() -> None:
    assert level_pct(settings(battery_priority=BatteryPriority.CAR_FIRST)) == 0.0
    assert level_pct(settings(battery_priority=BatteryPriority.BATTERY_FIRST)) == 100.0
    assert level_pct(settings(battery_target_level_pct=70.0)) == pytest.approx(43.6)
    assert level_pct(settings(battery_target_level_pct=70.0), own_pct=50.0) == 50.0


def test_until_its_size_is_known_only_the_users_level_counts() -> None:
    assert level_pct(settings(), own_pct=30.0, seen_wh=()) == 30.0


def test_a_choice_acts_at_once() -> None:
    evening = BatteryEvening()
    applied(settings(), evening=evening)
    evening.look_anew()
    limits = applied(settings(battery_priority=BatteryPriority.CAR_FIRST), evening=evening)
    assert limits.battery_priority_level_pct == 0.0


def test_a_level_by_a_time_counts_on_the_sun_until_then_and_afterwards_on_all_of_the_day() -> None:
    # Sure until two o'clock are 1.75 h of 1 kW.
    by_two = settings(battery_target_time="14:00")
    assert level_pct(by_two) == pytest.approx(100.0 - 16.8)
    # At half past two, the half hour until three is what is left.
    late = applied(by_two, now=NOON + timedelta(hours=2, minutes=15)).battery_priority_level_pct
    assert late == pytest.approx(100.0 - 4.8)
    assert level_pct(settings(battery_target_time="nonsense")) == level_pct(settings())


def test_what_cars_take_first_is_missing_in_the_evening() -> None:
    evening = BatteryEvening()
    car = ExpectedCar("one", SolarMode.SOLAR_ONLY, 1380.0, 11_000.0, 2000.0)
    levels = []
    for cars in ((), (car,), (replace(car, mode=SolarMode.OFF),), (replace(car, room_wh=0.0),)):
        evening.look_anew()
        applied(settings(battery_priority=BatteryPriority.CAR_FIRST), evening=evening, cars=cars)
        assert evening.share
        levels.append(evening.share.evening_level_pct)
    # 2.75 h of 2 kW, of which the car takes 2 kWh.
    assert levels == pytest.approx([100.0, 60.0 + 33.6, 100.0, 100.0])


def test_the_battery_gives_to_cars_what_it_may_in_a_day_and_no_more() -> None:
    limited = settings(use_home_battery=True, battery_daily_energy_kwh=5.0)
    assert applied(limited, given_wh=4990.0).use_home_battery
    assert not applied(limited, given_wh=5000.0).use_home_battery
    assert applied(settings(use_home_battery=True), given_wh=50_000.0).use_home_battery
    assert not applied(settings(), given_wh=0.0).use_home_battery
