"""What a user asks of a charger, and when it is fulfilled."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from custom_components.solar_charging.planning.charge_request import (
    CarBattery,
    Charged,
    ChargeRequest,
    after_session,
    is_below_minimum,
    is_boosting,
    is_limit_reached,
    needed_wh,
    next_departure_s,
)
from custom_components.solar_charging.planning.charging_plan import Assumption

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "departure"),
    [
        ("2026-06-20 12:00", "2026-06-21 05:00"),
        ("2026-06-21 04:59", "2026-06-21 05:00"),
        ("2026-06-21 05:00", "2026-06-22 05:00"),
        # The nights in which clocks are changed: seven o'clock stays seven o'clock.
        ("2026-03-28 12:00", "2026-03-29 05:00"),
        ("2026-10-24 12:00", "2026-10-25 06:00"),
    ],
)
def test_ready_by_seven_is_seven_on_the_kitchen_clock(now: str, departure: str) -> None:
    found = next_departure_s(ChargeRequest(ready_by_time="07:00"), utc(now), BERLIN)
    assert found == utc(departure).timestamp()


def test_a_time_that_the_clock_change_skips_is_still_a_time() -> None:
    found = next_departure_s(ChargeRequest(ready_by_time="02:30"), utc("2026-03-28 12:00"), BERLIN)
    assert found == utc("2026-03-29 01:30").timestamp()


def test_a_time_that_comes_twice_is_meant_the_first_time() -> None:
    found = next_departure_s(ChargeRequest(ready_by_time="02:30"), utc("2026-10-24 12:00"), BERLIN)
    assert found == utc("2026-10-25 00:30").timestamp()


def test_only_on_the_weekdays_that_were_chosen() -> None:
    saturday = utc("2026-06-20 12:00")
    assert (
        next_departure_s(ChargeRequest(ready_by_time="07:00", ready_by_weekdays=(0,)), saturday, BERLIN)
        == utc("2026-06-22 05:00").timestamp()
    )


def test_a_departure_that_has_passed_is_none() -> None:
    now = utc("2026-06-20 12:00")
    assert next_departure_s(ChargeRequest(departure_s=now.timestamp() - 1), now, BERLIN) is None
    assert next_departure_s(ChargeRequest(), now, BERLIN) is None


def test_energy_is_counted_since_the_car_was_plugged_in() -> None:
    assert needed_wh(ChargeRequest(ready_by_wh=10_000.0), Charged(4_000.0)) == (6_000.0, ())
    assert needed_wh(ChargeRequest(ready_by_wh=10_000.0), Charged(14_000.0)) == (0.0, ())


def test_a_state_of_charge_needs_what_the_battery_lacks_and_what_is_lost_on_the_way() -> None:
    request = ChargeRequest(ready_by_soc_pct=80.0, vehicle_battery_wh=50_000.0)
    assert needed_wh(request, Charged(soc_pct=62.0)) == (pytest.approx(10_000.0), ())
    assert needed_wh(request, Charged(soc_pct=95.0)) == (0.0, ())


def test_an_unknown_state_of_charge_is_taken_for_empty_and_said_so() -> None:
    energy_wh, assumed = needed_wh(ChargeRequest(ready_by_soc_pct=45.0, vehicle_battery_wh=50_000.0), Charged(5_000.0))
    assert energy_wh == pytest.approx(20_000.0)
    assert assumed == (Assumption.SOC_UNKNOWN,)


def test_no_more_is_planned_for_than_the_car_takes_before_it_stops_itself() -> None:
    zoe = CarBattery(50_000.0, limit_pct=80.0)
    request = ChargeRequest(ready_by_soc_pct=90.0)
    assert needed_wh(request, Charged(soc_pct=62.0), zoe) == (pytest.approx(10_000.0), (Assumption.CAR_LIMIT,))
    assert needed_wh(ChargeRequest(ready_by_wh=30_000.0), Charged(0.0, soc_pct=62.0), zoe) == (
        pytest.approx(10_000.0),
        (Assumption.CAR_LIMIT,),
    )
    assert needed_wh(ChargeRequest(ready_by_soc_pct=80.0), Charged(soc_pct=62.0), zoe) == (pytest.approx(10_000.0), ())
    assert needed_wh(request, Charged(), zoe)[1] == (Assumption.CAR_LIMIT, Assumption.SOC_UNKNOWN)


def test_what_was_learned_of_the_losses_counts() -> None:
    request = ChargeRequest(ready_by_soc_pct=80.0, vehicle_battery_wh=50_000.0)
    assert needed_wh(request, Charged(soc_pct=62.0), CarBattery(charging_efficiency=1.0))[0] == pytest.approx(9_000.0)


def test_a_boost_ends_with_its_time_or_its_energy() -> None:
    both = ChargeRequest(boost_until_s=100.0, boost_until_wh=5000.0)
    assert is_boosting(both, 99.0, 4999.0)
    assert not is_boosting(both, 100.0, 0.0)
    assert not is_boosting(both, 0.0, 5000.0)
    assert not is_boosting(ChargeRequest(), 0.0, 0.0)


def test_a_limit_is_reached_by_energy_or_charge_or_time() -> None:
    assert is_limit_reached(ChargeRequest(energy_limit_wh=5000.0), Charged(5000.0))
    assert is_limit_reached(ChargeRequest(charge_limit_pct=80.0), Charged(soc_pct=80.0))
    assert is_limit_reached(ChargeRequest(charging_time_limit_s=3600.0), Charged(charging_s=3600.0))
    assert not is_limit_reached(
        ChargeRequest(charge_limit_pct=80.0, energy_limit_wh=5000.0, charging_time_limit_s=3600.0),
        Charged(4999.0, 3599.0, None),
    )


def test_only_a_car_that_is_known_to_have_less_is_below_its_minimum() -> None:
    request = ChargeRequest(minimum_charge_pct=30.0)
    assert is_below_minimum(request, Charged(soc_pct=29.9))
    assert not is_below_minimum(request, Charged(soc_pct=30.0))
    assert not is_below_minimum(request, Charged())


def test_when_the_car_leaves_boosts_and_limits_of_this_session_are_over_but_departures_stay() -> None:
    request = ChargeRequest(
        ready_by_time="07:00",
        ready_by_wh=1.0,
        boost_until_s=5.0,
        energy_limit_wh=5.0,
        charging_time_limit_s=60.0,
        minimum_charge_pct=30.0,
    )
    assert after_session(request) == ChargeRequest(ready_by_time="07:00", ready_by_wh=1.0, minimum_charge_pct=30.0)
    assert after_session(ChargeRequest(energy_limit_wh=5.0, keep_limits=True)).energy_limit_wh == 5.0
