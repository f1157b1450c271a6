"""Loads that come and go at a limit do not wear a contactor: each stop makes the charger wait longer, and calm is given back soon."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.grid_limits import LimitSignal, OutsideLimit
from custom_components.solar_charging.engine.inputs import Circuit
from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SolarMode

from ..loop import SINGLE, Loop, Plug

KINDS = ("fuse by its total", "fuse by its phase", "circuit in A", "circuit in W", "outside in A", "outside in W")


class Jumping(Loop):
    """A home on one phase of 25 A, each limit measured as it is in homes; `house_a`: what else it draws at a time."""

    def __init__(self, kind, house_a, mode=SolarMode.BOOST):
        super().__init__(Plug(replace(SINGLE, max_current_a=16.0), mode))
        self.kind, self.house_a = kind, house_a
        self.over_s = 0

    def tick(self):
        self.surplus_w = -230.0 * self.house_a(self.second)
        drawn_a = self.house_a(self.second) + self.plugs[0].power_w / 230.0
        self.over_s = self.over_s + 1 if drawn_a > 25.0 else 0
        measured = (Reading(drawn_a + 0.01 * (self.second % 7), self.now),)
        circuit = Circuit("c", "Garage", frozenset({"0"}))
        self.site = SiteLimits(main_fuse_a=25.0) if "fuse" in self.kind else SiteLimits()
        self.inputs = {
            "fuse by its total": {},
            "fuse by its phase": {"phase_currents_a": measured},
            "circuit in A": {"circuits": (replace(circuit, limit_a=25.0, phase_currents_a=measured),)},
            "circuit in W": {
                "circuits": (replace(circuit, limit_w=5750.0, power_w=Reading(230.0 * measured[0].value, self.now)),)
            },
            "outside in A": {"outside": OutsideLimit(LimitSignal(limit_a=25.0)), "phase_currents_a": measured},
            "outside in W": {"outside": OutsideLimit(LimitSignal(limit_w=5750.0))},
        }[self.kind]
        return super().tick()


def cooking(second: int) -> float:
    return 20.0 if second % 60 < 25 else 2.0


def calm(_second: int) -> float:
    return 2.0


@pytest.mark.parametrize("mode", [SolarMode.BOOST, SolarMode.SOLAR_AND_GRID])
@pytest.mark.parametrize("kind", KINDS)
def test_a_load_that_jumps_for_half_an_hour_makes_few_starts_and_each_is_cut_at_once(kind, mode):
    home = Jumping(kind, cooking, mode)
    reasons, most_over_s = set(), 0
    for _ in range(1800):
        home.tick()
        reasons.add(home.reason)
        most_over_s = max(most_over_s, home.over_s)
    assert home.starts() <= 7
    assert most_over_s <= 6
    assert "paused_after_limit" in reasons or home.starts() == 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "outside in W"])
def test_a_single_load_is_waited_for_no_longer_than_it_lasts(kind):
    home = Jumping(kind, lambda second: 20.0 if 300 < second < 480 else 2.0).run(510)
    assert (home.plugs[0].enabled, home.starts()) == (True, 2)


def test_after_calm_a_load_that_jumped_is_forgotten():
    home = Jumping("fuse by its phase", lambda second: cooking(second) if second < 1200 else 2.0).run(3 * 3600)
    home.house_a = lambda second: 20.0 if second < 3 * 3600 + 60 else 2.0
    home.run(90)
    assert home.plugs[0].enabled


def test_while_it_waits_it_says_for_how_long_and_after_how_many_stops():
    home = Jumping("fuse by its phase", cooking).run(400)
    home.house_a = calm
    home.run(30)
    assert home.reason == "paused_after_limit"
    stops, seconds = (home.command.reason.numbers[name] for name in ("count", "seconds"))
    assert stops >= 3
    assert (home.command.next_action_at - home.now).total_seconds() == pytest.approx(seconds, abs=1.0)
    home.run(int(seconds) - 2)
    assert not home.command.is_enabled
    home.run(4)
    assert home.command.is_enabled


def test_what_a_person_asks_for_waits_for_no_rest():
    home = Jumping("fuse by its phase", cooking).run(400)
    home.house_a = calm
    home.run(30)
    home.plugs[0].mode = SolarMode.OFF
    home.run(2)
    home.plugs[0].mode = SolarMode.BOOST
    home.run(2)
    assert home.command.is_enabled
