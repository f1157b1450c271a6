"""What automations are told, and what they are not."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.automation.event_types import (
    ChargerHappening,
    ChargerMoment,
    SiteHappening,
    SiteMoment,
    charger_happenings,
    site_happenings,
    surplus_now,
)
from custom_components.solar_charging.engine.model import CarState, IntegrationType

AWAY = ChargerMoment(CarState.DISCONNECTED, is_charging=False, reason="disconnected")
HERE = ChargerMoment(CarState.CONNECTED, is_charging=False, reason="waiting_for_surplus")
BUSY = ChargerMoment(CarState.CHARGING, is_charging=True, reason="solar_charging")
FULL = ChargerMoment(CarState.COMPLETE, is_charging=False, reason="complete")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (AWAY, AWAY, []),
        (AWAY, HERE, [ChargerHappening.PLUGGED_IN]),
        (AWAY, BUSY, [ChargerHappening.PLUGGED_IN, ChargerHappening.STARTED]),
        (HERE, BUSY, [ChargerHappening.STARTED]),
        (BUSY, HERE, [ChargerHappening.STOPPED]),
        (BUSY, FULL, [ChargerHappening.STOPPED, ChargerHappening.COMPLETE]),
        (BUSY, AWAY, [ChargerHappening.STOPPED, ChargerHappening.UNPLUGGED]),
        (HERE, replace(HERE, car=CarState.UNKNOWN), []),
        (replace(HERE, car=CarState.UNKNOWN), HERE, []),
        (HERE, replace(HERE, is_in_time=False), [ChargerHappening.READY_BY_AT_RISK]),
        (replace(HERE, is_in_time=False), replace(HERE, is_in_time=False), []),
        (BUSY, replace(BUSY, reason="charger_ignores_command"), [ChargerHappening.DOES_NOT_ANSWER]),
        (BUSY, replace(BUSY, refuses=True), [ChargerHappening.DOES_NOT_ANSWER]),
        (BUSY, replace(HERE, reason="limit_reached"), [ChargerHappening.STOPPED, ChargerHappening.COMPLETE]),
        (replace(HERE, reason="limit_reached"), FULL, []),
        (replace(BUSY, reason="charger_unreachable"), replace(BUSY, reason="charger_ignores_command"), []),
    ],
)
def test_what_happens_at_a_charger_is_told_once(
    before: ChargerMoment, after: ChargerMoment, told: list[ChargerHappening]
) -> None:
    assert charger_happenings(before, after) == told


def test_the_home_tells_of_surplus_and_of_lost_measurements() -> None:
    dark = SiteMoment(has_surplus=False, integration=IntegrationType.HARDWARE)
    bright = replace(dark, has_surplus=True)
    guessed = replace(dark, integration=IntegrationType.SOFTWARE)
    assert site_happenings(dark, bright) == [SiteHappening.SURPLUS_AVAILABLE]
    assert site_happenings(bright, dark) == [SiteHappening.SURPLUS_GONE]
    assert site_happenings(dark, guessed) == [SiteHappening.FELL_BACK]
    assert site_happenings(guessed, dark) == [SiteHappening.RECOVERED]


def test_a_kettle_at_the_edge_makes_no_events() -> None:
    assert not surplus_now(1300.0, 1380.0, had_surplus=False)
    assert surplus_now(1400.0, 1380.0, had_surplus=False)
    assert surplus_now(800.0, 1380.0, had_surplus=True)
    assert not surplus_now(600.0, 1380.0, had_surplus=True)
    assert not surplus_now(None, 1380.0, had_surplus=True)
