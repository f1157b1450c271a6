"""Solar only buys no more than is stated, in any hour and at any start, whatever the sky does and whatever the switching preference."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings, target
from hypothesis import strategies as st

from custom_components.solar_charging.engine.charger.charger_state import ChargerState
from custom_components.solar_charging.engine.charger.power import record_command
from custom_components.solar_charging.engine.decide.charger_decision import ChargerDecision
from custom_components.solar_charging.engine.decide.outlook import PastState
from custom_components.solar_charging.engine.decide.purchase_limit import SUN_PART, most_in_an_hour_wh, most_wh
from custom_components.solar_charging.engine.decide.regulator import Share, choose
from custom_components.solar_charging.engine.model import CarState, ChargerInputs, SolarMode
from custom_components.solar_charging.engine.policy import Policy, SwitchingPreference

from ..loop import SINGLE, SWITCHED, THREE, Loop

STEP_S = 10
POLICY = Policy()


class Bare:
    """The regulator of one charger whose car takes at once what is commanded; every step lasts as long as its purchases may."""

    def __init__(self, limits, preference):
        self.charger = ChargerInputs(
            "0", SolarMode.SOLAR_ONLY, limits, car=CarState.CHARGING, switching_preference=preference
        )
        self.state = ChargerState(phases=max(limits.phases), arrived_s=-1e6)
        self.past = PastState()
        self.now_s = 0.0
        self.bought_wh, self.sun_wh, self.starts = [], 0.0, 0

    @property
    def power_w(self):
        return (
            self.state.current_a * self.charger.limits.nominal_w_per_a(self.state.phases)
            if self.state.is_enabled
            else 0.0
        )

    def step(self, surplus_w):
        """Let a step pass with this surplus, then decide on it."""
        self.now_s += STEP_S
        self.bought_wh.append(max(self.power_w - max(surplus_w, 0.0), 0.0) * STEP_S / 3600.0)
        self.sun_wh += max(surplus_w, 0.0) * STEP_S / 3600.0
        self.past.add_surplus(surplus_w, self.now_s, STEP_S, POLICY)
        context = SimpleNamespace(
            policy=POLICY,
            elapsed_s=STEP_S,
            now_s=self.now_s,
            state=SimpleNamespace(past=self.past),
            surplus=SimpleNamespace(measured_load_w=None),
            inputs=SimpleNamespace(outlook=None),
        )
        choice = choose(self.charger, self.state, Share(surplus_w, 0.0), context)
        plan = ChargerDecision(self.charger, self.state, choice.option, share_w=surplus_w)
        current_a = plan.follow(POLICY) if choice.option.phases else 0.0
        self.starts += bool(current_a) and not self.state.is_enabled
        self.state.starts += bool(current_a) and not self.state.is_enabled
        self.state.is_enabled, self.state.current_a = bool(current_a), current_a
        self.state.phases = choice.option.phases or self.state.phases
        record_command(self.state, self.power_w, current_a, self.now_s)

    def run(self, sky, hours):
        """Go through pieces of sky (s, W) again and again."""
        while self.now_s < hours * 3600:
            for lasts_s, surplus_w in sky:
                for _ in range(lasts_s // STEP_S):
                    self.step(surplus_w)
        return self

    def most_in_an_hour_wh(self):
        steps = 3600 // STEP_S
        return max(sum(self.bought_wh[first : first + steps]) for first in range(0, len(self.bought_wh), 30))


def least_w(limits):
    return limits.min_current_a * limits.nominal_w_per_a(min(limits.phases))


def one_step_wh(limits):
    """What is bought before anyone can know."""
    return limits.max_current_a * limits.nominal_w_per_a(max(limits.phases)) * STEP_S / 3600.0


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([10, 30, 60, 120, 300, 600]),
            st.sampled_from([-2000.0, 0.0, 1000.0, 1390.0, 1500.0, 3000.0, 4200.0, 7400.0, 12000.0]),
        ),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from([SINGLE, THREE, SWITCHED]),
    st.sampled_from(list(SwitchingPreference)),
)
def test_whatever_the_sky_does_an_hour_buys_no_more_than_stated(sky, limits, preference):
    bare = Bare(limits, preference).run(sky, hours=2)
    most_wh_ = bare.most_in_an_hour_wh()
    target(most_wh_ / least_w(limits))
    assert most_wh_ <= most_in_an_hour_wh(least_w(limits)) + one_step_wh(limits)
    assert sum(bare.bought_wh) <= most_wh(least_w(limits)) + SUN_PART * bare.sun_wh + one_step_wh(limits)


PEAKS = {
    "30 s of each 5 min": [(30, 3000.0), (270, -300.0)],
    "20 s of each min": [(20, 3000.0), (40, -300.0)],
    "a minute of each 5": [(60, 2000.0), (240, -300.0)],
    "90 s of each 10 min": [(90, 5000.0), (510, -300.0)],
    "up and down, never below the minimum": [(10, 7400.0), (10, 1500.0)],
}


@pytest.mark.parametrize("sky", PEAKS.values(), ids=PEAKS)
def test_fewer_starts_buys_no_more_than_balanced(sky):
    few, balanced = (
        Bare(SINGLE, preference).run(sky, hours=2)
        for preference in (SwitchingPreference.FEWER_STARTS, SwitchingPreference.BALANCED)
    )
    assert sum(few.bought_wh) <= sum(balanced.bought_wh)
    assert few.starts <= balanced.starts


def test_where_nothing_more_may_be_bought_a_charge_goes_on_with_the_sun_and_pauses_without():
    loop = Loop(surplus_w=2500.0).run(120)
    assert loop.command.is_enabled
    loop.state.chargers["0"].bought_wh = 1000.0
    assert loop.run(5).command.current_a == SINGLE.min_current_a
    loop.surplus_w = 1000.0
    assert not loop.run(10).command.is_enabled


def test_a_start_for_which_too_little_may_be_bought_is_put_off_and_announced():
    loop = Loop(surplus_w=-300.0).run(120)
    loop.state.chargers["0"].bought_wh = most_wh(least_w(SINGLE))
    loop.surplus_w = 3000.0
    loop.run(20)
    assert not loop.command.is_enabled
    assert loop.reason == "starting_soon"
    assert loop.run(120).command.is_enabled
