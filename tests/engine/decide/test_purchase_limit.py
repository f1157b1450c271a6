"""Solar only buys no more than is stated, in any hour and at any start, whatever the sky does and whatever the switching preference."""

from hypothesis import given, settings, target
from hypothesis import strategies as st

from custom_components.solar_charging.engine.decide.purchase_limit import SUN_PART, most_in_an_hour_wh, most_wh
from custom_components.solar_charging.engine.policy import SwitchingPreference

from ..loop import SINGLE, SWITCHED, THREE, Loop
from .bare import STEP_S, Bare
from .skies import skies


def least_w(limits):
    return limits.min_current_a * limits.nominal_w_per_a(min(limits.phases))


def one_step_wh(limits):
    """What is bought before anyone can know."""
    return limits.max_current_a * limits.nominal_w_per_a(max(limits.phases)) * STEP_S / 3600.0


@settings(max_examples=25, deadline=None)
@given(skies(hours=2), st.sampled_from([SINGLE, THREE, SWITCHED]), st.sampled_from(list(SwitchingPreference)))
def test_whatever_the_sky_does_neither_an_hour_nor_a_charge_buys_more_than_stated(sky, limits, preference):
    bare = Bare(limits, preference).run(sky, hours=2)
    at_once_wh, step_wh = most_wh(least_w(limits)), one_step_wh(limits)
    bought = {
        "in an hour": (bare.most_in_an_hour_wh(), most_in_an_hour_wh(least_w(limits))),
        "in all": (sum(bare.bought_wh), at_once_wh + SUN_PART * bare.sun_wh),
        "from a start to its stop": max(
            ((charge.bought_wh, at_once_wh + SUN_PART * charge.sun_wh) for charge in bare.charges),
            key=lambda pair: pair[0] / pair[1],
            default=(0.0, 1.0),
        ),
    }
    for label, (bought_wh, stated_wh) in bought.items():
        target(bought_wh / stated_wh, label=label)
        assert bought_wh <= stated_wh + step_wh, label


def test_where_nothing_more_may_be_bought_there_is_no_switch_to_more_phases():
    bare = Bare(SWITCHED, SwitchingPreference.MORE_SUN).run([(10, 1390.0), (10, 12000.0)], hours=2)
    assert bare.most_in_an_hour_wh() <= most_in_an_hour_wh(least_w(SWITCHED)) + one_step_wh(SWITCHED)


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
    assert loop.run(780).command.is_enabled
