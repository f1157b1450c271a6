"""A cloud that lost a car's state of charge shows empty or full for a while: that is neither driven nor charged."""

import pytest

from custom_components.solar_charging.cars.sudden_report import SuddenReport


@pytest.mark.parametrize("lost", [0.0, 100.0])
def test_an_end_that_is_shown_for_minutes_is_not_believed(lost: float) -> None:
    sudden = SuddenReport()
    shown = [(62.0, 0), (lost, 60), (lost, 300), (62.0, 360), (lost, 420), (lost, 900)]
    believed = [pct for pct, at_s in shown if sudden.is_credible(pct, 62.0, at_s)]
    assert believed == [62.0, 62.0]


@pytest.mark.parametrize("end", [0.0, 100.0])
def test_one_that_stays_is_believed_after_a_while(end: float) -> None:
    sudden = SuddenReport()
    assert [sudden.is_credible(end, 62.0, at_s) for at_s in (0, 300, 600)] == [False, False, True]


@pytest.mark.parametrize(("before", "pct"), [(None, 0.0), (93.0, 100.0), (8.0, 0.0), (20.0, 80.0), (100.0, 55.0)])
def test_what_a_car_can_do_is_believed_at_once(before: float | None, pct: float) -> None:
    assert SuddenReport().is_credible(pct, before, 0.0)
