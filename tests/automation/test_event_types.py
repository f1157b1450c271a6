"""What automations are told, and what they are not."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.automation.event_types import (
    ChargerEventType,
    ChargerSnapshot,
    SiteEventType,
    SiteSnapshot,
    charger_event_types,
    site_event_types,
    surplus_now,
)
from custom_components.solar_charging.engine.model import CarState, IntegrationType

AWAY = ChargerSnapshot(CarState.DISCONNECTED, is_charging=False, reason="disconnected")
HERE = ChargerSnapshot(CarState.CONNECTED, is_charging=False, reason="waiting_for_surplus")
BUSY = ChargerSnapshot(CarState.CHARGING, is_charging=True, reason="solar_charging")
FULL = ChargerSnapshot(CarState.COMPLETE, is_charging=False, reason="complete")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (AWAY, AWAY, []),
        (AWAY, HERE, [ChargerEventType.PLUGGED_IN]),
        (AWAY, BUSY, [ChargerEventType.PLUGGED_IN, ChargerEventType.STARTED]),
        (HERE, BUSY, [ChargerEventType.STARTED]),
        (BUSY, HERE, [ChargerEventType.STOPPED]),
        (BUSY, FULL, [ChargerEventType.STOPPED, ChargerEventType.COMPLETE]),
        (BUSY, AWAY, [ChargerEventType.STOPPED, ChargerEventType.UNPLUGGED]),
        (HERE, replace(HERE, car=CarState.UNKNOWN), []),
        (replace(HERE, car=CarState.UNKNOWN), HERE, []),
        (HERE, replace(HERE, is_in_time=False), [ChargerEventType.READY_BY_AT_RISK]),
        (replace(HERE, is_in_time=False), replace(HERE, is_in_time=False), []),
        (BUSY, replace(BUSY, reason="charger_ignores_command"), [ChargerEventType.NOT_RESPONDING]),
        (BUSY, replace(BUSY, refuses=True), [ChargerEventType.NOT_RESPONDING]),
        (BUSY, replace(HERE, reason="limit_reached"), [ChargerEventType.STOPPED, ChargerEventType.COMPLETE]),
        (replace(HERE, reason="limit_reached"), FULL, []),
        (replace(BUSY, reason="charger_unreachable"), replace(BUSY, reason="charger_ignores_command"), []),
    ],
)
def test_what_happens_at_a_charger_is_told_once(
    before: ChargerSnapshot, after: ChargerSnapshot, expected: list[ChargerEventType]
) -> None:
    assert charger_event_types(before, after) == expected


def test_the_home_tells_of_surplus_and_of_lost_measurements() -> None:
    dark = SiteSnapshot(has_surplus=False, integration=IntegrationType.HARDWARE)
    bright = replace(dark, has_surplus=True)
    guessed = replace(dark, integration=IntegrationType.SOFTWARE)
    assert site_event_types(dark, bright) == [SiteEventType.SURPLUS_AVAILABLE]
    assert site_event_types(bright, dark) == [SiteEventType.SURPLUS_GONE]
    assert site_event_types(dark, guessed) == [SiteEventType.FELL_BACK]
    assert site_event_types(guessed, dark) == [SiteEventType.RECOVERED]


def test_a_kettle_at_the_edge_makes_no_events() -> None:
    assert not surplus_now(1300.0, 1380.0, had_surplus=False)
    assert surplus_now(1400.0, 1380.0, had_surplus=False)
    assert surplus_now(800.0, 1380.0, had_surplus=True)
    assert not surplus_now(600.0, 1380.0, had_surplus=True)
    assert not surplus_now(None, 1380.0, had_surplus=True)
