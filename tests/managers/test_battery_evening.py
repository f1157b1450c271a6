"""The forecast decides up to which level the home battery comes before the car, and never below the user's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from custom_components.solar_charging.engine.decide.battery_share import BatteryPriority
from custom_components.solar_charging.engine.measure.battery_size import BatterySizeState
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import Inputs, SiteLimits
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.managers.battery_evening import SLOT, BatteryEvening
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


def level_pct(settings: Settings, own_pct: float = 0.0, seen_wh: tuple[float, ...] = (10_000.0,)) -> float:
    state = EngineState()
    state.measure.battery_size = BatterySizeState(seen_wh=list(seen_wh), most_charge_w=3000.0)
    inputs = Inputs(battery_soc_pct=Reading(60.0, NOON), site=SiteLimits(battery_priority_level_pct=own_pct))
    applied = BatteryEvening().apply(inputs, settings, state, cast("SolarEstimator", Forecast()), NOON)
    return applied.site.battery_priority_level_pct


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
    evening, state = BatteryEvening(), EngineState()
    state.measure.battery_size = BatterySizeState(seen_wh=[10_000.0])
    inputs = Inputs(battery_soc_pct=Reading(60.0, NOON))
    estimator = cast("SolarEstimator", Forecast())
    evening.apply(inputs, settings(), state, estimator, NOON)
    chosen = replace(settings(), site=replace(settings().site, battery_priority=BatteryPriority.CAR_FIRST))
    evening.look_anew()
    assert evening.apply(inputs, chosen, state, estimator, NOON).site.battery_priority_level_pct == 0.0
