"""A home battery that no sensor shows makes up for everything: it is recognised, and a car gets no more than the sun gives."""

import pytest

from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SiteLimits

from ..loop import THREE, Loop, Plug

HOUSE_W = 400.0


def sun(second):
    """Clouds of ten minutes."""
    return 7000.0 if second // 600 % 2 else 3500.0


class Home:
    """A loop with a full battery of `battery_w` at most, either way; `is_read`: whether its sensor is set up."""

    def __init__(self, battery_w, *, is_read=False, sun_w=sun, unread_array_part=0.0):
        self.loop, self.battery_w, self.is_read, self.sun_w = Loop(Plug(THREE)), battery_w, is_read, sun_w
        self.unread_array_part, self.drained_wh, self.given_wh, self.found = unread_array_part, 0.0, 0.0, 0

    def run(self, seconds):
        loop = self.loop
        for _ in range(seconds):
            sun_w, car_w = self.sun_w(loop.second), loop.plugs[0].power_w
            most_w = self.battery_w if self.drained_wh > 0.0 else 0.0
            battery_w = max(-self.battery_w, min(most_w, sun_w - HOUSE_W - car_w))
            self.drained_wh -= battery_w / 3600.0
            self.given_wh += max(-battery_w, 0.0) / 3600.0
            loop.surplus_w = sun_w - HOUSE_W - battery_w
            generation_w = sun_w * (1.0 - self.unread_array_part)
            loop.inputs = {"generation_w": Reading(generation_w + loop.second % 3, loop.now)}
            if self.is_read:
                loop.inputs |= {"battery_w": Reading(battery_w, loop.now), "battery_soc_pct": Reading(50.0, loop.now)}
            loop.tick()
            self.found += loop.decision.site.has_unseen_battery
        return self


def test_it_is_recognised_while_sun_and_car_move_and_the_grid_does_not():
    home = Home(6000.0).run(2 * 3600)
    assert home.loop.decision.site.has_unseen_battery


def test_the_car_does_not_empty_it():
    home = Home(6000.0).run(2 * 3600)
    home.given_wh = 0.0
    home.run(4 * 3600)
    # Three times as much without: what is left are clouds that are held through at the minimum.
    assert home.given_wh < 2000.0
    site = home.loop.decision.site
    assert site.surplus_w <= site.generation_w


@pytest.mark.parametrize("is_read", [True, False], ids=["a battery that is read", "no battery"])
@pytest.mark.parametrize("unread_array_part", [0.0, 0.4], ids=["all read", "an inverter not read"])
def test_a_home_without_one_is_not_told_to_have_one(is_read, unread_array_part):
    home = Home(6000.0 if is_read else 0.0, is_read=is_read, unread_array_part=unread_array_part).run(4 * 3600)
    assert home.found == 0


def test_a_battery_that_is_set_up_ends_it():
    home = Home(6000.0).run(2 * 3600)
    home.is_read = True
    home.run(5)
    assert not home.loop.decision.site.has_unseen_battery


def test_a_home_that_may_not_export_is_not_told_to_have_one():
    """Its inverter holds the grid at zero as well; the set-up says why."""
    loop = Loop(Plug(THREE))
    loop.site = SiteLimits(export_limit_w=0.0)
    for _ in range(2 * 3600):
        load_w = HOUSE_W + 1500.0 * (loop.second // 300 % 2)
        loop.surplus_w = loop.plugs[0].power_w
        loop.inputs = {"generation_w": Reading(load_w + loop.plugs[0].power_w + loop.second % 3, loop.now)}
        loop.tick()
        assert not loop.decision.site.has_unseen_battery
