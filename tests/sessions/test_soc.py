"""How full the car is, between its rare reports."""

import pytest

from custom_components.solar_charging.sessions.soc import SocTracker


def test_what_was_charged_since_the_last_report_is_added() -> None:
    tracker = SocTracker()
    assert tracker.estimate(None, 0.0, 50_000.0) is None
    assert tracker.estimate(40.0, 0.0, 50_000.0) == 40.0
    assert tracker.estimate(40.0, 5_000.0, 50_000.0) == pytest.approx(49.0)
    assert tracker.estimate(None, 10_000.0, 50_000.0) == pytest.approx(58.0)


def test_a_new_report_is_believed_and_no_car_is_fuller_than_full() -> None:
    tracker = SocTracker()
    tracker.estimate(40.0, 0.0, 50_000.0)
    assert tracker.estimate(47.0, 5_000.0, 50_000.0) == 47.0
    assert tracker.estimate(47.0, 99_000.0, 50_000.0) == 100.0


def test_a_new_session_does_not_take_charge_away() -> None:
    tracker = SocTracker()
    tracker.estimate(40.0, 8_000.0, 50_000.0)
    assert tracker.estimate(40.0, 0.0, 50_000.0) == 40.0
