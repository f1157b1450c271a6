"""Which of two reports counts."""

from datetime import UTC, datetime, timedelta

from custom_components.solar_charging.engine.measure.freshness import SourceState, check_reading
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.policy import Policy

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_of_reports_from_before_a_clock_was_set_back_the_latest_counts() -> None:
    state, now_s, policy = SourceState(), NOW.timestamp(), Policy()
    ahead = NOW + timedelta(hours=1)
    assert check_reading(Reading(10.0, ahead), state, now_s, policy).value == 10.0
    assert check_reading(Reading(36.0, ahead), state, now_s, policy).value == 36.0
    assert state.changed_s == now_s


def test_of_two_reports_in_the_same_moment_the_first_counts_until_the_next() -> None:
    """A meter that shows a command in the moment of it would count what the charger draws as the house's."""
    state, now_s, policy = SourceState(), NOW.timestamp(), Policy()
    for value, expected in ((10.0, 10.0), (36.0, 10.0)):
        assert check_reading(Reading(value, NOW), state, now_s, policy).value == expected
