"""Different cars at one charger: how many phases each uses, and what was learned of it."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.model import CarState

from .loop import SWITCHED, THREE, Loop, Plug

ONE_PHASE_CAR = replace(THREE, car_phases=1)


def test_a_car_of_one_phase_charges_from_little_sun_though_its_charger_has_three():
    loop = Loop(Plug(ONE_PHASE_CAR), surplus_w=2000.0).run(60)
    assert loop.command.current_a == 8.0
    assert not Loop(Plug(THREE), surplus_w=2000.0).run(60).command.is_enabled


def test_a_car_of_two_phases_takes_two_of_three():
    loop = Loop(Plug(replace(SWITCHED, car_phases=2)), surplus_w=5000.0).run(600)
    assert loop.command.phases == 3
    assert loop.command.current_a * 460 == pytest.approx(5000, abs=460)


def test_what_was_learned_of_a_car_is_kept_for_it_while_another_charges_here():
    class Of(Plug):
        part = 1.0

        @property
        def power_w(self) -> float:
            return self.part * super().power_w

    plug = Of(THREE, inputs={"car_id": "zoe"})
    plug.part = 1 / 3  # it uses one phase, and nobody said so
    loop = Loop(plug, surplus_w=4200.0).run(60)
    loop.surplus_w = 1500.0
    loop.run(300)
    zoe = dict(loop.state.chargers["0"].watts_per_amp)
    assert zoe["3"] == pytest.approx(230, rel=0.05)
    plug.part, plug.inputs, loop.surplus_w = 1.0, {"car_id": "id3"}, 9900.0
    loop.run(300)
    assert loop.state.chargers["0"].watts_per_amp["3"] == pytest.approx(690, rel=0.02)
    plug.inputs, plug.part = {"car_id": "zoe"}, 1 / 3
    loop.tick()
    assert loop.state.chargers["0"].watts_per_amp == zoe


def test_a_car_that_was_said_to_use_one_phase_and_uses_three_is_found_out():
    class Wrong(Plug):
        @property
        def power_w(self) -> float:
            return 3.0 * super().power_w

    loop = Loop(Wrong(ONE_PHASE_CAR), surplus_w=9000.0).run(1200)
    assert loop.command.current_a * 690 == pytest.approx(9000, abs=750)


def test_a_car_that_is_known_to_limit_itself_is_not_expected_to_take_more_when_it_comes():
    plug = Plug(THREE, car=CarState.DISCONNECTED)
    loop = Loop(plug, surplus_w=9900.0).run(30)
    plug.car, plug.inputs = CarState.CONNECTED, {"car_id": "zoe", "car_takes_at_most_w": 5000.0}
    loop.tick()
    assert loop.state.chargers["0"].takes_at_most_w == 5000.0
    plug.car = CarState.CHARGING
    loop.run(300)
    assert loop.state.chargers["0"].takes_at_most_w is None
