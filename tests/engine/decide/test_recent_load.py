"""A sauna's thermostat, a boiler, a hob: where waiting for the end of a load was not worth it, the next one is not waited for."""

import pytest

from custom_components.solar_charging.engine.decide.recent_load import WAITS_S, Pulses, RecentLoad
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.policy import SwitchingPreference

from ..loop import SINGLE, Loop
from .bare import Bare

LOW_W, SAUNA_W = 300.0, 6000.0
KEEP_MINUTES = 30


def thermostat(second, on_s=120, off_s=120):
    return LOW_W + (SAUNA_W if second % (on_s + off_s) < on_s else 0.0)


class Home:
    """A loop beside a sun that is read and a house."""

    def __init__(self, sun_w, load_w):
        self.loop, self.sun_w, self.load_w = Loop(), sun_w, load_w

    def run(self, seconds):
        for _ in range(seconds):
            second = self.loop.second
            self.loop.surplus_w = self.sun_w - self.load_w(second)
            self.loop.inputs = {"generation_w": Reading(self.sun_w + second % 3, self.loop.now)}
            self.loop.tick()
        return self.loop


def test_a_charge_goes_on_through_a_kettle():
    home = Home(4300.0, lambda second: LOW_W + (3000.0 if 900 <= second < 1020 else 0.0))
    assert home.run(1800).starts() == 1
    assert home.loop.command.is_enabled


@pytest.mark.parametrize(("on_s", "off_s"), [(240, 480), (120, 120)])
def test_where_waiting_for_its_end_was_not_worth_it_the_next_one_is_not_waited_for(on_s, off_s):
    sky = [(off_s, 4000.0), (on_s, -2000.0)]
    bare = Bare(SINGLE, SwitchingPreference.BALANCED).run(sky, hours=2)
    before_wh = sum(bare.bought_wh)
    bare.run(sky, hours=4)
    assert sum(bare.bought_wh) - before_wh < 20.0 * 2 * 3600 / (on_s + off_s)


def test_a_load_that_stays_longer_than_its_likes_stops_the_charge():
    home = Home(4300.0, lambda second: thermostat(second, 120, 240) if second < 2400 else LOW_W + SAUNA_W)
    assert home.run(2400).command.is_enabled
    assert not home.run(400).command.is_enabled


def house(load_w, seconds=1800):
    load = RecentLoad()
    for second in range(seconds):
        load.add(load_w(second), float(second), 1.0, KEEP_MINUTES)
    return load


def test_a_kettle_passes_and_what_the_house_always_draws_does_not():
    load = house(lambda _: LOW_W)
    assert load.passing_w(LOW_W + 2000.0) == 2000.0
    assert load.passing_w(LOW_W) == 0.0
    assert load.passing_w(LOW_W - 200.0) == 0.0


def pulses_of(load_w, seconds):
    pulses = Pulses()
    for second in range(seconds):
        pulses.add(load_w(second), float(second))
    return pulses


def hob(second):
    return LOW_W + (2000.0 if second % 10 < 5 else 0.0)


def test_between_two_pulses_of_a_hob_the_next_one_is_waited_for():
    assert pulses_of(hob, 46).coming_w(45.0) == 2000.0
    assert pulses_of(hob, 44).coming_w(43.0) == 0.0
    assert pulses_of(lambda second: hob(second) if second < 46 else LOW_W, 60).coming_w(46.0 + WAITS_S) == 0.0


def test_a_kettle_that_ends_is_no_pulse():
    assert pulses_of(lambda second: LOW_W + (2000.0 if second < 40 else 0.0), 46).coming_w(45.0) == 0.0


def test_a_charge_does_not_follow_a_hob_that_pulses():
    home = Home(5300.0, lambda second: hob(second) if second > 600 else LOW_W)
    home.run(700)
    seen_a = set()
    for _ in range(120):
        seen_a.add(home.run(1).command.current_a)
    assert len(seen_a) <= 2
    assert max(seen_a) * 230.0 <= 5300.0 - LOW_W - 2000.0 + 230.0
