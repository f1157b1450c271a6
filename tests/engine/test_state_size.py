"""What is remembered stays small, so that it can be stored every few minutes for years."""

import json

from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.state import EngineState

from .loop import SWITCHED, Loop, Plug

MOST_BYTES = 16_000


def test_half_a_busy_hour_leaves_less_than_16_kb_which_say_the_same_when_they_are_read_again():
    loop = Loop(Plug(SWITCHED))
    for second in range(2000):
        load_w = 3000.0 if second % 240 < 120 else 300.0
        sun_w = 6000.0 + 2500.0 * ((second // 23 * 7919) % 100 / 50.0 - 1.0)
        loop.surplus_w = sun_w - load_w
        loop.inputs = {"generation_w": Reading(sun_w, loop.now), "load_w": Reading(load_w, loop.now)}
        loop.tick()
    stored = json.dumps(loop.state.to_dict())
    assert len(stored) < MOST_BYTES
    assert EngineState.from_dict(json.loads(stored)).to_dict() == loop.state.to_dict()
