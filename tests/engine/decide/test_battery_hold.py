"""The home battery is held while a car charges from the grid on purpose, and only then."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.solar_charging.engine.decide.battery_hold import (
    AGAIN_ABOVE_PCT,
    LASTS_S,
    LIMIT_EVERY_S,
    BatteryCommand,
    BatteryUse,
    HoldState,
    battery_command,
    for_house,
)
from custom_components.solar_charging.engine.decision import Command, Decision, SiteDecision
from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import IntegrationType, Reason, SolarMode, SurplusSource
from custom_components.solar_charging.engine.reasons import REASON_NUMBERS, ReasonKey

NOW = datetime(2026, 1, 10, 22, tzinfo=UTC)
NOW_S = NOW.timestamp()
BOOST = SolarMode.BOOST
PLAN = Reason("charging_by_plan", {})


def reading(value: float) -> Reading:
    return Reading(value, NOW)


NO_SITE = SiteLimits()


def night(
    mode: SolarMode = BOOST, power_w: float = 7000.0, solar_w: float = 0.0, house_w: float = 640.0, **facts: Any
) -> tuple[Inputs, Decision]:
    """A charger with that power in that mode, a house, and a battery at 60 %."""
    power, reason = reading(power_w), facts.get("reason", Reason("boost", {}))
    charger = ChargerInputs("wallbox", mode, ChargerLimits(), power_w=power, full_speed=facts.get("full_speed"))
    charger = replace(charger, is_observed=facts.get("is_observed", False))
    command = Command("wallbox", facts.get("is_enabled", True), 16.0, 3, reason, solar_power_w=solar_w)
    site = SiteDecision(
        0.0, 0.0, house_w, SurplusSource.GRID_METER, IntegrationType.HARDWARE, Reason("measured_grid", {})
    )
    level = reading(facts.get("level", 60.0))
    inputs = Inputs(battery_soc_pct=level, chargers=(charger,), site=facts.get("site", NO_SITE))
    return inputs, Decision(site, (command,))


def asked(
    home: tuple[Inputs, Decision], state: HoldState | None = None, at_s: float = NOW_S
) -> tuple[HoldState, BatteryCommand]:
    return battery_command(*home, state or HoldState(), at_s)


@pytest.mark.parametrize(
    "home",
    [
        night(),
        night(SolarMode.SOLAR_AND_GRID),
        night(SolarMode.SOLAR_AND_GRID, full_speed=PLAN),
        night(SolarMode.SOLAR_ONLY, reason=Reason("manual_override", {})),
    ],
    ids=["boost", "solar and grid", "a plan's slot", "by hand"],
)
def test_it_is_held_while_a_car_is_charged_from_the_grid_on_purpose(home: tuple[Inputs, Decision]) -> None:
    _, command = asked(home)
    assert command.use is BatteryUse.HELD
    assert command.reason == Reason("battery_held", {"power_w": 7000.0})


@pytest.mark.parametrize(
    "home",
    [
        night(SolarMode.SOLAR_ONLY),
        night(is_enabled=False),
        night(power_w=7000.0, solar_w=6500.0),
        night(power_w=0.0),
        night(is_observed=True),
    ],
    ids=["solar only", "paused", "the sun gives nearly all", "no car", "shadow mode"],
)
def test_it_is_free_where_nothing_is_bought_on_purpose(home: tuple[Inputs, Decision]) -> None:
    assert asked(home)[1].use is BatteryUse.FREE


def test_a_pause_between_two_slots_is_no_release_and_the_end_is() -> None:
    state, _ = asked(night())
    state, command = asked(night(power_w=0.0), state, NOW_S + LASTS_S - 1)
    assert command.use is BatteryUse.HELD
    assert command.reason.numbers["power_w"] == 7000.0
    assert asked(night(power_w=0.0), state, NOW_S + LASTS_S)[1].use is BatteryUse.FREE


def test_between_two_hours_of_a_plan_it_stays_held_unless_they_are_far_apart() -> None:
    state, _ = asked(night())
    pause = night(power_w=0.0)
    for minute in range(1, 90):
        state, command = battery_command(*pause, state, NOW_S + 60.0 * minute, NOW_S + 5400.0)
        assert command.use is BatteryUse.HELD
    state, _ = asked(night())
    for minute in range(1, 11):
        state, command = battery_command(*pause, state, NOW_S + 60.0 * minute, NOW_S + 60_000.0)
    assert command.use is BatteryUse.FREE


def test_where_the_battery_may_charge_the_car_it_does_down_to_its_level() -> None:
    may = SiteLimits(use_home_battery=True, battery_buffer_level_pct=50.0)
    command = asked(night(site=may, level=60.0))[1]
    assert command.use is BatteryUse.FREE
    assert command.reason.numbers == {"level_pct": 60.0, "target_pct": 50.0}
    assert asked(night(site=may, level=49.0))[1].use is BatteryUse.HELD


def test_a_plan_that_is_given_up_in_a_pause_ends_the_hold() -> None:
    state, _ = asked(night())
    pause = night(power_w=0.0)
    for minute in range(1, 60):
        state, command = battery_command(*pause, state, NOW_S + 60.0 * minute, NOW_S + 5400.0)
    assert command.use is BatteryUse.HELD
    assert battery_command(*pause, state, NOW_S + 3600.0, None)[1].use is BatteryUse.FREE
    # A car that does not take what was planned for it is not waited for.
    state, _ = asked(night())
    assert battery_command(*pause, state, NOW_S + 1700.0, NOW_S + 1200.0)[1].use is BatteryUse.HELD
    assert battery_command(*pause, state, NOW_S + 1800.0, NOW_S + 1200.0)[1].use is BatteryUse.FREE


def test_a_level_around_the_buffer_level_is_no_reason_to_hold_and_release_all_the_time() -> None:
    may = SiteLimits(use_home_battery=True, battery_buffer_level_pct=50.0)
    state, uses = HoldState(), list[BatteryUse]()
    for number, level in enumerate([50.0, 49.5, 50.0, 49.5, 50.0, 51.0, 50.0 + AGAIN_ABOVE_PCT, 51.0, 50.0, 49.5]):
        state, command = asked(night(site=may, level=level), state, NOW_S + 5.0 * number)
        uses.append(command.use)
    assert uses == [BatteryUse.FREE] + 5 * [BatteryUse.HELD] + 3 * [BatteryUse.FREE] + [BatteryUse.HELD]


def test_one_that_supplies_the_house_is_told_what_it_takes_and_not_at_each_kettle() -> None:
    state, command = asked(night(house_w=640.0))
    assert for_house(command) == BatteryCommand(
        BatteryUse.HOUSE_ONLY, Reason("battery_house_only", {"power_w": 7000.0, "limit_w": 700.0}), 700.0
    )
    state, command = asked(night(house_w=2600.0), state, NOW_S + 60)
    assert command.limit_w == 700.0
    state, command = asked(night(house_w=850.0), state, NOW_S + LIMIT_EVERY_S)
    assert command.limit_w == 700.0
    assert asked(night(house_w=2600.0), state, NOW_S + LIMIT_EVERY_S)[1].limit_w == 2600.0


def test_a_charger_without_a_meter_counts_with_what_it_was_told() -> None:
    inputs, decision = night()
    unmetered = replace(inputs, chargers=(replace(inputs.chargers[0], power_w=None),))
    assert asked((unmetered, decision))[1].reason.numbers["power_w"] == 11040.0


def test_reasons_have_the_numbers_their_sentences_show() -> None:
    homes = [night(), night(power_w=0.0), night(site=SiteLimits(use_home_battery=True, battery_buffer_level_pct=50.0))]
    for command in (asked(home)[1] for home in homes):
        for reason in (command.reason, for_house(command).reason):
            assert tuple(reason.numbers) == REASON_NUMBERS[ReasonKey(reason.key)]
