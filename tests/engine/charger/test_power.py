"""What is on its way to a car, or away from it, is neither surplus nor load."""

from dataclasses import dataclass, replace

import pytest

from custom_components.solar_charging.engine.measure.reading import Reading

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
