"""What is on its way to a car, or away from it, is neither surplus nor load."""

from dataclasses import dataclass, replace

import pytest

from custom_components.solar_charging.engine.charger.car_pause import UnreadCar
from custom_components.solar_charging.engine.charger.charger_state import ChargerState, PowerLevel
from custom_components.solar_charging.engine.charger.power import power_range_w, record_measurement
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.policy import Policy

from ..loop import SINGLE, SWITCHED, Loop, Plug


@dataclass
class Hesitant(Plug):
    """A car that takes its time to begin, also after a contactor has opened to switch phases; its power is read every 10 s."""

    second: int = 0
    rests_until: int = 0
    report: Reading | None = None

    def obey(self, second: int) -> None:
        was = (self.enabled, self.phases)
        super().obey(second)
        self.second = second
        if self.enabled and was != (self.enabled, self.phases):
            self.rests_until = second + 45

    @property
    def power_w(self) -> float:
        return super().power_w if self.second >= self.rests_until else 0.0

    def seen(self, name, now):
        if self.second % 10 == 0 or self.report is None:
            self.report = Reading(self.power_w, now)
        return replace(super().seen(name, now), power_w=self.report)


def largest_error_w(loop, seconds):
    """Return how far the surplus that is shown is off at most."""
    return max(abs(loop.tick().site.surplus_w - loop.present_surplus_w()) for _ in range(seconds))


def test_while_a_car_hesitates_to_start_the_growing_sun_is_not_misread():
    loop = Loop(Hesitant(SINGLE), surplus_w=lambda second: 2000.0 + 20.0 * second)
    loop.meter_period_s = 2
    loop.run(2)
    assert largest_error_w(loop, 240) < 500.0
    assert loop.command.current_a == pytest.approx(loop.present_surplus_w() / 230.0, abs=1.5)


def test_what_a_car_leaves_while_its_phases_are_switched_is_not_misread():
    loop = Loop(Hesitant(SWITCHED), surplus_w=lambda second: 6000.0 if second < 300 else 2500.0)
    loop.run(300)
    assert loop.command.phases == 3
    loop.run(5)
    assert largest_error_w(loop, 300) < 100.0
    assert loop.command.phases == 1
    assert max(command.current_a for command in loop.plugs[0].commands if command.phases == 1) <= 11.0


def test_what_a_charger_takes_on_its_own_after_a_restart_is_not_taken_for_what_an_ampere_means():
    loop = Loop(surplus_w=2000.0)
    loop.run(300)
    assert loop.command.current_a == 8.0
    loop.plugs[0].current_a = 16.0
    for _ in range(30):
        loop.tick()
        assert loop.state.chargers["0"].watts_per_amp["1"] == pytest.approx(230.0, rel=0.02)


@pytest.mark.parametrize("volts", [200.0, 246.0])
def test_what_an_ampere_means_is_learned_at_any_voltage_and_no_car_is_said_to_limit_itself(volts):
    class Elsewhere(Plug):
        @property
        def power_w(self) -> float:
            return super().power_w * volts / 230.0 * 0.97

    loop = Loop(Elsewhere(SINGLE), surplus_w=lambda second: 1800.0 + second // 200 * 311 % 2500).run(3600)
    charger_state = loop.state.chargers["0"]
    assert charger_state.watts_per_amp["1"] == pytest.approx(volts * 0.97, rel=0.02)
    assert charger_state.takes_at_most_w is None


@pytest.mark.parametrize("most_a", [7.0, 10.0, 14.0])
def test_a_car_that_limits_itself_is_told_from_a_low_voltage(most_a):
    loop = Loop(Plug(SINGLE, takes_at_most_a=most_a), surplus_w=lambda second: 3800.0 + second // 200 * 311 % 1500)
    loop.run(3600)
    charger_state = loop.state.chargers["0"]
    assert charger_state.takes_at_most_w == pytest.approx(most_a * 230.0, rel=0.02)


def late_charger(*currents_a, confirmed=1):
    """Return a charger read half a minute late each half a minute, commanded these currents, one every ten seconds."""
    levels = [PowerLevel(10.0 * at, 230.0 * one, None, one) for at, one in enumerate(currents_a)]
    levels[:confirmed] = [level.confirmed(level.since_s) for level in levels[:confirmed]]
    return ChargerState(
        is_enabled=True, current_a=currents_a[-1], commanded_s=levels[-1].since_s, levels=levels, has_meter=True,
        first_sign_s=28.0, settled_s=33.0, shows_s=110.0, seen_w=levels[0].power_w, unread_car=UnreadCar(1.0, 0.0),
    )  # fmt: skip


def test_a_deep_fall_is_there_at_the_grid_meter_before_a_late_charger_shows_it():
    charger_state = late_charger(24.0, 20.0, 16.0, 12.0, 10.0)
    assert power_range_w(charger_state, 80.0, Policy()) == (2300.0, 2300.0)


def test_a_steep_rise_is_not_until_the_charger_has_shown_most_of_it():
    charger_state = late_charger(8.0, 12.0, 16.0, 20.0)
    assert power_range_w(charger_state, 70.0, Policy()) == (2760.0, 4600.0)
    record_measurement(charger_state, 16.0 * 230.0, 75.0, Policy())
    assert power_range_w(charger_state, 76.0, Policy()) == (4600.0, 4600.0)


def test_what_was_taken_lately_is_believed_again_before_a_late_charger_shows_it():
    assert power_range_w(late_charger(20.0, 8.0, 20.0, confirmed=2), 60.0, Policy()) == (4600.0, 4600.0)
