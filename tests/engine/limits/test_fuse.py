"""The main fuse is kept on every phase, and no charger is kept from power that its phase has."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.grid_limits import LimitSignal, OutsideLimit
from custom_components.solar_charging.engine.inputs import Circuit
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SolarMode

from ..loop import SINGLE, SWITCHED, THREE, Loop, Plug
from .phases import Hung, PhaseHome

ONE_PHASE = ChargerLimits(6.0, 16.0, 1.0, (1,))


@pytest.mark.parametrize("first_phase", [None, 0])
@pytest.mark.parametrize("period_s", [1, 10, 30])
@pytest.mark.parametrize("pause_s", [0, 5])
def test_what_a_charger_takes_on_one_phase_frees_nothing_on_the_others(first_phase, period_s, pause_s):
    plug = Hung(replace(SWITCHED, first_phase=first_phase), phases=1, pause_s=pause_s)
    home = PhaseHome([plug], [0.5 - 21.7, 13.0, 0.5], period_s=period_s).run(600)
    assert plug.phases == 1
    home.boost()
    home.run(400)
    assert home.worst_a <= 25.0
    assert home.currents_a[0] >= 10.0


def test_two_chargers_on_phases_of_their_own_both_charge_at_full_power():
    plugs = [Hung(ONE_PHASE, SolarMode.BOOST), Hung(ONE_PHASE, SolarMode.BOOST, first=1)]
    home = PhaseHome(plugs, [2.0, 2.0, 2.0]).run(900)
    assert home.currents_a == [16.0, 16.0]
    assert home.worst_a <= 25.0


def test_a_charger_whose_phase_is_known_starts_whatever_the_house_draws_on_another():
    home = PhaseHome([Hung(replace(ONE_PHASE, first_phase=0), SolarMode.BOOST)], [2.0, 21.0, 2.0]).run(120)
    assert home.currents_a == [16.0]


def test_while_its_phase_is_not_known_the_fullest_it_could_be_on_counts():
    home = PhaseHome([Hung(ONE_PHASE, SolarMode.BOOST)], [2.0, 21.0, 2.0]).run(120)
    assert (home.currents_a, home.reasons) == ([0.0], ["paused_fuse"])


def test_its_phase_is_learned_from_what_answers_its_commands():
    plug = Hung(ONE_PHASE, first=2)
    home = PhaseHome([plug], lambda second: [0.5, 0.5, -8.0 - 5.0 * (second // 120 % 2)]).run(1500)
    assert home.loop.state.chargers["0"].connection.learned_phase == 2
    home.house_a = [2.0, 21.0, 2.0]
    home.boost()
    home.run(60)
    assert home.currents_a == [16.0]


class PowerHome(PhaseHome):
    """Its meter shows what power each phase carries, not the currents."""

    def inputs(self):
        powers = tuple(Reading(230.0 * one_a, self.loop.now) for one_a in self.carried_a())
        return {"phase_currents_a": (), "phase_powers_w": powers}


def test_its_phase_is_learned_also_from_the_power_of_each_phase():
    home = PowerHome([Hung(ONE_PHASE, first=2)], [-8.0, -8.0, -8.0]).run(120)
    home.boost()
    home.run(60)
    assert home.loop.state.chargers["0"].connection.learned_phase == 2


@pytest.mark.parametrize("limit", ["circuit", "outside", "fuse"])
def test_a_phase_that_was_given_wrongly_is_put_right_by_what_answers(limit):
    home = PhaseHome([Hung(replace(SINGLE, first_phase=1), car_phases=1)], [6.0, 1.0, 1.0], fuse_a=63.0)
    circuit = Circuit("c", "Garage", frozenset({"0"}), limit_a=16.0)

    def inputs():
        measured = replace(circuit, phase_currents_a=tuple(Reading(a, home.loop.now) for a in home.carried_a()))
        outside = OutsideLimit(LimitSignal(limit_a=16.0))
        return {"circuit": {"circuits": (measured,)}, "outside": {"outside": outside}, "fuse": {}}[limit]

    home.inputs = inputs
    if limit == "fuse":
        home.loop.site = SiteLimits(main_fuse_a=16.0)
    home.run(20)
    home.boost()
    home.run(60)
    assert home.seen[-1][0] <= 16.0


def test_a_phase_that_stays_above_its_fuse_brings_chargers_down_whatever_is_believed_of_their_phases():
    home = PhaseHome([Hung(replace(ONE_PHASE, first_phase=0), SolarMode.BOOST, first=1)], [2.0, 12.0, 2.0]).run(60)
    assert home.seen[-1][1] <= 25.0


@pytest.mark.parametrize("reads_w", [lambda power_w: 3.0 * power_w, lambda _: 65_535.0])
def test_a_power_sensor_that_reads_too_much_cannot_hide_the_house(reads_w):
    class Lying(Hung):
        def seen(self, name, now):
            return replace(super().seen(name, now), power_w=Reading(reads_w(self.power_w), now))

    home = PhaseHome([Lying(replace(ONE_PHASE, max_current_a=32.0), SolarMode.BOOST)], [2.0, 2.0, 2.0]).run(120)
    home.house_a = [20.0, 2.0, 2.0]
    home.run(20)
    home.over_s = 0
    home.run(300)
    assert home.over_s == 0


def test_what_the_sun_feeds_into_a_phase_need_not_come_through_the_fuse():
    box = Hung(ChargerLimits(6.0, 32.0, 1.0, (3,)), SolarMode.BOOST)
    home = PhaseHome([box], [-20.0, -20.0, -20.0], fuse_a=16.0).run(300)
    assert home.currents_a == [32.0]


def test_options_of_a_select_stay_below_the_fuse():
    limits = ChargerLimits(7.0, 16.0, 1.0, (1,), accepted_a=(6.0, 10.0, 16.0))
    home = PhaseHome([Hung(limits, SolarMode.BOOST)], [7.8, 7.8, 7.8], fuse_a=16.0).run(300)
    assert home.worst_a <= 16.0
    assert home.currents_a == [0.0]


def test_a_charger_that_the_fuse_forbids_to_start_does_not_announce_a_start():
    home = PhaseHome([Hung(replace(ONE_PHASE, first_phase=0))], [20.0, -20.0, -20.0]).run(300)
    assert home.reasons == ["paused_fuse"]


@pytest.mark.parametrize("voltage_v", [100.0, 200.0, 230.0])
def test_the_fuse_is_kept_at_the_voltage_of_the_site(voltage_v):
    limits = ChargerLimits(6.0, 32.0, 1.0, (1,), voltage_v=voltage_v)
    loop = Loop(Plug(limits, SolarMode.BOOST), surplus_w=-40.0 * voltage_v)
    loop.site = SiteLimits(main_fuse_a=60.0, phases=1, voltage_v=voltage_v)
    loop.run(180)
    assert loop.command.current_a in {18.0, 19.0}
    assert loop.grid_w / voltage_v <= 60.0


def test_two_equal_boosts_share_what_the_fuse_leaves():
    loop = Loop(Plug(SINGLE, SolarMode.BOOST), Plug(SINGLE, SolarMode.BOOST), surplus_w=-300.0)
    loop.site = SiteLimits(main_fuse_a=40.0, phases=1)
    loop.run(300)
    first, second = (command.current_a for command in loop.decision.commands)
    assert abs(first - second) <= 1.0
    assert 35.0 <= first + second <= 38.0


def test_what_two_chargers_take_is_not_counted_as_the_houses_once_a_load_has_gone():
    loop = Loop(Plug(SINGLE, SolarMode.BOOST), Plug(SINGLE, SolarMode.BOOST), surplus_w=-300.0)
    loop.site = SiteLimits(main_fuse_a=40.0, phases=1)
    loop.run(300)
    before = [command.current_a for command in loop.decision.commands]
    loop.surplus_w = -300.0 - 15.0 * 230.0
    loop.run(60)
    assert sum(command.current_a for command in loop.decision.commands) < sum(before) - 10.0
    loop.surplus_w = -300.0
    loop.run(120)
    assert [command.current_a for command in loop.decision.commands] == before


def test_the_higher_priority_has_what_is_left_above_all_minimums():
    loop = Loop(Plug(SINGLE, SolarMode.BOOST), Plug(SINGLE, SolarMode.BOOST, priority=1), surplus_w=-300.0)
    loop.site = SiteLimits(main_fuse_a=40.0, phases=1)
    loop.run(300)
    assert [command.current_a for command in loop.decision.commands] == [6.0, 31.0]


def test_of_equals_who_has_to_be_ready_sooner_has_what_is_left_above_all_minimums():
    plugs = [Plug(SINGLE, SolarMode.BOOST, inputs={"ready_by_s": 1.9e9 + 3600.0 * hours}) for hours in (8, 2)]
    loop = Loop(*plugs, surplus_w=-300.0)
    loop.site = SiteLimits(main_fuse_a=40.0, phases=1)
    loop.run(300)
    assert [command.current_a for command in loop.decision.commands] == [6.0, 31.0]


def test_where_there_is_not_enough_for_all_they_take_turns():
    loop = Loop(Plug(THREE, SolarMode.BOOST), Plug(THREE, SolarMode.BOOST), surplus_w=-300.0)
    loop.site = SiteLimits(main_fuse_a=12.0)
    loop.run(4 * 3600)
    hours = [sum(command.is_enabled for command in plug.commands) / 3600.0 for plug in loop.plugs]
    assert abs(hours[0] - hours[1]) <= 0.6
    assert sum(hours) > 3.8
    assert max(loop.starts(0), loop.starts(1)) <= 5


def test_with_room_for_one_only_the_second_charger_waits_behind_the_first():
    loop = Loop(Plug(THREE, SolarMode.BOOST), Plug(THREE, SolarMode.BOOST), surplus_w=-300.0)
    loop.site = SiteLimits(main_fuse_a=12.0)
    loop.run(120)
    assert [command.is_enabled for command in loop.decision.commands] == [True, False]
    assert loop.decision.commands[1].reason.key == "paused_fuse"


def test_room_must_last_before_it_is_used():
    home = PhaseHome([Hung(THREE, SolarMode.BOOST)], [20.0] * 3, fuse_a=35.0).run(120)
    for _ in range(5):
        # A washing machine's pauses are shorter than what is waited for.
        home.house_a = [2.0] * 3
        assert {home.run(1).currents_a[0] for _ in range(15)} <= {13.0, 14.0}
        home.house_a = [20.0] * 3
        home.run(10)
    home.house_a = [2.0] * 3
    home.run(40)
    assert home.currents_a == [16.0]
