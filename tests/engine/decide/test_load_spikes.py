"""A sauna's thermostat, a boiler: loads that come and go by themselves neither stop a charge each time nor start one."""

from custom_components.solar_charging.engine.decide.load_spikes import LoadSpikes
from custom_components.solar_charging.engine.measure.reading import Reading

from ..loop import Loop

LOW_W, SAUNA_W = 300.0, 6000.0


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


def test_a_charge_goes_on_through_a_load_that_comes_and_goes():
    home = Home(4300.0, lambda second: thermostat(second, 120, 240))
    home.run(1200)
    started = home.loop.starts()
    assert started <= 3
    assert home.run(1200).starts() == started


def test_no_charge_is_started_where_the_next_of_such_loads_would_stop_it_again():
    home = Home(1750.0, lambda second: thermostat(second) if second < 2400 else LOW_W)
    home.run(1200)
    started = home.loop.starts()
    home.run(1200)
    assert home.loop.starts() - started <= 1
    assert home.run(900).command.is_enabled


def test_a_load_that_stays_longer_than_its_likes_stops_the_charge():
    home = Home(4300.0, lambda second: thermostat(second) if second < 2400 else LOW_W + SAUNA_W)
    assert home.run(2380).command.is_enabled
    assert not home.run(400).command.is_enabled


def spikes_of(load_w, seconds):
    spikes = LoadSpikes()
    for second in range(seconds):
        spikes.add(load_w(second), float(second), 1.0)
    return spikes


def test_how_long_loads_last_is_learnt_of_those_that_are_waited_for():
    # Seconds of a kettle, of a hob's pulses, of a car that charges elsewhere.
    for on_s, is_learnt in ((120, True), (10, False), (900, False)):
        spikes = spikes_of(lambda second, on_s=on_s: thermostat(second, on_s, 120), 4 * (on_s + 120))
        spikes.add(LOW_W + SAUNA_W, 4.0 * (on_s + 120), 1.0)
        assert bool(spikes.passing_w(LOW_W + SAUNA_W, 4.0 * (on_s + 120))) is is_learnt


def test_a_load_of_another_size_is_not_taken_for_them():
    spikes = spikes_of(thermostat, 1200)
    spikes.add(LOW_W + 2000.0, 1200.0, 1.0)
    assert spikes.passing_w(LOW_W + 2000.0, 1200.0) == 0.0
