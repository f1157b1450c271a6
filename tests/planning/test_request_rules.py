"""Changing a wish: what was named last counts, and what cannot be is refused."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.planning.charge_request import Charged, ChargeRequest
from custom_components.solar_charging.planning.request_rules import (
    InvalidRequestError,
    RejectReason,
    changed,
    is_without_target,
)

NOW_S = 1_000_000.0
NOTHING = Charged()
CAR = ChargeRequest(battery_wh=50_000.0)
HALF_FULL = Charged(energy_wh=5000.0, soc_pct=50.0)


def test_of_energy_and_state_of_charge_the_target_named_last_counts() -> None:
    energy = changed(replace(CAR, target_pct=80.0), {"target_wh": 5000.0}, NOW_S, NOTHING)
    assert (energy.target_wh, energy.target_pct) == (5000.0, None)
    charge = changed(energy, {"target_pct": 60.0}, NOW_S, NOTHING)
    assert (charge.target_wh, charge.target_pct) == (None, 60.0)
    assert changed(charge, {"target_wh": None}, NOW_S, NOTHING) == charge


@pytest.mark.parametrize(
    ("changes", "objection"),
    [
        ({"ready_by_s": NOW_S}, RejectReason.DEPARTURE_PASSED),
        ({"boost_until_s": NOW_S}, RejectReason.BOOST_PASSED),
        ({"ready_by_s": NOW_S + 1, "target_wh": 4999.0}, RejectReason.TARGET_BELOW_ENERGY),
        ({"ready_by_s": NOW_S + 1, "target_pct": 49.0}, RejectReason.TARGET_BELOW_CHARGE),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, float], objection: RejectReason) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        changed(CAR, changes, NOW_S, HALF_FULL)
    assert refused.value.objection is objection


@pytest.mark.parametrize(
    "changes",
    [
        {"ready_by_s": NOW_S + 1, "target_wh": 5000.0},
        {"ready_by_s": NOW_S + 1, "target_pct": 50.0},
        {"ready_time": "07:00", "target_pct": 20.0},
        {"target_wh": 1000.0},
    ],
)
def test_what_the_car_has_just_got_or_needs_on_another_day_is_not_refused(changes: dict[str, float]) -> None:
    assert changed(CAR, changes, NOW_S, HALF_FULL) == replace(CAR, **changes)


def test_other_changes_do_not_ask_about_a_departure_that_is_set_already() -> None:
    wish = ChargeRequest(ready_by_s=NOW_S + 1, target_wh=4000.0)
    assert changed(wish, {"limit_wh": 9000.0}, NOW_S, HALF_FULL).limit_wh == 9000.0


def test_bounds_of_a_boost_that_is_over_do_not_end_the_next_one() -> None:
    over = ChargeRequest(boost_until_s=NOW_S - 1)
    assert changed(over, {"boost_to_wh": 9000.0}, NOW_S, HALF_FULL) == ChargeRequest(boost_to_wh=9000.0)
    under_way = ChargeRequest(boost_until_s=NOW_S + 60)
    assert changed(under_way, {"boost_to_wh": 9000.0}, NOW_S, HALF_FULL).boost_until_s == NOW_S + 60


def test_a_departure_that_has_passed_is_in_nobodys_way() -> None:
    passed = ChargeRequest(ready_by_s=NOW_S - 1, target_wh=6000.0)
    assert changed(passed, {"target_wh": 1000.0}, NOW_S, HALF_FULL) == ChargeRequest(target_wh=1000.0)


def test_a_departure_needs_a_target_unless_a_calendar_may_name_it() -> None:
    assert is_without_target(ChargeRequest(ready_time="07:00"))
    assert not is_without_target(ChargeRequest(ready_time="07:00", target_pct=80.0))
    assert not is_without_target(ChargeRequest(ready_by_s=NOW_S, target_wh=1.0))
    assert not is_without_target(ChargeRequest(calendar="calendar.trips"))


def test_a_state_of_charge_needs_a_battery_of_known_size() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        changed(ChargeRequest(), {"target_pct": 80.0}, NOW_S, NOTHING)
    assert refused.value.objection is RejectReason.TARGET_REQUIRED
    assert changed(ChargeRequest(battery_wh=5e4), {"target_pct": 80.0}, NOW_S, NOTHING).target_pct == 80.0
    assert changed(ChargeRequest(), {"target_pct": 80.0}, NOW_S, NOTHING, is_battery_known=True).target_pct == 80.0
