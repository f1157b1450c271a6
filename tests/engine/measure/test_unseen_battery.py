"""A home battery that no sensor shows makes up for everything: it is recognised, and a car gets what the sun gives, not what it holds."""

import pytest

from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SurplusSource

from ..loop import SINGLE, THREE, Loop, Plug

HOUSE_W = 400.0
RUN_S = 2700


def morning(second):
    """A sun that rises, with clouds."""
    return 600.0 + 1.5 * min(second, 2400) - 400.0 * (second // 300 % 2)


class Home:
    """A loop beside a battery of `battery_w` at most, either way, that is half full; its sensor is set up or not."""

    def __init__(self, battery_w, *, is_read=False, generation_part=1.0, limits=THREE, house_w=None):
        self.loop, self.battery_w, self.is_read = Loop(Plug(limits)), battery_w, is_read
        self.generation_part, self.house_w = generation_part, house_w or (lambda _second: HOUSE_W)
        self.sun_w, self.given_wh, self.found = morning, 0.0, 0

    def run(self, seconds):
        loop = self.loop
        for _ in range(seconds):
            sun_w, house_w, car_w = self.sun_w(loop.second), self.house_w(loop.second), loop.plugs[0].power_w
            battery_w = max(-self.battery_w, min(self.battery_w, sun_w - house_w - car_w))
            self.given_wh += max(-battery_w, 0.0) / 3600.0
            loop.surplus_w = sun_w - house_w - battery_w
            loop.inputs = {"generation_w": Reading(sun_w * self.generation_part + loop.second % 3, loop.now)}
            if self.is_read:
                loop.inputs |= {"battery_w": Reading(battery_w, loop.now), "battery_soc_pct": Reading(50.0, loop.now)}
            loop.tick()
            self.found += loop.decision.site.has_unseen_battery
        return self


def test_it_is_recognised_before_the_car_starts_and_the_car_has_the_sun_but_not_what_it_holds():
    home = Home(4000.0, limits=SINGLE).run(RUN_S)
    assert home.loop.decision.site.has_unseen_battery
    assert home.loop.decision.site.source is SurplusSource.GENERATION_AND_PROFILE
    home.given_wh = 0.0
    home.run(RUN_S)
    assert home.loop.plugs[0].power_w > 0.7 * (morning(home.loop.second) - HOUSE_W)
    assert home.given_wh < 100.0


def busy(second):
    """A fridge, a kettle, and what stands by."""
    return 250.0 + 90.0 * (second // 500 % 2) + 2000.0 * (second % 1500 < 120) + second * 7 % 40


@pytest.mark.parametrize("limits", [SINGLE, THREE], ids=["one phase", "three phases"])
@pytest.mark.parametrize(
    ("is_read", "generation_part"), [(True, 1.0), (False, 1.0), (False, 0.5)],
    ids=["a battery that is read", "no battery", "an inverter not read"],
)  # fmt: skip
def test_a_home_without_one_is_not_told_to_have_one(limits, is_read, generation_part):
    home = Home(4000.0 if is_read else 0.0, is_read=is_read, generation_part=generation_part, limits=limits)
    home.house_w = busy
    assert home.run(RUN_S).found == 0


def test_setting_it_up_ends_it():
    home = Home(4000.0).run(RUN_S)
    home.is_read = True
    home.run(5)
    assert not home.loop.decision.site.has_unseen_battery


def test_a_home_that_may_not_export_is_not_told_to_have_one():
    """Its inverter holds the grid at zero as well; the set-up says why."""
    home = Home(4000.0)
    home.loop.site = SiteLimits(export_limit_w=0.0)
    assert home.run(RUN_S).found == 0


def test_a_meter_that_stands_still_is_no_battery():
    home = Home(4000.0)
    home.loop.meter = lambda _value_w, now: Reading(20.0, now)
    assert home.run(RUN_S).found == 0


@pytest.mark.parametrize("late_s", [1, 10, 55])
def test_a_meter_that_shows_the_sun_later_than_the_inverter_is_no_battery(late_s):
    home, jump_s = Home(0.0), 900
    loop = home.loop
    home.sun_w = lambda second: HOUSE_W if second <= jump_s else HOUSE_W + 2700.0
    loop.meter = lambda value_w, now: Reading(value_w if loop.second > jump_s + late_s else loop.second % 3, now)
    assert home.run(jump_s + late_s + 300).found == 0


def test_what_it_gives_for_a_moment_after_a_charger_has_stopped_is_not_the_suns():
    home = Home(4000.0, limits=SINGLE).run(RUN_S)
    assert home.loop.decision.site.has_unseen_battery
    home.sun_w = lambda _second: 1300.0
    home.run(900)
    loop = home.loop
    assert not loop.command.is_enabled
    # It goes on giving for some seconds.
    loop.meter = lambda _grid_w, now: Reading(-3000.0 - loop.second % 7, now)
    home.run(10)
    assert loop.decision.site.surplus_w < 1300.0
    assert not loop.command.is_enabled


def test_a_car_that_charges_when_nothing_is_known_yet_has_no_more_than_is_generated():
    """After a restart in mid-charge: what a battery gives is taken for the sun's, but for more than is generated there is no sun."""
    home = Home(4000.0, limits=SINGLE)
    home.sun_w = lambda _second: 2500.0
    home.loop.plugs[0].enabled, home.loop.plugs[0].current_a = True, 16.0
    shown_w = 0.0
    for _ in range(900):
        home.run(1)
        shown_w = max(shown_w, home.loop.decision.site.surplus_w)
    assert shown_w <= 2560.0
    assert home.loop.plugs[0].power_w <= 2560.0


@pytest.mark.parametrize("sun_w", [3000.0, 5000.0])
def test_an_inverter_that_is_not_read_is_believed_while_something_is_exported(sun_w):
    home = Home(0.0, generation_part=0.5, limits=SINGLE)
    home.sun_w = lambda _second: sun_w
    home.run(900)
    assert home.loop.plugs[0].power_w > sun_w - HOUSE_W - 240.0
