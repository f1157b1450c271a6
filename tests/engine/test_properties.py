"""What stays true whatever sensors say, cars do and users want."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custom_components.solar_charging.engine.grid_limits import LimitSignal, OutsideLimit, PeakGuard
from custom_components.solar_charging.engine.grid_top_up import GridTopUp
from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.reasons import REASON_NUMBERS, ReasonKey
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step

from .loop import START

POWERS = st.floats(-15_000, 15_000)
LIMITS = st.sampled_from(
    [
        ChargerLimits(6, 32, 1, (1,)),
        ChargerLimits(6, 16, 1, (3,)),
        ChargerLimits(6, 16, 0.5, (1, 3)),
        ChargerLimits(8, 10, 2, (1,)),
    ]
)
TOP_UP = st.none() | st.builds(GridTopUp, st.floats(-0.2, 0.6), st.floats(0, 0.12), st.floats(-0.1, 0.5))
OUTSIDE = st.none() | st.builds(
    OutsideLimit,
    st.none() | st.builds(LimitSignal, st.none() | st.floats(0, 1e6), st.none() | st.floats(0, 5000)),
    st.floats(0, 1e4),
    st.none() | st.floats(0, 1e6),
    st.booleans(),
)
PEAK = st.none() | st.builds(
    PeakGuard,
    st.floats(500, 1e6),
    st.sampled_from([900.0, 1800.0, 3600.0]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0.0, 20_700.0, -12_600.0]),
    st.sampled_from(["2026-05", "2026-06"]),
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def source(draw, now, values=POWERS):
    kind = draw(st.sampled_from(["reading", "reading", "reading", "old", "silent", "none"]))
    if kind == "none":
        return None
    if kind == "silent":
        return Unavailable(now)
    age_s = draw(st.floats(60, 3600)) if kind == "old" else draw(st.floats(0, 5))
    return Reading(draw(values), now - timedelta(seconds=age_s))


@st.composite
def moments(draw):
    """A few minutes in a home in which anything may happen."""
    limits = draw(st.lists(LIMITS, min_size=1, max_size=3))
    fuse_a = draw(st.sampled_from([None, 16.0, 25.0]))
    now = START
    steps = []
    for _ in range(draw(st.integers(5, 25))):
        now += timedelta(seconds=draw(st.sampled_from([0, 0.2, 1, 5, 30, 300])))
        chargers = tuple(
            ChargerInputs(
                str(index),
                draw(st.sampled_from(list(SolarMode))),
                limit,
                draw(st.integers(0, 2)),
                draw(st.sampled_from(list(CarState))),
                draw(source(now, st.floats(0, 12_000))),
                draw(source(now, st.floats(0, 32))),
                draw(st.sampled_from([None, True, False])),
                draw(st.sampled_from([None, 1, 3])),
                draw(st.booleans()),
                grid_top_up=draw(TOP_UP),
            )
            for index, limit in enumerate(limits)
        )
        site = SiteLimits(fuse_a, 3, draw(st.sampled_from([None, 0.0])), 0.0, 20.0, 80.0, draw(st.booleans()))
        steps.append(
            (
                now,
                Inputs(
                    **{name: draw(source(now)) for name in ("grid_w", "generation_w", "load_w", "battery_w")},
                    battery_soc_pct=draw(source(now, st.floats(0, 100))),
                    site=site,
                    chargers=chargers,
                    outside=draw(OUTSIDE),
                    peak=draw(PEAK),
                ),
            )
        )
    return steps


@QUICK
@given(moments())
def test_limits_hold_off_is_off_and_the_state_survives_storage_at_any_moment(steps):
    state = EngineState()
    for now, inputs in steps:
        before = state.to_dict()
        same, _ = step(EngineState.from_dict(before), inputs, now)
        state, decision = step(state, inputs, now)
        assert EngineState.from_dict(json.loads(json.dumps(state.to_dict()))) == state
        assert same == state
        assert len(decision.commands) == len(inputs.chargers)
        for charger, command in zip(inputs.chargers, decision.commands, strict=True):
            assert command.charger_id == charger.id
            assert command.phases in charger.limits.phases
            assert command.is_enabled == (command.current_a > 0)
            if command.is_enabled:
                assert charger.mode is not SolarMode.OFF
                assert charger.limits.min_current_a <= command.current_a <= charger.limits.max_current_a
                # What cannot be reached goes on as it is: the others leave it its room.
                if inputs.site.main_fuse_a is not None and charger.is_reachable:
                    assert command.current_a <= inputs.site.main_fuse_a
            names = REASON_NUMBERS[ReasonKey(command.reason.key)]
            assert set(command.reason.numbers) == set(names)
        names = REASON_NUMBERS[ReasonKey(decision.site.reason.key)]
        assert set(decision.site.reason.numbers) == set(names)


@QUICK
@given(st.lists(st.floats(-3000, 1379), min_size=10, max_size=60))
def test_a_car_never_starts_while_surplus_stays_below_its_minimum(surpluses):
    state = EngineState()
    for number, surplus_w in enumerate(surpluses):
        now = START + timedelta(seconds=5 * number)
        charger = ChargerInputs("a", SolarMode.SOLAR_ONLY, ChargerLimits(), power_w=Reading(0.0, now))
        state, decision = step(state, Inputs(grid_w=Reading(-surplus_w, now), chargers=(charger,)), now)
        assert not decision.commands[0].is_enabled


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"chargers": None, "measure": 5, "past": "x", "stepped_s": "nan"},
        {
            "chargers": {
                "0": {"levels": [[1, 2], {"since_s": 1}], "awaited": {"grid_w": 1}, "current_a": None, "new": 1}
            }
        },
        {"from": "a later release", "past": {"surplus": {"means": [[1], {"minute": 3}], "under_way": [1, 2]}}},
    ],
)
def test_a_stored_state_that_is_broken_or_of_another_release_starts_afresh(stored):
    charger = ChargerInputs("0", SolarMode.SOLAR_ONLY, ChargerLimits())
    state, _ = step(EngineState.from_dict(stored), Inputs(grid_w=Reading(-3000.0, START), chargers=(charger,)), START)
    assert state.stepped_s == START.timestamp()


def test_a_step_does_not_change_the_state_it_was_given():
    charger = ChargerInputs("0", SolarMode.SOLAR_ONLY, ChargerLimits())
    inputs = Inputs(grid_w=Reading(-3000.0, START), chargers=(charger,))
    state, _ = step(EngineState(), inputs, START)
    before = json.dumps(state.to_dict())
    step(state, inputs, START + timedelta(seconds=60))
    assert json.dumps(state.to_dict()) == before


def test_a_fuse_that_is_made_smaller_holds_at_once_even_while_its_meter_is_silent():
    charger = ChargerInputs("0", SolarMode.BOOST, ChargerLimits(max_current_a=32.0))
    wide = Inputs(grid_w=Reading(0.0, START), site=SiteLimits(main_fuse_a=40.0), chargers=(charger,))
    state, decision = step(EngineState(), wide, START)
    assert decision.commands[0].current_a == 32.0
    now = START + timedelta(seconds=5)
    narrow = Inputs(grid_w=Unavailable(START), site=SiteLimits(main_fuse_a=16.0), chargers=(charger,))
    _, decision = step(state, narrow, now)
    assert decision.commands[0].current_a <= 16.0
