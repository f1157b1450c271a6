"""What is on its way, and what a charger hides, counts: no command rests on room that another is only about to leave."""

from dataclasses import dataclass, replace

import pytest

from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.limits.connection import ConnectionState
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SolarMode

from ..loop import SWITCHED, THREE
from .phases import Hung, PhaseHome

ONE_PHASE = ChargerLimits(6.0, 16.0, 1.0, (1,))


@pytest.mark.parametrize("change", [SolarMode.OFF, SolarMode.SOLAR_AND_GRID])
@pytest.mark.parametrize("after_s", [1, 2, 4])
def test_a_command_that_was_superseded_before_it_showed_still_comes(change, after_s):
    slow = Hung(replace(ONE_PHASE, first_phase=2), SolarMode.OFF, first=2, delay_s=8)
    home = PhaseHome([Hung(THREE, SolarMode.BOOST), slow], [2.0, 2.0, 2.0]).run(120)
    assert home.currents_a[1] == 0.0
    # It was seen to be slow.
    home.loop.state.chargers["1"].first_sign_s = 8.0
    slow.mode = SolarMode.BOOST
    while home.currents_a[1] == 0.0:
        home.run(1)
    home.run(after_s - 1)
    slow.mode = change
    home.run(120)
    assert home.worst_a <= 25.0
    assert home.currents_a[0] >= 16.0 - home.currents_a[1]


@pytest.mark.parametrize("delay_s", [2, 8])
def test_phases_that_a_charger_is_only_about_to_leave_are_not_given_to_another(delay_s):
    switching = Hung(replace(SWITCHED, first_phase=0), phases=3, delay_s=delay_s, priority=1)
    other = Hung(replace(ONE_PHASE, first_phase=1, max_current_a=32.0), SolarMode.OFF, first=1)
    home = PhaseHome([switching, other], lambda second: [-18.0, -18.0, -18.0] if second < 300 else [-8.0, 8.0, 2.0])
    home.run(298)
    assert switching.phases == 3
    other.mode = SolarMode.BOOST
    home.run(600)
    assert home.worst_a <= 25.0
    assert home.currents_a[1] >= 14.0


def test_a_load_behind_a_car_that_takes_nothing_is_found_before_the_car_goes_on():
    idle = Hung(ONE_PHASE, SolarMode.BOOST, first=1, takes_at_most_a=0.0)
    home = PhaseHome([idle], [-13.0, -13.0, -13.0]).run(120)
    assert home.currents_a == [16.0]
    home.house_a = [2.0, 12.0, 2.0]
    home.run(60)
    idle.takes_at_most_a = 99.0
    home.run(60)
    assert home.worst_a <= 25.0
    assert home.currents_a[0] >= 11.0


@pytest.mark.parametrize("most_a", [99.0, 8.0])
@pytest.mark.parametrize("period_s", [10, 30, 60])
def test_a_car_that_goes_on_by_itself_between_two_samples_of_a_slow_meter_hides_no_load(period_s, most_a):
    car = Hung(replace(ONE_PHASE, first_phase=1), SolarMode.BOOST, first=1, takes_at_most_a=0.0)
    home = PhaseHome([car], [2.0, 12.0, 2.0], period_s=period_s).run(242)
    assert home.currents_a == [11.0]
    car.takes_at_most_a = most_a
    home.run(4 * period_s)
    assert home.worst_a <= 25.0
    assert home.currents_a == [11.0]


def test_chargers_whose_phase_is_not_known_hide_a_load_on_one_phase_at_most():
    unknown = [Hung(ONE_PHASE, SolarMode.BOOST, first=first, is_measured=False) for first in (1, 2)]
    idle = Hung(ONE_PHASE, SolarMode.BOOST, first=1, takes_at_most_a=0.0)
    home = PhaseHome([*unknown, idle], [-14.0, -14.0, -14.0], fuse_a=20.0).run(200)
    home.house_a = [3.0, 3.0, 3.0]
    home.run(90)
    idle.takes_at_most_a = 99.0
    home.over_s = 0
    home.run(60)
    assert home.over_s == 0


def test_a_slow_meter_that_goes_on_showing_what_was_before_stops_no_car():
    plug = Hung(replace(ONE_PHASE, first_phase=0), SolarMode.BOOST)
    home = PhaseHome([plug], lambda second: [2.0 if second < 250 else 16.0, 2.0, 2.0], period_s=60).run(245)
    seen = [home.run(1).currents_a[0] for _ in range(235)]
    assert set(seen) == {16.0, 7.0}
    assert seen[-1] == 7.0


@pytest.mark.parametrize("at_s", [3, 40])
def test_one_absurd_report_of_a_charger_hides_no_load(at_s):
    class Spiking(Hung):
        def seen(self, name, now):
            shown_w = 65_535.0 if self.second == 120 + at_s else self.power_w
            return replace(super().seen(name, now), power_w=Reading(shown_w, now))

    home = PhaseHome([Spiking(replace(ONE_PHASE, first_phase=0), SolarMode.BOOST)], [2.0, 2.0, 2.0]).run(120)
    home.house_a = [20.0, 2.0, 2.0]
    home.run(10)
    home.over_s = 0
    home.run(200)
    assert home.over_s == 0


@pytest.mark.parametrize("mode", [SolarMode.BOOST, SolarMode.SOLAR_ONLY])
def test_two_cars_behind_a_fuse_for_both_minimums_both_charge(mode):
    plugs = [Hung(replace(ONE_PHASE, max_current_a=32.0), mode, first=0) for _ in range(2)]
    house_a = [-18.0, -18.0, -18.0] if mode is SolarMode.SOLAR_ONLY else [2.0, 2.0, 2.0]
    home = PhaseHome(plugs, house_a).run(900)
    assert all(current_a >= 6.0 for current_a in home.currents_a)
    assert home.worst_a <= 25.0


@pytest.mark.parametrize(
    ("first", "house_a", "phases"), [(0, 17.0, 3), (1, 17.0, 3), (2, 10.0, 3), (2, 14.0, 1), (2, 17.0, 1)]
)
def test_a_charger_that_may_be_on_another_phase_counts_on_this_one_when_it_takes_all(first, house_a, phases):
    switching = Hung(SWITCHED, SolarMode.SOLAR_AND_GRID, first=first, phases=1, is_measured=False)
    home = PhaseHome([switching], [2.0, 2.0, 2.0]).run(120)
    assert (home.currents_a, switching.phases) == ([6.0], 1)
    home.loop.state.chargers["0"].connection = ConnectionState()
    home.house_a = [2.0, 2.0, house_a]
    home.run(60)
    switching.mode = SolarMode.BOOST
    home.run(200)
    assert home.worst_a <= 25.0
    assert switching.phases == phases
    assert home.currents_a[0] >= 6.0


@pytest.mark.parametrize("most_a", [6.0, 16.0])
def test_more_phases_at_no_more_current_wait_for_room_that_another_is_only_about_to_leave(most_a):
    leaving = Hung(replace(ONE_PHASE, first_phase=1), SolarMode.BOOST, first=1, delay_s=8)
    limits = replace(SWITCHED, first_phase=0, max_current_a=most_a)
    switching = Hung(limits, SolarMode.SOLAR_AND_GRID, phases=1)
    home = PhaseHome([leaving, switching], [2.0, 7.0, 2.0]).run(120)
    assert (home.currents_a, switching.phases) == ([16.0, 6.0], 1)
    leaving.mode = SolarMode.OFF
    switching.mode = SolarMode.BOOST
    home.run(200)
    assert home.worst_a <= 25.0
    assert switching.phases == 3


@pytest.mark.parametrize("after_s", [2, 4, 6])
def test_what_another_charger_does_late_is_not_taken_for_the_answer_of_a_phase(after_s):
    slow = Hung(replace(ONE_PHASE, first_phase=2), SolarMode.SOLAR_AND_GRID, first=2, delay_s=8)
    other = Hung(replace(ONE_PHASE, max_current_a=10.0), SolarMode.BOOST)
    home = PhaseHome([slow, other], [2.0, 2.0, 2.0]).run(120)
    assert home.currents_a == [6.0, 10.0]
    home.loop.state.chargers["1"].connection = ConnectionState()
    slow.mode = SolarMode.BOOST
    home.run(after_s)
    other.mode = SolarMode.OFF
    home.run(1)
    assert home.currents_a[1] == 0.0
    assert home.loop.state.chargers["1"].connection.question is None


@dataclass
class SlowlyShown(Hung):
    """Its own sensor reports every ten seconds."""

    shown: Reading | None = None

    def seen(self, name, now):
        if self.shown is None or self.second % 10 == 0:
            self.shown = Reading(self.power_w, now)
        return replace(super().seen(name, now), power_w=self.shown)


class TotalHome(PhaseHome):
    """Its meter shows the total only."""

    def inputs(self):
        return {"phase_currents_a": ()}


@pytest.mark.parametrize("car_phases", [1, 2, 3])
@pytest.mark.parametrize("stops_s", [123, 126])
def test_a_car_on_fewer_phases_than_offered_that_is_lowered_hides_no_house(car_phases, stops_s):
    limits = replace(THREE, max_current_a=32.0, min_current_a=8.0)
    car = SlowlyShown(limits, SolarMode.BOOST, first=2, car_phases=car_phases, delay_s=0)
    other = Hung(replace(ONE_PHASE, max_current_a=8.0), SolarMode.BOOST, delay_s=6, is_measured=False)
    home = TotalHome([car, other], [6.6, 0.9, 2.3], fuse_a=35.0).run(stops_s)
    other.mode = SolarMode.OFF
    home.worst_a = 0.0
    home.run(90)
    assert home.worst_a <= 35.0
    assert home.currents_a[0] >= 24.0


class Exaggerating(Hung):
    """Its own sensor reads three times too much."""

    def seen(self, name, now):
        return replace(super().seen(name, now), power_w=Reading(3.0 * self.power_w, now))


def test_a_sensor_that_once_showed_more_than_was_offered_hides_no_house_while_the_car_takes_less():
    car = Exaggerating(replace(ONE_PHASE, first_phase=0, max_current_a=32.0), SolarMode.BOOST)
    home = PhaseHome([car], [2.0, 2.0, 2.0]).run(120)
    assert home.currents_a == [21.0]
    car.takes_at_most_a = 7.0
    home.run(120)
    car.takes_at_most_a = 99.0
    home.run(60)
    assert home.worst_a <= 25.0
    assert home.currents_a == [21.0]
