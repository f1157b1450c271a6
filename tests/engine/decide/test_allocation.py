"""Several chargers share the surplus, and none buys while another makes room for it."""

import pytest

from custom_components.solar_charging.engine.model import SolarMode

from ..loop import Loop, Plug


@pytest.mark.parametrize("delay_s", [10, 20])
def test_a_start_waits_until_the_charger_that_makes_room_is_seen_to_have_paused(delay_s):
    slow, first = Plug(delay_s=delay_s), Plug(priority=1, delay_s=0, mode=SolarMode.OFF)
    loop = Loop(slow, first, surplus_w=2000.0).run(300)
    assert slow.enabled
    first.mode = SolarMode.SOLAR_ONLY
    reasons = set()
    for _ in range(300):
        loop.tick()
        reasons.add(loop.decision.commands[1].reason.key)
        assert not (slow.power_w and loop.decision.commands[1].is_enabled)
    assert "waiting_for_priority" in reasons
    assert (slow.enabled, first.enabled) == (False, True)
