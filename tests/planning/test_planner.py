"""Ready by morning: sun first, then the cheapest hours, and a warning as soon as it cannot be done."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.solar_charging.planning.break_even import cheap_hours_price
from custom_components.solar_charging.planning.charging_plan import Assumption, Need, Plan, Slot
from custom_components.solar_charging.planning.feasibility import RESERVE_PART
from custom_components.solar_charging.planning.multi_charger import PowerRoom, plan_all
from custom_components.solar_charging.planning.planner import LEAD_PART, make_plan
from custom_components.solar_charging.planning.slots import STEP_S, ExpectedSun, Series, slots

from .brute import cheapest_cost, sun_wh

HOUR_S = 3600.0
EVENING_S = 1_000_000 * 900.0  # a full hour
CAR = Need("garage", 10_000.0, EVENING_S + 12 * HOUR_S, 1_400.0, 11_000.0)
NO_SUN = Series()


def hourly(*values: float | None, start_s: float = EVENING_S) -> Series:
    """Return one value an hour."""
    return Series.of(
        [
            (start_s + hour * HOUR_S, start_s + (hour + 1) * HOUR_S, value)
            for hour, value in enumerate(values)
            if value is not None
        ]
    )


def plan(
    need: Need,
    prices: Series = NO_SUN,
    solar_w: Series = NO_SUN,
    now_s: float = EVENING_S,
    room: PowerRoom | None = None,
) -> Plan:
    return plan_all([need], now_s, prices, ExpectedSun(solar_w), room=room)[need.charger_id]


quarter_hours = st.lists(st.tuples(st.floats(-0.2, 0.6), st.floats(0, 15_000)), min_size=1, max_size=5).map(
    lambda parts: [
        Slot(EVENING_S + i * STEP_S, EVENING_S + (i + 1) * STEP_S, price, solar)
        for i, (price, solar) in enumerate(parts)
    ]
)


@given(quarter_hours, st.floats(0.01, 1.2), st.floats(0, 0.12))
@settings(max_examples=300, deadline=None)
def test_no_plan_is_cheaper_and_none_that_can_be_in_time_is_late(made: list[Slot], part: float, feed_in: float) -> None:
    most_wh = sum(CAR.max_w * slot.hours for slot in made)
    need = replace(CAR, energy_wh=most_wh * part, ready_by_s=made[-1].end_s, feed_in=feed_in)
    found = make_plan(need, made)
    assert found.is_in_time == (need.energy_wh <= most_wh)
    assert found.missing_wh == pytest.approx(max(need.energy_wh - most_wh, 0.0))
    if not found.is_in_time:
        assert found.solar_wh + found.grid_wh == pytest.approx(most_wh, abs=2)
        return
    assert found.solar_wh + found.grid_wh == pytest.approx(need.energy_wh, abs=2)
    has_time = need.energy_wh <= sum(CAR.max_w * slot.hours for slot in made[1:]) * (1 - RESERVE_PART)
    best = cheapest_cost(need, made)
    sun_alone_wh = sum(sun_wh(need, slot) for slot in made)
    if has_time and best is not None and sun_alone_wh <= need.energy_wh:
        assert (found.cost or 0.0) * 1000 == pytest.approx(best + sun_alone_wh * feed_in, abs=2)


def test_only_the_rest_is_bought_and_where_it_is_cheapest() -> None:
    found = plan(CAR, hourly(0.4, 0.1, 0.3, 0.4), hourly(0, 0, 0, 4000))
    (night,) = found.purchases
    assert night.price == 0.1
    assert found.solar_wh == pytest.approx(4000)
    assert found.grid_wh == pytest.approx(6000)
    assert found.cost == pytest.approx(0.6)


def test_enough_sun_buys_nothing() -> None:
    found = plan(CAR, hourly(0.1, 0.1, 0.1, 0.1, 0.1), hourly(0, 4000, 4000, 4000))
    assert found.purchases == ()
    assert found.grid_wh == 0
    assert found.is_in_time


def test_a_trickle_of_sun_that_cannot_charge_a_car_is_not_counted_on() -> None:
    assert plan(CAR, NO_SUN, hourly(*[1000] * 12)).grid_wh > 9000


def test_without_prices_it_is_bought_as_late_as_possible() -> None:
    found = plan(CAR)
    (last,) = found.purchases
    assert last.end_s == CAR.ready_by_s
    assert last.start_s == pytest.approx(CAR.ready_by_s - (1 + LEAD_PART) * 10 / 11 * HOUR_S, abs=1)
    assert Assumption.NO_PRICES in found.assumptions
    assert Assumption.NO_FORECAST in found.assumptions
    assert found.cost is None


def test_two_hours_of_one_price_are_taken_late_so_that_the_sun_has_time_to_surprise() -> None:
    found = plan(CAR, hourly(0.2, 0.2, 0.5, 0.5))
    assert found.purchases[-1].end_s == EVENING_S + 2 * HOUR_S


def test_negative_prices_are_taken_for_the_rest() -> None:
    found = plan(CAR, hourly(0.2, -0.1, 0.2))
    assert found.cost == pytest.approx(-1.0)


def test_what_cannot_be_in_time_is_said_at_once_and_charged_for_at_full_speed() -> None:
    need = replace(CAR, energy_wh=30_000.0, ready_by_s=EVENING_S + 2 * HOUR_S)
    found = plan(need, hourly(0.1, 0.9))
    assert not found.is_in_time
    assert found.missing_wh == pytest.approx(8000)
    assert found.wants_full_speed(EVENING_S)
    assert found.wants_full_speed(need.ready_by_s - 1)


def test_it_does_not_wait_for_a_sun_that_may_fail_when_there_is_no_time_left() -> None:
    """Full sun is forecast, but if it fails there is just enough time to buy: so buy now."""
    need = replace(CAR, energy_wh=11_000.0, ready_by_s=EVENING_S + HOUR_S)
    assert plan(need, NO_SUN, hourly(11_000)).wants_full_speed(EVENING_S)
    assert not plan(replace(need, energy_wh=5_000.0), NO_SUN, hourly(11_000)).wants_full_speed(EVENING_S)


def test_a_departure_in_the_past_is_said_to_have_passed() -> None:
    found = plan(replace(CAR, ready_by_s=EVENING_S - 1))
    assert found.assumptions == (Assumption.DEPARTURE_PASSED,)
    assert not found.is_in_time
    assert found.purchases == ()


def test_a_car_that_is_overdue_waits_for_a_cheaper_hour_but_not_for_sun_that_is_only_expected() -> None:
    late = replace(CAR, energy_wh=5_000.0, ready_by_s=EVENING_S + 2 * HOUR_S, is_buying=True, is_overdue=True)
    assert plan(late, hourly(0.3, 0.3), hourly(0, 11_000)).wants_full_speed(EVENING_S)
    assert not plan(late, hourly(0.3, 0.1), hourly(0, 0)).wants_full_speed(EVENING_S)
    assert not plan(replace(late, is_overdue=False), hourly(0.3, 0.3), hourly(0, 11_000)).wants_full_speed(EVENING_S)


def test_a_target_that_is_reached_needs_nothing() -> None:
    found = plan(replace(CAR, energy_wh=-300.0), hourly(0.1))
    assert Assumption.TARGET_REACHED in found.assumptions
    assert found.is_in_time
    assert found.purchases == ()


def test_hours_without_a_price_cost_what_they_did_the_day_before() -> None:
    yesterday = hourly(*[0.5] * 6, 0.1, *[0.5] * 17, start_s=EVENING_S - 24 * HOUR_S)
    found = plan(CAR, yesterday)
    assert [one.price for one in found.purchases] == [0.1]
    assert Assumption.PRICE_GAPS in found.assumptions


def test_a_gap_in_the_prices_is_not_taken_for_cheap() -> None:
    found = plan(CAR, hourly(0.2, None, 0.3, 0.3))
    assert [one.price for one in found.purchases] == [0.2]
    assert Assumption.PRICE_GAPS in found.assumptions


def test_no_plan_exceeds_what_the_main_fuse_leaves() -> None:
    needs = [replace(CAR, charger_id=name, energy_wh=20_000.0) for name in ("a", "b", "c")]
    plans = plan_all(needs, EVENING_S, hourly(*[0.3] * 6, *[0.1] * 6), ExpectedSun(), room=PowerRoom(14_000.0))
    for at_s in range(int(EVENING_S), int(CAR.ready_by_s), 300):
        together_w = sum(
            one.power_w for each in plans.values() for one in each.purchases if one.start_s <= at_s < one.end_s
        )
        assert together_w <= 14_000.0
    assert all(each.is_in_time for each in plans.values())


def test_a_plan_draws_no_more_from_the_grid_than_the_peak_leaves_and_takes_the_sun_besides() -> None:
    room = PowerRoom(grid_w=4000.0)
    found = plan(CAR, hourly(0.1), NO_SUN, room=room)
    assert found.purchases
    assert all(one.power_w <= 4000.0 for one in found.purchases)
    sunny = plan(CAR, hourly(0.1), hourly(*[3000.0] * 12), room=room)
    assert all(one.power_w <= 7000.0 for one in sunny.purchases)
    assert sunny.solar_wh > 0.0


def test_room_below_the_least_power_is_no_room() -> None:
    found = plan(CAR, hourly(0.1), NO_SUN, room=PowerRoom(1000.0))
    assert found.purchases == ()
    assert not found.is_in_time


def test_two_cars_do_not_count_on_the_same_sun() -> None:
    needs = [replace(CAR, charger_id=name, energy_wh=8000.0) for name in ("a", "b")]
    plans = plan_all(needs, EVENING_S, hourly(*[0.3] * 12), ExpectedSun(hourly(4000, 4000)))
    assert sum(each.solar_wh for each in plans.values()) <= 8000
    assert plans["a"].grid_wh + plans["b"].grid_wh == pytest.approx(8000, abs=2)


def test_the_charger_that_matters_more_takes_the_cheap_hour() -> None:
    needs = [replace(CAR, charger_id=name, energy_wh=10_000.0, priority=rank) for name, rank in (("a", 0), ("b", 5))]
    prices = hourly(0.1, 0.5, 0.5)
    plans = plan_all(needs, EVENING_S, prices, ExpectedSun(), room=PowerRoom(11_000.0))
    assert plans["b"].cost == pytest.approx(1.0)
    assert (plans["a"].cost or 0) > 4


def test_slots_begin_now_and_end_by_the_departure_on_quarters_of_the_hour_between() -> None:
    made = slots(EVENING_S + 100, EVENING_S + 2000, NO_SUN, ExpectedSun())
    assert [slot.start_s - EVENING_S for slot in made] == [100, 900, 1800]
    assert made[-1].end_s == EVENING_S + 2000


def test_prices_in_any_order_and_overlapping_are_understood() -> None:
    series = Series.of([(900.0, 1800.0, 2.0), (0.0, 900.0, 1.0), (900.0, 1800.0, 3.0), (2700.0, 3600.0, 4.0)])
    assert [series.at(at) for at in (-1.0, 0.0, 900.0, 1800.0, 2700.0, 3600.0)] == [None, 1.0, 3.0, None, 4.0, None]


def test_waiting_is_worth_what_the_next_days_cheap_hours_cost() -> None:
    assert cheap_hours_price(EVENING_S, hourly(*[0.3] * 6, *[0.1] * 5, 0.2, *[0.4] * 12)) == 0.2
    assert cheap_hours_price(EVENING_S, hourly(0.3)) == 0.3
    assert cheap_hours_price(EVENING_S, NO_SUN) is None


# --- a sun that may turn out one way or another


def doubtful(*, low: float, usual: float, high: float, from_hour: int = 6, hours: int = 4) -> ExpectedSun:
    """Return surplus in W from the seventh hour on."""
    made = [hourly(*[0.0] * from_hour, *[power_w] * hours) for power_w in (high, usual, low)]
    return ExpectedSun(made[2], tuple(reversed(made)))


def test_with_one_price_all_day_nothing_is_bought_while_the_sun_may_still_come() -> None:
    found = plan_all([CAR], EVENING_S, hourly(*[0.3] * 12), doubtful(low=0, usual=3000, high=4000))["garage"]
    assert found.grid_wh == pytest.approx(10_000)
    assert all(one.is_reserve for one in found.purchases)
    assert not found.wants_full_speed(found.purchases[0].start_s)


@pytest.mark.parametrize(("dear", "buys"), [(0.25, False), (0.60, True)])
def test_a_doubtful_sun_is_insured_against_by_a_cheap_night_if_the_day_is_dear(dear: float, buys: bool) -> None:
    """In the last cheap hour; before, it waits for a better forecast."""
    prices = hourly(0.2, *[dear] * 11)
    need = replace(CAR, energy_wh=2000.0, feed_in=0.08)
    last_cheap_s = EVENING_S + HOUR_S - STEP_S
    found = plan_all([need], last_cheap_s, prices, doubtful(low=0, usual=3000, high=4000))["garage"]
    assert found.wants_full_speed(EVENING_S + HOUR_S - 1) == buys


def test_a_weak_sun_is_helped_by_the_grid_before_a_dark_hour_is_paid_for() -> None:
    """900 W of sun is too little for the car: 500 W more make it enough, and cost a third of what a dark hour does."""
    need = replace(CAR, energy_wh=4_200.0, feed_in=0.08)
    found = plan(need, hourly(*[0.25] * 6, *[0.30] * 6), hourly(*[0.0] * 6, 900, 900, 900))
    assert found.purchases == ()
    assert found.solar_wh == pytest.approx(2_700)
    assert found.grid_wh == pytest.approx(1_500)
    assert found.break_even_price == pytest.approx((900 * 0.08 + 500 * 0.30) / 1400, abs=1e-5)


def test_a_kwh_is_worth_what_it_will_cost_later() -> None:
    need = replace(CAR, feed_in=0.08)
    assert plan(need, hourly(0.4, *[0.2] * 11)).break_even_price == pytest.approx(0.2, abs=1e-5)
    assert plan(need, hourly(*[0.2] * 12), hourly(*[0.0] * 4, *[6000] * 4)).break_even_price == pytest.approx(
        0.08, abs=1e-5
    )
    assert plan(need).break_even_price is None


def test_what_no_sun_can_give_is_bought_at_once() -> None:
    found = plan_all([CAR], EVENING_S, hourly(0.1, *[0.3] * 11), doubtful(low=0, usual=0, high=0))["garage"]
    assert not any(one.is_reserve for one in found.purchases)
    assert found.wants_full_speed(EVENING_S + 1800)


def test_what_was_begun_goes_on_though_the_grid_or_the_car_gives_more_than_was_reckoned_with() -> None:
    """Each look finds a little more time than the last; none of them is a reason to stop."""
    need, now_s, price = replace(CAR, is_buying=True), EVENING_S + 6 * HOUR_S, hourly(*[0.3] * 6, *[0.1] * 6)
    for part in (1.0, 0.8, 0.5, 0.1, 0.02):
        left = replace(need, energy_wh=part * 0.9 * CAR.max_w * (CAR.ready_by_s - now_s) / HOUR_S)
        found = plan_all([left], now_s, price, ExpectedSun())[CAR.charger_id]
        assert found.wants_full_speed(now_s), part
        assert not plan_all([replace(left, is_buying=False)], now_s, price, ExpectedSun())[
            CAR.charger_id
        ].wants_full_speed(now_s)
        now_s += 600


def test_what_was_begun_stops_for_what_saves_more_than_a_start_costs() -> None:
    need = replace(CAR, is_buying=True, energy_wh=5000.0)
    dear, hardly = hourly(0.3, *[0.1] * 11), hourly(0.3, *[0.299] * 11)
    assert not plan(need, dear).wants_full_speed(EVENING_S)
    assert plan(need, hardly).wants_full_speed(EVENING_S)


def test_a_purchase_leads_only_where_that_costs_no_more() -> None:
    found = plan(replace(CAR, energy_wh=5.9 * CAR.max_w), hourly(*[0.3] * 6, *[0.1] * 6))
    assert [one.start_s for one in found.purchases] == [EVENING_S + 6 * HOUR_S]


def test_a_limit_from_outside_binds_a_plan_until_it_ends() -> None:
    prices, ends_s = hourly(*[0.1] * 2, *[0.3] * 10), EVENING_S + 2 * HOUR_S
    free = plan(CAR, prices)
    assert any(one.power_w > 4200.0 and one.start_s < ends_s for one in free.purchases)
    limited = plan(CAR, prices, room=PowerRoom(signal_w=4200.0, signal_until_s=ends_s))
    assert all(one.power_w <= 4200.0 for one in limited.purchases if one.start_s < ends_s)
    assert any(one.start_s >= ends_s for one in limited.purchases)
    assert limited.is_in_time
