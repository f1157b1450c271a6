"""Changing a request: what was named last counts, and what cannot be is refused."""

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
CAR = ChargeRequest(vehicle_battery_wh=50_000.0)
HALF_FULL = Charged(energy_wh=5000.0, soc_pct=50.0)


def test_of_energy_and_state_of_charge_the_target_named_last_counts() -> None:
    energy = changed(replace(CAR, ready_by_soc_pct=80.0), {"ready_by_wh": 5000.0}, NOW_S, NOTHING)
    assert (energy.ready_by_wh, energy.ready_by_soc_pct) == (5000.0, None)
    charge = changed(energy, {"ready_by_soc_pct": 60.0}, NOW_S, NOTHING)
    assert (charge.ready_by_wh, charge.ready_by_soc_pct) == (None, 60.0)
    assert changed(charge, {"ready_by_wh": None}, NOW_S, NOTHING) == charge


@pytest.mark.parametrize(
    ("changes", "reject_reason"),
    [
        ({"departure_s": NOW_S}, RejectReason.DEPARTURE_PASSED),
        ({"boost_until_s": NOW_S}, RejectReason.BOOST_PASSED),
        ({"departure_s": NOW_S + 1, "ready_by_wh": 4999.0}, RejectReason.TARGET_BELOW_ENERGY),
        ({"departure_s": NOW_S + 1, "ready_by_soc_pct": 49.0}, RejectReason.TARGET_BELOW_CHARGE),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, float], reject_reason: RejectReason) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        changed(CAR, changes, NOW_S, HALF_FULL)
    assert refused.value.reject_reason is reject_reason


@pytest.mark.parametrize(
    "changes",
    [
        {"departure_s": NOW_S + 1, "ready_by_wh": 5000.0},
        {"departure_s": NOW_S + 1, "ready_by_soc_pct": 50.0},
        {"ready_by_time": "07:00", "ready_by_soc_pct": 20.0},
        {"ready_by_wh": 1000.0},
    ],
)
def test_what_the_car_has_just_got_or_needs_on_another_day_is_not_refused(changes: dict[str, float]) -> None:
    assert changed(CAR, changes, NOW_S, HALF_FULL) == replace(CAR, **changes)


def test_other_changes_do_not_ask_about_a_departure_that_is_set_already() -> None:
    request = ChargeRequest(departure_s=NOW_S + 1, ready_by_wh=4000.0)
    assert changed(request, {"energy_limit_wh": 9000.0}, NOW_S, HALF_FULL).energy_limit_wh == 9000.0


def test_bounds_of_a_boost_that_is_over_do_not_end_the_next_one() -> None:
    over = ChargeRequest(boost_until_s=NOW_S - 1)
    assert changed(over, {"boost_until_wh": 9000.0}, NOW_S, HALF_FULL) == ChargeRequest(boost_until_wh=9000.0)
    under_way = ChargeRequest(boost_until_s=NOW_S + 60)
    assert changed(under_way, {"boost_until_wh": 9000.0}, NOW_S, HALF_FULL).boost_until_s == NOW_S + 60


def test_a_departure_that_has_passed_changes_nothing() -> None:
    passed = ChargeRequest(departure_s=NOW_S - 1, ready_by_wh=6000.0)
    assert changed(passed, {"ready_by_wh": 1000.0}, NOW_S, HALF_FULL) == ChargeRequest(ready_by_wh=1000.0)


def test_a_departure_needs_a_target_unless_a_calendar_may_name_it() -> None:
    assert is_without_target(ChargeRequest(ready_by_time="07:00"))
    assert not is_without_target(ChargeRequest(ready_by_time="07:00", ready_by_soc_pct=80.0))
    assert not is_without_target(ChargeRequest(departure_s=NOW_S, ready_by_wh=1.0))
    assert not is_without_target(ChargeRequest(departure_calendar="calendar.trips"))


def test_a_state_of_charge_needs_a_battery_of_known_size() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        changed(ChargeRequest(), {"ready_by_soc_pct": 80.0}, NOW_S, NOTHING)
    assert refused.value.reject_reason is RejectReason.TARGET_REQUIRED
    assert (
        changed(ChargeRequest(vehicle_battery_wh=5e4), {"ready_by_soc_pct": 80.0}, NOW_S, NOTHING).ready_by_soc_pct
        == 80.0
    )
    assert (
        changed(ChargeRequest(), {"ready_by_soc_pct": 80.0}, NOW_S, NOTHING, is_battery_known=True).ready_by_soc_pct
        == 80.0
    )
