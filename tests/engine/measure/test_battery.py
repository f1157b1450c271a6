"""The home battery and its inverter beside a car, in the simulated home: what a car may have, and what only seems to be there."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from simulator.battery import Battery, BatterySpec
from simulator.inverter import HybridInverter, InverterSpec
from simulator.meter import SensorSpec

from ..living import LOAD_W, Living
from ..loop import SINGLE, START, Loop


def behind_a_hybrid(dc_w, battery, *, ac_limit_w, known_limit_w=None, specs=None):
    inverter = HybridInverter(InverterSpec(limit_w=ac_limit_w))
    living = Living(dc_w, inverter=inverter, battery=battery, specs=specs)
    living.site = SiteLimits(ac_limit_w=known_limit_w)
    return living


def test_a_car_has_no_more_than_the_hybrid_inverter_delivers_and_the_battery_keeps_what_is_beyond():
    living = behind_a_hybrid(10_000.0, Battery(soc_pct=50.0), ac_limit_w=5000.0, known_limit_w=5000.0).run(300)
    before = living.home.energies.import_wh
    living.run(600)
    assert living.home.flows.car_w == pytest.approx(5000.0 - LOAD_W, abs=250.0)
    assert living.home.flows.battery_w > 3500.0
    assert living.home.energies.import_wh - before < 5.0
    assert living.command.reason.key == "limited_by_inverter"
    assert living.command.reason.numbers["power_w"] == 5000.0


def test_without_its_limit_the_car_would_be_promised_what_only_the_battery_can_have():
    living = behind_a_hybrid(10_000.0, Battery(soc_pct=50.0), ac_limit_w=5000.0).run(900)
    assert living.decision.site.surplus_w > 8000.0


def test_a_limit_that_is_said_too_low_takes_nothing_that_is_delivered():
    living = behind_a_hybrid(6000.0, Battery(soc_pct=100.0), ac_limit_w=8000.0, known_limit_w=3000.0).run(600)
    assert living.home.flows.car_w == pytest.approx(6000.0 * 0.97 - LOAD_W, abs=250.0)


@pytest.mark.parametrize("period_s", [1.0, 5.0, 30.0])
def test_a_battery_that_is_read_rarely_does_not_make_the_current_swing(period_s):
    slow = {name: SensorSpec(period_s=period_s, latency_s=0.5) for name in ("battery_w", "generation_w")}
    living = behind_a_hybrid(7000.0, Battery(soc_pct=50.0), ac_limit_w=8000.0, specs=slow).run(240)
    currents = set()
    for _ in range(900):
        currents.add(living.run(1).command.current_a)
    assert max(currents) - min(currents) <= 1.0
    assert living.home.flows.car_w == pytest.approx(7000.0 * 0.97 - LOAD_W, abs=300.0)


def test_excess_power_is_never_shown_above_generation_while_battery_and_car_move():
    living = behind_a_hybrid(5000.0, Battery(soc_pct=50.0), ac_limit_w=8000.0)
    for dc_w in (5000.0, 1500.0, 6000.0, 800.0):
        living.home.sun.power_w = dc_w
        for _ in range(240):
            site = living.run(1).decision.site
            if site.surplus_w is not None and site.generation_w is not None:
                assert site.surplus_w <= site.generation_w + 60.0


def test_when_a_battery_ends_charging_from_the_grid_at_night_its_old_reading_starts_no_car():
    loop = Loop(surplus_w=-4500.0)  # a charge by force of 4 kW, seen by the meter
    loop.inputs = {"generation_w": Reading(0.0, loop.now), "battery_soc_pct": Reading(40.0, loop.now)}
    for second in range(300):
        if second == 100:
            loop.surplus_w = -500.0
        at = loop.now - timedelta(seconds=second % 60)
        loop.inputs |= {"battery_w": Reading(4000.0 if second < 120 else 0.0, at)}
        loop.inputs |= {"generation_w": Reading(0.0, loop.now)}
        loop.tick()
        assert not loop.command.is_enabled


@settings(max_examples=60, deadline=None)
@given(
    generation_w=st.floats(0, 10_000), battery_w=st.floats(-8000, 8000), load_w=st.floats(0, 5000),
    level_pct=st.floats(0, 100), priority_pct=st.sampled_from([0.0, 50.0, 100.0]),
)  # fmt: skip
def test_solar_only_charges_nothing_that_comes_out_of_the_battery_or_through_it_from_the_grid(
    generation_w, battery_w, load_w, level_pct, priority_pct
):
    now, state = START, EngineState()
    grid_w = load_w + battery_w - generation_w
    for number in range(40):
        now += timedelta(seconds=5)
        # No two samples of a meter are the same.
        sampled_w = grid_w + number * 7 % 13
        inputs = Inputs(
            grid_w=Reading(sampled_w, now),
            generation_w=Reading(generation_w, now),
            battery_w=Reading(battery_w, now),
            battery_soc_pct=Reading(level_pct, now),
            site=SiteLimits(battery_priority_level_pct=priority_pct),
            chargers=(ChargerInputs("0", SolarMode.SOLAR_ONLY, SINGLE, power_w=Reading(0.0, now)),),
        )
        state, decision = step(state, inputs, now)
    assert decision.site.surplus_w <= generation_w - load_w + 0.1
    if generation_w - load_w < SINGLE.least_w - 0.1:
        assert not decision.commands[0].is_enabled


def test_a_strong_battery_takes_at_once_what_a_hybrid_inverter_cannot_deliver():
    battery = Battery(BatterySpec(max_charge_w=6000.0), soc_pct=50.0)
    living = behind_a_hybrid(9000.0, battery, ac_limit_w=5000.0)
    living.run(60)
    assert living.home.flows.generation_w == pytest.approx(9000.0 * 0.97)
    assert -living.home.flows.grid_w + LOAD_W + living.home.flows.car_w <= 5000.0 + 1.0


@pytest.mark.parametrize("silent_at_s", [600, 0], ids=["meter lost", "no meter"])
@pytest.mark.parametrize("has_load", [True, False], ids=["load read", "load assumed"])
def test_a_battery_that_goes_first_keeps_what_it_takes_also_without_a_grid_meter(silent_at_s, has_load):
    loop = Loop()
    loop.site = SiteLimits(battery_priority_level_pct=80.0)
    for _ in range(1800):
        battery_w = max(4500.0 - loop.plugs[0].power_w, 0.0)
        loop.surplus_w = 4500.0 - battery_w
        loop.inputs = {
            "generation_w": Reading(4900.0 + loop.second % 7, loop.now),
            "load_w": Reading(400.0 + loop.second % 3, loop.now) if has_load else None,
            "battery_w": Reading(battery_w, loop.now),
            "battery_soc_pct": Reading(40.0, loop.now),
        }
        if loop.second >= silent_at_s:
            loop.inputs["grid_w"] = Unavailable(loop.now) if silent_at_s else None
        loop.tick()
        assert not loop.command.is_enabled
    assert loop.reason == "battery_first"


def test_once_the_battery_has_its_level_the_car_has_what_it_takes_also_without_a_grid_meter():
    loop = Loop()
    loop.site = SiteLimits(battery_priority_level_pct=80.0)
    loop.inputs = {
        "grid_w": None,
        "generation_w": Reading(4900.0, loop.now),
        "load_w": Reading(400.0, loop.now),
        "battery_w": Reading(4500.0, loop.now),
        "battery_soc_pct": Reading(85.0, loop.now),
    }
    assert loop.tick().site.surplus_w == pytest.approx(4400.0, abs=50.0)
    assert loop.decision.site.house_load_w == pytest.approx(400.0)
