"""What a clock that is set back or forward must not do."""

from datetime import timedelta

import pytest

from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step

from .loop import START


@pytest.mark.parametrize("jump_s", [0, -3600, -90_000, 3600])
def test_the_fuse_is_kept_through_a_clock_that_is_set(jump_s):
    state, now, current_a = EngineState(), START, 0.0
    for second in range(180):
        now += timedelta(seconds=1 + (jump_s if second == 60 else 0))
        house_a = 1.0 if second < 90 else 20.0
        charger = ChargerInputs("0", SolarMode.BOOST, ChargerLimits(), power_w=Reading(current_a * 230.0, now))
        phases = tuple(Reading(house_a + own_a + second % 7 * 0.01, now) for own_a in (current_a, 0.0, 0.0))
        inputs = Inputs(phase_currents_a=phases, site=SiteLimits(main_fuse_a=25.0), chargers=(charger,))
        state, decision = step(state, inputs, now)
        current_a = decision.commands[0].current_a
        if second == 89:
            assert current_a == 16.0
        if second > 92:
            assert house_a + current_a <= 25.0
