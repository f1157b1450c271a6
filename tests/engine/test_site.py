"""The home around the chargers: battery, main fuse, throttled inverters, several cars."""

import pytest

from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.reasons import ReasonKey, because

from .loop import SINGLE, THREE, Loop, Plug
from .measure.test_surplus import outlook


def with_battery(power_w, level_pct, surplus_w, **limits):
    """`surplus_w` is what the meter exports, besides what the battery takes."""
    loop = Loop(surplus_w=surplus_w)
    loop.site = SiteLimits(**limits)
    loop.inputs = {"battery_w": Reading(power_w, loop.now), "battery_soc_pct": Reading(level_pct, loop.now)}
    return loop


def test_the_battery_is_filled_first_up_to_its_priority():
    loop = with_battery(3000.0, 30.0, 0.0, battery_priority_level_pct=50.0).run(30)
    assert loop.decision.site.surplus_w < 100
    assert loop.reason == "battery_first"


def test_above_its_priority_the_car_may_have_what_the_battery_takes():
    loop = with_battery(3000.0, 60.0, 0.0, battery_priority_level_pct=50.0)
    assert loop.run(5).decision.site.surplus_w == pytest.approx(3000.0, abs=50)


def test_a_battery_that_has_reached_its_priority_leaves_the_sun_to_the_car_until_it_has_clearly_fallen():
    loop = with_battery(3000.0, 49.5, 0.0, battery_priority_level_pct=50.0)
    # What there is to take is looked at, not what a car that has started makes of it.
    loop.plugs[0].mode = SolarMode.OFF
    loop.run(5)
    for level_pct, surplus_w in ((50.0, 3000.0), (48.5, 3000.0), (47.5, 0.0), (49.5, 0.0)):
        loop.inputs = {"battery_w": Reading(3000.0, loop.now), "battery_soc_pct": Reading(level_pct, loop.now)}
        assert loop.run(2).decision.site.surplus_w == pytest.approx(surplus_w, abs=50)


def test_what_the_battery_takes_first_is_no_house_load():
    loop = with_battery(3000.0, 30.0, 0.0, battery_priority_level_pct=50.0)
    loop.inputs["generation_w"] = Reading(3400.0, loop.now)
    assert loop.run(5).decision.site.house_load_w == pytest.approx(400.0, abs=50)


def test_a_discharging_battery_is_no_surplus():
    loop = with_battery(-2500.0, 90.0, 0.0).run(30)
    assert loop.decision.site.surplus_w < -2400
    assert not loop.command.is_enabled


def test_a_battery_that_may_drive_the_car_bridges_a_cloud():
    loop = Loop(surplus_w=3000.0)
    loop.site = SiteLimits(use_home_battery=True, battery_buffer_level_pct=70.0)
    loop.inputs = {"battery_w": Reading(0.0, loop.now), "battery_soc_pct": Reading(90.0, loop.now)}
    loop.run(120)
    loop.inputs = {"battery_w": Reading(-2000.0, loop.now), "battery_soc_pct": Reading(90.0, loop.now)}
    loop.surplus_w = 1400.0
    loop.run(1200)
    assert loop.command.is_enabled
    assert loop.starts() == 1


@pytest.mark.parametrize("mode", [SolarMode.BOOST, SolarMode.SOLAR_AND_GRID])
def test_the_main_fuse_is_never_passed_for_longer_than_the_meter_takes(mode):
    loop = Loop(
        Plug(SINGLE, mode, inputs={"full_speed": because(ReasonKey.CHARGING_BY_PLAN)}),
        surplus_w=lambda second: -300.0 - 4000.0 * (second // 90 % 2),
    )
    loop.site = SiteLimits(main_fuse_a=25.0, phases=1)
    over_s = longest_s = 0
    for _ in range(1800):
        loop.tick()
        over_s = over_s + 1 if loop.grid_w > 25.0 * 230.0 + 100.0 else 0
        longest_s = max(longest_s, over_s)
    assert longest_s <= loop.plugs[0].delay_s + 1
    assert any(command.reason.key == "limited_by_fuse" for command in loop.plugs[0].commands)


def test_the_fullest_phase_decides():
    loop = Loop(Plug(THREE, SolarMode.BOOST))
    loop.site = SiteLimits(main_fuse_a=25.0)

    def currents():
        own_a = loop.plugs[0].power_w / 690.0
        return tuple(Reading(house_a + own_a, loop.now) for house_a in (2.0, 14.0, 5.0))

    for _ in range(120):
        loop.inputs = {"phase_currents_a": currents()}
        loop.tick()
    assert loop.command.current_a == 10.0


def test_with_a_silent_fuse_meter_a_boost_falls_to_its_minimum_and_stays():
    loop = Loop(Plug(THREE, SolarMode.BOOST))
    loop.site = SiteLimits(main_fuse_a=35.0)
    loop.run(60)
    assert loop.command.current_a == 16.0
    loop.meter = lambda _, now: Unavailable(now)
    loop.run(600)
    assert loop.command.current_a == 6.0


def throttled(loop, potential_w, limit_w):
    """An inverter that gives what the house and the car take, plus the export that is allowed, up to its potential."""
    loop.surplus_w = lambda _: min(potential_w - 400.0, sum(plug.power_w for plug in loop.plugs) + limit_w)
    loop.site = SiteLimits(export_limit_w=limit_w)
    loop.inputs = {"outlook": outlook(expected_w=potential_w)}
    return loop


@pytest.mark.parametrize("limit_w", [0.0, 800.0])
def test_a_throttled_inverter_is_probed_until_the_car_has_the_sun_that_was_hidden(limit_w):
    loop = throttled(Loop(), 5000.0, limit_w).run(900)
    assert loop.command.current_a >= 17.0
    assert loop.imported_wh < 20.0


def test_curtailed_sun_that_was_found_is_kept_where_no_more_is_expected():
    """What is expected leaves no room for another step: the last one was followed all the same."""
    loop = throttled(Loop(), 6500.0, 0.0)
    loop.inputs = {"outlook": outlook(expected_w=5000.0)}
    loop.run(600)
    found_a = loop.command.current_a
    assert found_a >= 17.0
    until_then = len(loop.plugs[0].commands)
    loop.run(1800)
    assert {command.current_a for command in loop.plugs[0].commands[until_then:]} == {found_a}


def test_curtailed_sun_is_found_by_a_car_that_takes_half_a_minute_to_begin():
    """Until it draws, what was tried for its start goes on being tried."""
    loop = throttled(Loop(Plug(delay_s=25)), 5000.0, 0.0)
    for _ in range(1500):
        loop.plugs[0].car = CarState.CHARGING if loop.plugs[0].enabled else CarState.AWAITING
        loop.tick()
    assert loop.command.current_a >= 17.0
    assert loop.starts() == 1


def test_what_an_inverter_gives_that_is_held_back_is_told_to_say_nothing_of_the_sun():
    loop = throttled(Loop(), 5000.0, 800.0).run(5)
    assert loop.decision.site.is_curtailed
    loop.surplus_w = 300.0
    loop.run(5)
    assert not loop.decision.site.is_curtailed


def test_a_probe_that_is_not_followed_buys_little_and_is_repeated_ever_more_rarely():
    loop = throttled(Loop(), 5000.0, 0.0)
    loop.surplus_w = 0.0
    loop.run(4 * 3600)
    assert loop.imported_wh < 150.0
    assert loop.starts() <= 12


def test_equal_chargers_share_alike():
    loop = Loop(Plug(), Plug(), surplus_w=7000.0).run(300)
    first, second = loop.decision.commands
    assert abs(first.current_a - second.current_a) <= 1.0
    assert first.current_a + second.current_a == pytest.approx(30.0, abs=1.0)


def test_when_the_sun_pays_for_one_of_two_equals_one_stops_and_the_other_goes_on():
    loop = Loop(Plug(), Plug(), surplus_w=lambda second: 5000.0 if second < 300 else 2000.0).run(1500)
    assert sorted(command.current_a for command in loop.decision.commands) == [0.0, 8.0]
    assert [loop.starts(0), loop.starts(1)] == [1, 1]


def test_at_the_border_of_what_two_equals_need_one_has_the_sun_and_the_other_waits():
    loop = Loop(Plug(), Plug(), surplus_w=lambda second: 2800.0 + (300.0 if second // 300 % 2 else -300.0)).run(5000)
    assert loop.starts(0) + loop.starts(1) == 1


def test_the_higher_priority_goes_first():
    loop = Loop(Plug(), Plug(priority=1), surplus_w=2000.0).run(300)
    assert [command.is_enabled for command in loop.decision.commands] == [False, True]


def test_a_higher_priority_takes_over_without_import_in_between():
    loop = Loop(Plug(), Plug(priority=1), surplus_w=2000.0)
    loop.plugs[1].mode = SolarMode.OFF
    loop.run(300)
    loop.plugs[1].mode = SolarMode.SOLAR_ONLY
    loop.imported_wh = 0.0
    loop.run(300)
    assert [command.is_enabled for command in loop.decision.commands] == [False, True]
    assert loop.imported_wh < 3.0


def test_what_a_full_car_leaves_goes_to_the_next():
    loop = Loop(Plug(priority=1, takes_at_most_a=7.0), Plug(), surplus_w=6000.0).run(900)
    assert loop.decision.commands[1].current_a == pytest.approx(19.0, abs=1.0)


def test_a_boost_of_one_leaves_the_other_only_what_is_left():
    loop = Loop(Plug(mode=SolarMode.BOOST), Plug(), surplus_w=9000.0).run(300)
    assert loop.decision.commands[0].current_a == 32.0
    assert loop.decision.commands[1].current_a in {0.0, 7.0}
