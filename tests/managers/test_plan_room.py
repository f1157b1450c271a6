"""What a limit from outside leaves plans: what is left of it besides the house, for as long as it is known to hold."""

from dataclasses import replace
from datetime import UTC, datetime
from math import inf

import pytest

from custom_components.solar_charging.engine.grid_limits import LimitSignal, OutsideLimit
from custom_components.solar_charging.engine.inputs import Inputs
from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.limits.outside_state import OutsideState
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.managers.plan_basis import PlanningContext, basis_of
from custom_components.solar_charging.managers.plan_room import ASSUMED_S, power_room
from custom_components.solar_charging.settings import Settings

NOW = datetime(2026, 11, 5, 18, 0, tzinfo=UTC)
NOW_S = NOW.timestamp()
HOUSE_W = 500.0


def moment(outside: OutsideLimit | None, state: OutsideState | None = None) -> PlanningContext:
    inputs = Inputs(site=SiteLimits(phases=3, voltage_v=230.0), outside=outside)
    engine = EngineState()
    engine.outside = state or OutsideState()
    return PlanningContext(NOW, inputs, engine, Settings(), Settings())


@pytest.mark.parametrize(
    ("signal", "left_w", "until_s"),
    [
        (LimitSignal(4200.0), 3700.0, NOW_S + ASSUMED_S),
        (LimitSignal(limit_a=10.0), 6400.0, NOW_S + ASSUMED_S),
        (LimitSignal(4200.0, until_s=NOW_S + 600.0), 3700.0, NOW_S + 600.0),
        (LimitSignal(4200.0, until_s=NOW_S - 600.0), 3700.0, NOW_S + ASSUMED_S),
    ],
)
def test_what_is_left_besides_the_house_until_it_ends(signal: LimitSignal, left_w: float, until_s: float) -> None:
    room = power_room(moment(OutsideLimit(signal)), HOUSE_W)
    assert room is not None
    assert (room.signal_w, room.signal_until_s) == (left_w, until_s)
    assert (room.power_w, room.grid_w) == (inf, inf)


def test_where_chargers_alone_are_limited_the_house_does_not_count() -> None:
    room = power_room(moment(OutsideLimit(LimitSignal(4200.0), is_for_chargers=True)), HOUSE_W)
    assert room is not None
    assert room.signal_w == 4200.0


def test_a_signal_that_is_lost_leaves_the_last_limit_then_the_fallback() -> None:
    lost = OutsideLimit(None, hold_s=600.0, fallback_w=3000.0)
    for heard_s, limit_w in ((NOW_S - 60.0, 4200.0), (NOW_S - 900.0, 3000.0)):
        room = power_room(moment(lost, OutsideState(limit_w=4200.0, heard_s=heard_s)), HOUSE_W)
        assert room is not None
        assert room.signal_w == limit_w - HOUSE_W


@pytest.mark.parametrize("outside", [None, OutsideLimit(LimitSignal())])
def test_without_a_limit_there_is_room_for_all(outside: OutsideLimit | None) -> None:
    assert power_room(moment(outside), HOUSE_W) is None


def test_plans_are_made_anew_when_a_limit_begins_changes_or_ends() -> None:
    signals = [LimitSignal(), LimitSignal(4200.0), LimitSignal(3000.0), LimitSignal(3000.0, until_s=NOW_S + 60.0)]
    bases = [basis_of(moment(OutsideLimit(one)), {}) for one in signals]
    for basis in bases:
        assert [basis.is_outdated(other, ()) for other in bases] == [other is not basis for other in bases]
    assert not bases[0].is_outdated(replace(bases[0], now_s=NOW_S + 10.0), ())
