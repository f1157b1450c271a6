"""A car that pauses and goes on by itself while its power is read rarely: what it leaves is not the sun's."""

import pytest

from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading

from ..loop import Loop, Plug
from .cars import Odd

WIDE = ChargerLimits(6.0, 32.0, 1.0, (3,))


def pausing(begins_s, ends_s):
    return lambda second, _current_a, power_w: 0.0 if begins_s <= second < ends_s else power_w


@pytest.mark.parametrize("has_inverter", [True, False])
@pytest.mark.parametrize("tells_car", [True, False])
@pytest.mark.parametrize("reads_every_s", [5, 10, 30, 60])
def test_what_a_pausing_car_leaves_is_not_told_to_it_and_its_return_is_no_cloud(reads_every_s, tells_car, has_inverter):
    plug = Odd(WIDE, reads_every_s=reads_every_s, tells_car=tells_car, takes_w=pausing(1211, 1276))
    loop = Loop(plug, surplus_w=5600.0)
    loop.meter_period_s = 5
    currents, shown = [], []
    for _ in range(1500):
        loop.inputs = {"generation_w": Reading(6000.0 + loop.second % 3, loop.now)} if has_inverter else {}
        loop.tick()
        currents.append(loop.command.current_a)
        shown.append(loop.decision.site.surplus_w)
    assert set(currents[300:]) == {8.0}
    assert max(shown[300:]) < 5900.0


@pytest.mark.parametrize("reads_every_s", [10, 30, 60])
def test_sun_that_comes_out_at_once_is_followed_once_the_charger_has_shown_that_its_car_went_on(reads_every_s):
    plug = Odd(WIDE, reads_every_s=reads_every_s)
    loop = Loop(plug, surplus_w=lambda second: 4500.0 if second < 905 else 9000.0)
    loop.meter_period_s = 5
    loop.run(905 + reads_every_s + 10)
    assert loop.command.current_a >= 12.0
    loop.run(2 * reads_every_s + 15)
    assert loop.command.current_a == 13.0


@pytest.mark.parametrize("meter_every_s", [60, 120])
@pytest.mark.parametrize("has_inverter", [True, False])
def test_what_a_kettle_took_comes_back_although_the_meter_is_slow(meter_every_s, has_inverter):
    plug = Odd(WIDE, reads_every_s=15)
    loop = Loop(plug, surplus_w=lambda second: 5000.0 if 900 <= second < 1080 else 9500.0)
    loop.meter_period_s = meter_every_s
    for _ in range(1080 + 4 * meter_every_s):
        loop.inputs = {"generation_w": Reading(10000.0 + loop.second % 3, loop.now)} if has_inverter else {}
        loop.tick()
    assert loop.command.current_a == 13.0


def test_with_the_inverter_read_the_sun_need_not_be_confirmed():
    plug = Odd(WIDE, reads_every_s=60)
    loop = Loop(plug, surplus_w=lambda second: 4500.0 if second < 905 else 8500.0)
    for _ in range(925):
        loop.inputs = {"generation_w": Reading(loop.present_surplus_w() + 500.0 + loop.second % 3, loop.now)}
        loop.tick()
    assert loop.command.current_a == 12.0


def test_a_charger_that_is_read_never_again_holds_nothing_for_ever():
    plug = Odd(WIDE, reads_every_s=3600)
    loop = Loop(plug, surplus_w=lambda second: 4500.0 if second < 905 else 9000.0).run(1100)
    assert loop.decision.site.surplus_w > 8500.0


def test_what_one_of_two_leaves_in_a_pause_of_its_own_is_given_back_without_buying():
    pausing_one = Odd(ChargerLimits(6.0, 32.0, 1.0, (1,)), reads_every_s=30, takes_w=pausing(600, 700))
    loop = Loop(pausing_one, Plug(), surplus_w=6000.0).run(590)
    loop.imported_wh = 0.0
    loop.run(500)
    assert loop.imported_wh < 40.0
    assert sum(plug.power_w for plug in loop.plugs) > 5700.0
