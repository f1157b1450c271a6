"""A limit from outside is obeyed within the meter's own delay, whatever the sun pays for stays free, and what was drawn is on record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.solar_charging.engine.grid_limits import NO_LIMIT, LimitSignal, OutsideLimit, PeakGuard
from custom_components.solar_charging.engine.inputs import Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Unavailable
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.engine.safe_state import step_from_new_state

from ..loop import SINGLE, SWITCHED, THREE, Loop, Plug

# A charger follows after 3 s.
FOLLOWS_S = 4
NOISE_W = 30.0


def limited(limit_w: float | None, **changes) -> dict:
    return {"outside": OutsideLimit(LimitSignal(limit_w), **changes)}


def boosting(*limits: ChargerLimits, surplus_w: float = -500.0) -> Loop:
    return Loop(*(Plug(one, SolarMode.BOOST) for one in limits or (THREE,)), surplus_w=surplus_w)


@pytest.mark.parametrize("period_s", [1, 10, 30])
@pytest.mark.parametrize("limits", [SINGLE, THREE, SWITCHED])
@pytest.mark.parametrize("limit_w", [0.0, 1000.0, 4200.0, 8000.0])
def test_the_home_draws_no_more_than_the_limit_once_the_charger_has_followed(period_s, limits, limit_w):
    loop = boosting(limits)
    loop.meter_period_s = period_s
    loop.run(120)
    loop.inputs = limited(limit_w)
    loop.run(FOLLOWS_S)
    for _ in range(600):
        loop.tick()
        assert loop.grid_w <= max(limit_w, 500.0) + NOISE_W
    if limit_w > 500.0 + loop.plugs[0].limits.least_w:
        assert loop.grid_w >= min(limit_w, 500.0 + loop.plugs[0].limits.most_w) - 1.5 * limits.nominal_w_per_a(
            limits.phases[-1]
        )


@pytest.mark.parametrize("period_s", [1, 10, 30])
def test_what_the_house_switches_on_is_made_room_for_as_soon_as_the_meter_shows_it(period_s):
    loop = boosting(SINGLE, surplus_w=lambda second: -3000.0 if second % 200 > 100 else -300.0)
    loop.meter_period_s = period_s
    loop.inputs = limited(6000.0)
    late = 0
    for _ in range(1200):
        loop.tick()
        late = late + 1 if loop.grid_w > 6000.0 + NOISE_W else 0
        assert late <= period_s + FOLLOWS_S


def test_for_controllable_devices_the_house_does_not_count_and_the_sun_is_free():
    loop = boosting(SINGLE, surplus_w=-5000.0)
    loop.inputs = limited(4200.0, is_for_chargers=True)
    loop.run(120)
    assert loop.command.current_a == 18.0  # 4140 W, whatever the house draws
    loop.surplus_w = 2000.0
    loop.run(400)
    assert loop.command.current_a == 26.0  # 6200 W less a part of an ampere: 2000 W of them are the sun's


def test_what_sun_and_battery_leave_is_charged_under_a_limit_of_nothing():
    loop = Loop(Plug(SINGLE, SolarMode.BOOST), surplus_w=3000.0)
    loop.inputs = limited(0.0)
    loop.run(300)
    assert loop.command.current_a == 13.0
    assert loop.grid_w <= NOISE_W
    loop.surplus_w = -300.0
    loop.run(10)
    assert not loop.command.is_enabled
    assert loop.reason == "paused_draw_limit"


def test_a_box_that_can_switch_goes_on_with_one_phase_where_three_have_no_room():
    loop = boosting(SWITCHED)
    loop.run(120)
    loop.inputs = limited(4200.0)
    loop.run(60)
    assert (loop.command.phases, loop.command.current_a) == (1, 16.0)
    loop.inputs = limited(None)
    loop.run(20)
    assert (loop.command.phases, loop.command.current_a) == (3, 16.0)


def test_several_boxes_share_what_the_limit_leaves():
    loop = boosting(SINGLE, SINGLE)
    loop.inputs = limited(6000.0)
    loop.run(600)
    first, second = (command.current_a for command in loop.decision.commands)
    assert abs(first - second) <= 1.0
    assert 5000.0 <= loop.grid_w <= 6000.0 + NOISE_W


def test_a_limit_in_amperes_holds_on_each_phase():
    loop = boosting(THREE, surplus_w=-1500.0)
    loop.site = replace(loop.site, phases=1)
    loop.inputs = {"outside": OutsideLimit(LimitSignal(limit_a=20.0))}
    loop.run(120)
    assert 1500.0 / 230.0 + loop.command.current_a <= 20.0
    assert loop.command.current_a >= 12.0
    loop.inputs = {"outside": OutsideLimit(LimitSignal(limit_a=10.0), is_for_chargers=True)}
    loop.run(10)
    assert loop.command.current_a == 10.0


def test_while_the_meter_is_silent_no_sun_is_believed_in():
    loop = Loop(Plug(SINGLE, SolarMode.BOOST), surplus_w=5000.0)
    loop.inputs = limited(3000.0)
    loop.run(120)
    assert loop.command.current_a == 32.0 or loop.command.current_a >= 30.0
    loop.meter = lambda _, now: Unavailable(now)
    loop.run(120)
    assert loop.command.current_a * 230.0 <= 3000.0 - 400.0 + NOISE_W


def test_without_a_meter_chargers_and_a_usual_house_count():
    loop = boosting(SINGLE)
    loop.inputs = {**limited(4200.0), "grid_w": None}
    loop.run(60)
    assert loop.command.current_a == 16.0  # 4200 W less the 400 W of a usual house


def test_a_signal_that_is_lost_leaves_the_last_limit_then_the_fallback():
    loop = boosting(SINGLE)
    loop.inputs = limited(4200.0, hold_s=600.0, fallback_w=2500.0)
    loop.run(60)
    loop.inputs = {"outside": OutsideLimit(None, hold_s=600.0, fallback_w=2500.0)}
    loop.run(590)
    assert loop.command.current_a == 16.0
    limit = loop.decision.site.draw_limits[0]
    assert (limit.value_w, limit.origin, limit.reason.key) == (4200.0, "held", "draw_limit_lost")
    assert limit.until is not None
    assert abs((limit.until - loop.now).total_seconds() - 10.0) <= 2.0
    loop.run(20)
    assert loop.command.current_a == 8.0
    loop.inputs = {"outside": OutsideLimit(None, hold_s=600.0, fallback_w=None)}
    loop.run(10)
    assert loop.command.current_a == 32.0


def test_each_period_of_limiting_is_on_record_with_what_was_drawn():
    loop, ended = boosting(THREE), []

    def run(seconds: int) -> None:
        for _ in range(seconds):
            ended.extend(loop.tick().site.ended_periods)

    run(100)
    loop.inputs = limited(5000.0)
    run(300)
    loop.inputs = limited(7000.0)
    run(300)
    loop.inputs = {"outside": OutsideLimit(NO_LIMIT)}
    run(10)
    assert [(period.limit_w, round(period.ended_s - period.started_s)) for period in ended] == [
        (5000.0, 300),
        (7000.0, 300),
    ]
    assert all(period.obeyed_after_s <= FOLLOWS_S + 1 for period in ended)
    assert all(period.highest_w <= period.limit_w + NOISE_W for period in ended)
    assert 4500.0 <= ended[0].mean_w <= 5200.0
    assert not loop.decision.site.draw_limits


def test_a_signal_that_is_no_longer_set_up_ends_its_period():
    loop, ended = boosting(THREE), []
    for inputs in (limited(5000.0), {}, limited(5000.0), {"outside": OutsideLimit(NO_LIMIT)}):
        loop.inputs = inputs
        for _ in range(100):
            ended.extend(loop.tick().site.ended_periods)
    assert [round(period.ended_s - period.started_s) for period in ended] == [100, 100]


def test_a_signal_that_never_rests_makes_a_record_a_minute_at_most():
    loop, ended = boosting(SINGLE), []
    for second in range(600):
        loop.inputs = limited(4000.0 + second % 7 * 100.0)
        ended.extend(loop.tick().site.ended_periods)
    assert len(ended) <= 10
    assert all(period.limit_w == 4000.0 for period in ended)


def test_a_contactor_is_not_worn_by_a_house_that_comes_and_goes_at_the_limit():
    loop = boosting(THREE, surplus_w=lambda second: -2000.0 if second // 60 % 3 == 0 else -300.0)
    loop.inputs = limited(5000.0)
    loop.run(3 * 3600)
    assert loop.starts(0) <= 3


def test_what_a_person_asks_for_need_not_wait_for_the_contactor():
    loop = boosting(THREE)
    loop.inputs = limited(5000.0)
    loop.run(60)
    loop.plugs[0].mode = SolarMode.OFF
    loop.run(20)
    loop.plugs[0].mode = SolarMode.BOOST
    loop.run(5)
    assert loop.command.is_enabled


def test_the_last_limit_outlives_a_restart():
    loop = boosting(SINGLE)
    loop.inputs = limited(4200.0)
    loop.run(60)
    loop.state = type(loop.state).from_dict(loop.state.to_dict())
    loop.second += int(timedelta(minutes=5).total_seconds())
    loop.inputs = {"outside": OutsideLimit(None)}
    loop.run(10)
    assert loop.decision.site.draw_limits[0].value_w == 4200.0


def test_the_last_limit_and_the_months_peak_outlive_a_controller_that_starts_afresh():
    loop = boosting(SINGLE)
    guard = PeakGuard(9000.0, month="2026-06")
    loop.inputs = {**limited(4200.0), "peak": guard}
    loop.run(920)
    inputs = Inputs(outside=OutsideLimit(None), peak=guard)
    after, decision = step_from_new_state(loop.state, inputs, loop.now)
    assert 4200.0 in {limit.value_w for limit in decision.site.draw_limits}
    assert after.peak.month_peak_w == loop.state.peak.month_peak_w > 3000.0
