"""How long a step of the engine takes."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step


def step_time(chargers: int, steps: int) -> dict[str, Any]:
    """Return the mean processor time of a step with that many chargers, with new readings in each step."""
    limits = ChargerLimits(6.0, 16.0, 1.0, (1, 3))
    now = datetime(2026, 6, 1, 10, tzinfo=UTC)
    state = EngineState()
    began = 0.0
    for number in range(steps + 20):
        if number == 20:  # warm by then
            began = time.thread_time()
        now += timedelta(seconds=1)
        sources = tuple(
            ChargerInputs(str(index), SolarMode.SOLAR_ONLY, limits, index % 3, CarState.CHARGING, Reading(1400.0, now))
            for index in range(chargers)
        )
        surplus_w = 2500.0 * chargers + 900.0 * (number % 7)
        state, _ = step(state, Inputs(grid_w=Reading(1400.0 * chargers - surplus_w, now), chargers=sources), now)
    return {"chargers": chargers, "step_ms": round((time.thread_time() - began) / steps * 1000.0, 4)}
