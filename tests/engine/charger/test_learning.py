"""What commands and measurements teach about a charger, and how it is forgotten."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.charger.late_reports import SPARE_PART

from ..loop import SINGLE, Loop
from .cars import Odd
from .test_late_reports import LatePlug

START_W, RISES_TO_W = 2000.0, 4000.0


def rising(second):
    """A surplus that changes often enough to be answered, slowly enough to be followed."""
    return START_W if second // 240 % 2 else RISES_TO_W


def shows_s(loop):
    return loop.state.chargers["0"].shows_s


def test_a_charger_that_came_to_show_commands_later_is_waited_for_at_once_and_one_that_quickens_hardly():
    plug = LatePlug(SINGLE, late_s=5, period_s=1)
    loop = Loop(plug, surplus_w=rising).run(1200)
    assert 5 * SPARE_PART <= shows_s(loop) <= 8 * SPARE_PART
    plug.late_s = 30
    loop.run(480)
    slowest_s = shows_s(loop)
    assert 30 * SPARE_PART <= slowest_s <= 33 * SPARE_PART
    plug.late_s = 5
    plug.looks.clear()
    loop.run(480)
    # Two commands have shown since, each of which counts for little.
    assert 0.9 * slowest_s < shows_s(loop) < slowest_s


@pytest.mark.parametrize("sets", [lambda a: a, int, lambda a: 2.0 * int(a / 2.0)], ids=["as told", "whole", "of 2 A"])
@pytest.mark.parametrize("named_a", [0.1, 1.0])
def test_a_neighbour_of_the_current_that_shows_is_not_what_took_minutes_to_show(sets, named_a):
    """The sun rises and sinks by an ampere at a time: each current was also commanded minutes ago."""
    plug = Odd(replace(SINGLE, step_a=named_a), sets=sets, delay_s=3)
    loop = Loop(plug, surplus_w=lambda second: 2500.0 + 10.0 * min(second % 200, 200 - second % 200)).run(900)
    assert shows_s(loop) < 40.0


def test_a_car_that_limits_itself_is_offered_more_again_as_soon_as_it_takes_more():
    plug = Odd(SINGLE, takes_w=lambda second, _current_a, power_w: min(power_w, 2000.0 if second < 600 else 9e9))
    loop = Loop(plug, surplus_w=5000.0).run(590)
    assert loop.state.chargers["0"].takes_at_most_w == pytest.approx(2000.0)
    loop.run(60)
    assert loop.state.chargers["0"].takes_at_most_w is None
    assert loop.run(120).plugs[0].power_w > 4500.0
