"""Whose energy it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.solar_charging.sessions.shares import Shares, believed_shares, measured_shares

powers = st.floats(0, 22_000)
flows = st.floats(-30_000, 30_000)


@given(powers, powers, flows, st.none() | flows)
def test_sun_battery_and_grid_always_add_up_to_what_is_charged(
    power_w: float, others_w: float, grid_w: float, battery_w: float | None
) -> None:
    shares = measured_shares(power_w, power_w + others_w, grid_w, battery_w)
    assert shares.total == pytest.approx(power_w)
    assert min(shares.solar, shares.battery, shares.grid) >= 0
    believed = believed_shares(power_w, others_w, battery_w)
    assert believed.total == pytest.approx(power_w)


def test_while_the_home_exports_the_car_charges_on_sun_alone() -> None:
    assert measured_shares(3000, 3000, -500, None) == Shares(solar=3000)


def test_what_is_bought_is_bought_for_the_car_first() -> None:
    assert measured_shares(3000, 3000, 1000, None) == Shares(solar=2000, grid=1000)


def test_a_battery_that_empties_into_the_car_is_not_called_sun() -> None:
    assert measured_shares(3000, 3000, 0, -1200) == Shares(solar=1800, battery=1200)


def test_two_chargers_bear_the_import_in_proportion() -> None:
    assert measured_shares(2000, 8000, 4000, None) == Shares(solar=1000, grid=1000)
