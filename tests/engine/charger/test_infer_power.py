"""A charger whose power nobody reads, in the simulated home: the grid meter tells what it draws."""

import json

import pytest

from custom_components.solar_charging.engine.state import EngineState
from simulator.car import Car, CarSpec

from ..living import LOAD_W, Living


@pytest.mark.parametrize("car_phases", [1, 2, 3])
def test_how_many_phases_a_car_uses_is_seen_at_the_grid_meter(car_phases):
    living = Living(6500.0, phases=3, car=Car(CarSpec(phases=car_phases)), is_metered=False).run(400)
    seen_w = living.charger_state.watts_per_amp["3"]
    assert seen_w == pytest.approx(car_phases * 230.0 * 0.97, rel=0.08)
    there_w = 6500.0 * 0.97 - LOAD_W
    assert living.home.flows.car_w == pytest.approx(min(there_w, 16.0 * seen_w), abs=700.0)
    assert living.decision.site.surplus_w == pytest.approx(there_w, abs=200.0)


def test_a_kettle_at_the_moment_of_the_start_teaches_nothing():
    living = Living(6500.0, phases=3, is_metered=False, car=Car(CarSpec(phases=1)))
    while not (living.decision and living.command.is_enabled):
        living.run(1)
    living.home.household.power_w = LOAD_W + 900.0
    living.run(60)
    assert "3" not in living.charger_state.watts_per_amp


def test_a_full_car_is_seen_to_take_nothing_and_is_no_load():
    living = Living(4000.0, car=Car(CarSpec(phases=1), soc_pct=100.0), is_metered=False).run(150)
    assert living.charger_state.takes_none
    assert living.decision.site.surplus_w == pytest.approx(4000.0 * 0.97 - LOAD_W, abs=100.0)
    living.run(300)
    assert living.command.solar_power_w == 0.0
    assert living.command.reason.key in {"car_not_drawing", "waking_car"}


def test_a_car_that_takes_current_again_is_believed():
    living = Living(4000.0, car=Car(CarSpec(phases=1), soc_pct=100.0), is_metered=False).run(150)
    living.home.evse.car = Car(CarSpec(phases=1, max_current_a=32.0), soc_pct=30.0)
    living.run(1200)
    assert not living.charger_state.takes_none
    assert living.home.flows.car_w == pytest.approx(4000.0 * 0.97 - LOAD_W, abs=300.0)


def test_dead_time_is_learned_from_the_meter_alone_and_survives_a_restart():
    living = Living(3000.0, is_metered=False).run(200)
    for number in range(8):
        living.home.sun.power_w = 3000.0 if number % 2 else 6500.0
        living.run(60)
    # Told, it answers after 2 s, and ramps by 2 A a second; the meter looks every 2 s.
    assert 2.0 < living.charger_state.settled_s < 15.0
    stored = json.loads(json.dumps(living.state.to_dict()))
    assert EngineState.from_dict(stored) == living.state
