"""Which of two reports counts."""

from datetime import UTC, datetime

from custom_components.solar_charging.engine.measure.freshness import SourceState, check_reading
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.policy import Policy

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_of_two_reports_in_the_same_moment_the_later_one_counts() -> None:
    state, now_s, policy = SourceState(), NOW.timestamp(), Policy()
    assert check_reading(Reading(10.0, NOW), state, now_s, policy).value == 10.0
    assert check_reading(Reading(36.0, NOW), state, now_s, policy).value == 36.0
    assert state.changed_s == now_s
