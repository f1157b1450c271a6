"""Sums of energy never go back: what was counted too much is charged again first."""

import pytest

from custom_components.solar_charging.sessions.shares import Shares
from custom_components.solar_charging.sessions.totals import Totals


@pytest.mark.parametrize("taken_back_wh", [300.0, 1000.0])
def test_what_was_counted_too_much_stands_still_until_it_has_been_charged_again(taken_back_wh):
    totals = Totals()
    totals.add(Shares(1000.0, 0.0, 500.0))
    totals.add(Shares(-taken_back_wh, 0.0, 0.0))
    assert (totals.solar_wh, totals.grid_wh) == (1000.0, 500.0)
    assert totals.booked_wh == Shares(1000.0 - taken_back_wh, 0.0, 500.0)
    totals.add(Shares(200.0, 0.0, 0.0))
    assert totals.solar_wh == 1000.0
    assert totals.booked_wh.solar == pytest.approx(1200.0 - taken_back_wh)
    totals.add(Shares(1000.0, 0.0, 0.0))
    assert totals.solar_wh == totals.booked_wh.solar == pytest.approx(2200.0 - taken_back_wh)


def test_days_and_months_begin_at_nothing_and_the_sums_go_on():
    totals = Totals()
    totals.roll_over_day("2026-06-30")
    totals.add(Shares(700.0, 200.0, 100.0))
    totals.roll_over_day("2026-06-30")
    assert (totals.day_solar_wh, totals.day_battery_wh, totals.month_energy_wh) == (700.0, 200.0, 1000.0)
    totals.roll_over_day("2026-07-01")
    assert totals.day_battery_wh == 0.0
    assert (totals.day_solar_wh, totals.month_solar_wh, totals.month_energy_wh, totals.solar_wh) == (
        0.0,
        0.0,
        0.0,
        700.0,
    )


@pytest.mark.parametrize(("back_to", "is_kept"), [("2026-06-30", True), ("2026-06-29", False), ("2026-07-02", False)])
def test_a_day_that_comes_again_goes_on(back_to, is_kept):
    totals = Totals()
    totals.roll_over_day("2026-07-01")
    totals.add(Shares(700.0, 200.0, 100.0))
    # A clock or a time zone is set back over midnight, and midnight comes again.
    for day in (back_to, "2026-07-01"):
        totals.roll_over_day(day)
    assert (totals.day_solar_wh == 700.0) is is_kept
    assert (totals.month_energy_wh == 1000.0) is (is_kept or back_to == "2026-07-02")
