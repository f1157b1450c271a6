"""Fewer starts never starts more often nor buys more than balanced, and more sun never takes less of it, whatever the sky does."""

from dataclasses import replace

from hypothesis import given, settings, target
from hypothesis import strategies as st

from custom_components.solar_charging.engine.policy import SwitchingPreference

from ..loop import SINGLE, THREE
from .bare import STEP_S, Bare, BareCharge
from .skies import skies

HOURS = 2


@settings(max_examples=10, deadline=None)
@given(skies(HOURS), st.sampled_from([SINGLE, THREE]))
def test_preferences_keep_what_they_are_named_for(sky, limits):
    few, balanced, more = (
        Bare(limits, preference).run(sky, HOURS)
        for preference in (
            SwitchingPreference.FEWER_STARTS,
            SwitchingPreference.BALANCED,
            SwitchingPreference.MORE_SUN,
        )
    )
    step_wh = limits.least_w * STEP_S / 3600.0
    target(sum(few.bought_wh) - sum(balanced.bought_wh), label="bought by fewer starts")
    target(balanced.taken_wh - more.taken_wh, label="missed by more sun")
    assert few.starts <= balanced.starts
    assert sum(few.bought_wh) <= sum(balanced.bought_wh) + step_wh
    assert more.taken_wh >= 0.99 * balanced.taken_wh - step_wh


def test_a_charge_that_something_else_began_goes_on_as_with_balanced():
    bare = Bare(SINGLE, SwitchingPreference.FEWER_STARTS).run([(STEP_S, 0.0)], hours=1)
    bare.state.is_enabled, bare.state.current_a = True, 6.0
    bare.charges.append(BareCharge())
    bare.step(1300.0)
    assert bare.state.is_enabled


def test_with_balanced_nothing_is_kept_beside():
    bare = Bare(SINGLE, SwitchingPreference.FEWER_STARTS).run([(STEP_S, 3000.0)], hours=1)
    assert bare.state.balanced is not None
    bare.charger = replace(bare.charger, switching_preference=SwitchingPreference.BALANCED)
    bare.step(3000.0)
    assert bare.state.balanced is None
