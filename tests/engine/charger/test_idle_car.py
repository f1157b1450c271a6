"""A car that has stopped by itself, full or nearly: its charger is not switched with each cloud, and it is not woken again and again."""

import pytest

from custom_components.solar_charging.engine.model import CarState, SolarMode

from ..loop import SINGLE, Loop
from .cars import Odd

CLOUD_S = 600


def cloudy(second):
    return 4000.0 if second // CLOUD_S % 2 else 300.0


def balances(second, _current_a, power_w):
    return min(power_w, 500.0) if second % 1200 < 90 else 0.0


def stopped(takes_w=lambda _second, _current_a, _power_w: 0.0):
    """A home whose car has charged and takes nothing any more, or hardly any; nobody says why."""
    loop = Loop(Odd(SINGLE, tells_car=True), surplus_w=4000.0).run(300)
    assert loop.command.is_enabled
    loop.plugs[0].takes_w = takes_w
    loop.run(300).surplus_w = cloudy
    return loop


@pytest.mark.parametrize("takes_w", [lambda _second, _current_a, _power_w: 0.0, balances], ids=["full", "balances"])
def test_clouds_switch_the_charger_of_a_full_car_no_more(takes_w):
    loop = stopped(takes_w)
    started = loop.starts()
    reasons = {loop.tick().commands[0].reason.key for _ in range(8 * CLOUD_S)}
    assert loop.starts() - started <= 1
    assert "waking_car" not in reasons


def test_when_the_sun_has_gone_its_charger_is_off_all_the_same():
    loop = stopped().run(300)
    loop.surplus_w = -300.0
    assert not loop.run(3600).command.is_enabled


def test_when_it_goes_on_it_has_what_the_sun_leaves_and_buys_little():
    loop = stopped().run(600)
    loop.plugs[0].takes_w, loop.surplus_w = (lambda _second, _current_a, power_w: power_w), 2500.0
    loop.run(60)
    assert loop.plugs[0].power_w > 2000.0
    before_wh, loop.surplus_w = loop.imported_wh, 0.0
    loop.run(900)
    assert not loop.command.is_enabled
    assert loop.imported_wh - before_wh < 100.0


def test_what_a_person_asks_for_acts_at_once():
    loop = stopped().run(600)
    loop.surplus_w = -300.0
    loop.run(3600)
    assert not loop.command.is_enabled
    loop.surplus_w = 4000.0
    loop.plugs[0].mode = SolarMode.OFF
    loop.run(5)
    loop.plugs[0].mode = SolarMode.SOLAR_ONLY
    assert loop.run(5).command.is_enabled


def test_a_car_that_says_it_is_full_is_hardly_ever_offered_current_anew():
    loop = stopped()
    loop.plugs[0].tells_car, loop.plugs[0].car = False, CarState.COMPLETE
    started = loop.starts()
    assert loop.run(4 * CLOUD_S).starts() == started
