"""Cars that take nothing below some current, are full, balance, or rest: none is woken or started over and over."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.charger.car_minimum import CarMinimumState
from custom_components.solar_charging.engine.model import CarState

from ..loop import SINGLE, Loop
from .cars import Odd


def from_8_a(_second, current_a, power_w):
    return power_w if current_a >= 8.0 else 0.0


def at_the_border(second):
    return 1600.0 if second // 300 % 2 else 2600.0


def test_the_least_a_car_takes_is_learned_after_two_tries_shown_and_not_tried_again():
    plug = Odd(SINGLE, takes_w=from_8_a, tells_car=True)
    loop = Loop(plug, surplus_w=at_the_border).run(2400)
    assert loop.state.chargers["0"].car_minimum.least_a == 8.0
    loop.surplus_w = 1600.0
    loop.run(900)
    assert not loop.command.is_enabled
    assert loop.command.reason.numbers["needed_w"] == pytest.approx(8 * 230.0, abs=20.0)


def test_the_least_is_learned_of_offers_too_short_for_a_car_that_starts():
    """A car that stops as soon as it is offered less has refused that, however soon the sun is back."""
    plug = Odd(SINGLE, takes_w=from_8_a, tells_car=True)
    loop = Loop(plug, surplus_w=lambda second: 1750.0 if second % 100 > 75 else 2200.0)
    reasons = {loop.tick().commands[0].reason.key for _ in range(600)}
    assert loop.state.chargers["0"].car_minimum.least_a == 8.0
    assert "charger_ignores_command" not in reasons


@pytest.mark.parametrize("reads_every_s", [1, 5])
def test_a_car_that_stops_at_less_leaves_nothing_to_be_offered_more_of(reads_every_s):
    """What it no longer takes shows at the grid meter before the charger reports it."""
    plug = Odd(SINGLE, takes_w=from_8_a, tells_car=True, reads_every_s=reads_every_s)
    loop = Loop(plug, surplus_w=lambda second: 2300.0 if second < 600 else 1750.0).run(600)
    assert max(loop.tick().commands[0].current_a for _ in range(60)) <= 9.0


def test_what_was_learned_of_a_car_leaves_with_it():
    plug = Odd(SINGLE, takes_w=from_8_a, tells_car=True)
    loop = Loop(plug, surplus_w=at_the_border).run(2400)
    plug.tells_car, plug.car = False, CarState.DISCONNECTED
    loop.run(60)
    plug.car, plug.takes_w = CarState.CHARGING, lambda _second, _current_a, power_w: power_w
    loop.surplus_w = 1600.0
    loop.run(300)
    assert loop.command.current_a == 6.0


@pytest.mark.parametrize("car_id", [None, "zoe"])
def test_a_refusal_that_was_not_confirmed_leaves_with_the_car(car_id):
    """Else the next car's first pause would be the second try."""
    plug = Odd(SINGLE, takes_w=from_8_a, tells_car=True, inputs={"car_id": car_id})
    loop = Loop(plug, surplus_w=lambda second: 2600.0 if second < 600 else 1600.0)
    loop.run(600)
    while not loop.state.chargers["0"].car_minimum.tries:
        loop.tick()
    assert loop.state.chargers["0"].car_minimum.least_a is None
    plug.tells_car, plug.car = False, CarState.DISCONNECTED
    loop.run(60)
    plug.car = CarState.AWAITING
    loop.tick()
    assert loop.state.chargers["0"].car_minimum == CarMinimumState()


def test_what_was_learned_of_a_known_car_comes_back_with_it():
    plug = Odd(SINGLE, takes_w=from_8_a, tells_car=True, inputs={"car_id": "zoe"})
    loop = Loop(plug, surplus_w=at_the_border).run(2400)
    plug.inputs = {"car_id": "other"}
    loop.tick()
    assert loop.state.chargers["0"].car_minimum.least_a is None
    plug.inputs = {"car_id": "zoe"}
    loop.tick()
    assert loop.state.chargers["0"].car_minimum.least_a == 8.0


def test_a_car_that_rests_is_not_taken_for_one_that_wants_more():
    """Its pauses come at any current."""
    plug = Odd(
        SINGLE, takes_w=lambda second, _current_a, power_w: 0.0 if second % 900 < 200 else power_w, tells_car=True
    )
    loop = Loop(plug, surplus_w=lambda second: 1500.0 + second // 300 % 5 * 400.0).run(7200)
    assert loop.state.chargers["0"].car_minimum.least_a is None


class ReportsNoMore(Odd):
    """Its integration reports a power that stays as it is no more."""

    def seen(self, name, now):
        seen = super().seen(name, now)
        self.reported = seen.power_w if self.reported is None or self.second < 600 else self.reported
        return replace(seen, power_w=self.reported)

    reported = None


def test_that_a_car_may_have_stopped_at_less_is_not_supposed_for_long():
    """One that takes 6 A of whatever it is offered has nothing new to report."""
    plug = ReportsNoMore(SINGLE, takes_at_most_a=6.0)
    loop = Loop(plug, surplus_w=lambda second: 1900.0 if 600 <= second < 660 else 2300.0).run(900)
    assert loop.decision.site.surplus_w == pytest.approx(2300.0, abs=50.0)


def balances(second, _current_a, power_w):
    return power_w if second < 1200 else 500.0 * (second % 1200 < 90 and power_w > 0.0)


@pytest.mark.parametrize(
    "takes_w",
    [
        pytest.param(lambda second, _a, power_w: power_w if second < 1200 else 0.0, id="full"),
        pytest.param(balances, id="balances"),
        pytest.param(lambda second, _a, power_w: 0.0 if second % 1800 > 1500 else power_w, id="rests"),
    ],
)
def test_a_car_that_stops_by_itself_is_awake_and_is_not_woken(takes_w):
    plug = Odd(SINGLE, takes_w=takes_w, tells_car=True)
    loop = Loop(plug, surplus_w=4000.0).run(4 * 3600)
    assert loop.starts() == 1


def test_a_car_that_has_charged_and_does_not_take_a_later_offer_is_woken_once_and_said_to_take_nothing():
    plug = Odd(SINGLE, takes_w=lambda second, _a, power_w: power_w if second < 1200 else 0.0, tells_car=True)
    loop = Loop(plug, surplus_w=lambda second: -500.0 if 1200 < second < 3000 else 4000.0).run(3 * 3600)
    assert loop.starts() == 3
    assert loop.reason == "car_not_drawing"


@pytest.mark.parametrize("out_s", [1, 3, 8])
def test_a_plug_that_flickers_is_not_unplugged(out_s):
    plug = Odd(replace(SINGLE), takes_w=lambda _second, _a, power_w: power_w)
    loop = Loop(plug, surplus_w=4000.0)
    for _ in range(3600):
        is_out = 0 <= loop.second % 450 - 400 < out_s
        plug.car = CarState.DISCONNECTED if is_out else CarState.CHARGING
        loop.tick()
    assert loop.starts() == 1


def test_a_car_that_has_left_is_not_offered_anything():
    plug = Odd(SINGLE)
    loop = Loop(plug, surplus_w=4000.0).run(600)
    plug.car = CarState.DISCONNECTED
    loop.run(1)
    assert loop.reason == "disconnected"
    loop.run(15)
    assert not loop.command.is_enabled
