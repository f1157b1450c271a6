"""What the home draws from the grid besides its chargers: measured, believed on while the meter is silent, or assumed."""

from dataclasses import dataclass

from ..charger.power import power_range_w
from ..measure.freshness import MISSING, CheckedReading, late_after_s
from ..measure.reading import Quality
from ..step_context import StepContext
from .charger_currents import grid_of, taken_in_total
from .draw_limit import HouseDraw
from .moved_value import MovedValue, last_moved


@dataclass(frozen=True, slots=True)
class _Sample:
    power_w: float
    reported_s: float
    quality: Quality
    age_s: float


def house_draw(context: StepContext) -> HouseDraw:
    """Return what the home draws besides its chargers, and remember it."""
    state, policy, now_s = context.state.draw, context.policy, context.now_s
    chargers_w = sum(power_range_w(one, now_s, policy)[1] for one in context.state.chargers.values())
    outlook = context.inputs.outlook
    assumed_w = outlook.house_load_w if outlook else policy.unknown_house_load_w
    sample, grid = _sample(context), grid_of(context.inputs)
    if sample is not None and sample.quality is Quality.LIVE:
        now_w = _believed_w(sample, context)
    elif sample is not None and state.believed_w is not None and sample.age_s <= policy.fuse_hold_s:
        now_w = state.believed_w
    else:
        # Solar power that is not measured covers nothing.
        now_w = max(assumed_w, state.believed_w or 0.0) if sample is not None else assumed_w
    state.running_w, state.running_since_s = _most_of_late(
        now_w, state.running_w, now_s - state.running_since_s < policy.fuse_rise_s, state.running_since_s, now_s
    )
    state.starting_w, state.starting_since_s = _most_of_late(
        now_w, state.starting_w, now_s - state.starting_since_s < policy.limit_start_s, state.starting_since_s, now_s
    )
    return HouseDraw(
        now_w,
        state.running_w,
        state.starting_w,
        chargers_w,
        now_w + chargers_w if sample is None else sample.power_w,
        Quality.MISSING if sample is None else sample.quality,
        _delay_s(context),
        grid.phases * grid.voltage_v,
    )


def _most_of_late(
    now_w: float,
    before_w: float,
    is_recent: bool,
    since_s: float,
    now_s: float,
) -> tuple[float, float]:
    return (before_w, since_s) if is_recent and now_w < before_w else (now_w, now_s)


def _sample(context: StepContext) -> _Sample | None:
    """Return the last sample of the grid connection's power; None: nothing measures it."""
    readings = context.readings
    if readings.grid is not MISSING:
        quality = Quality.STALE if context.surplus.is_stuck else readings.grid.quality
        return _Sample(readings.grid.value, readings.grid.reported_s, quality, readings.grid.age_s)
    if not readings.phase_currents:
        return None
    oldest = max(readings.phase_currents, key=_age_s)
    # At unity power factor, which is the most it can be.
    power_w = sum(one.value for one in readings.phase_currents) * grid_of(context.inputs).voltage_v
    return _Sample(power_w, oldest.reported_s, oldest.quality, oldest.age_s)


def _age_s(reading: CheckedReading) -> float:
    return reading.age_s


def _believed_w(sample: _Sample, context: StepContext) -> float:
    """Take in a sample: of all that it allows, the nearest to what was believed."""
    grid, state = grid_of(context.inputs), context.state.draw
    taken = [
        taken_in_total(one, context.state.chargers[one.id], sample.reported_s, grid, context.policy)
        for one in context.inputs.chargers
    ]
    least_w = sum(one.least_a[0] for one in taken) * grid.voltage_v
    state.moved = last_moved(state.moved, MovedValue(sample.power_w, sample.reported_s, least_w))
    highest_w = sample.power_w - min(least_w, state.moved.least)
    lowest_w = sample.power_w - sum(one.most_a[0] for one in taken) * grid.voltage_v
    before_w = highest_w if state.believed_w is None else state.believed_w
    state.believed_w = min(max(before_w, lowest_w), highest_w)
    return state.believed_w


def _delay_s(context: StepContext) -> float:
    """Return how late a change of the house shows: the meter's interval."""
    source = context.state.measure.sources.get("grid")
    if source is None:
        return context.policy.unknown_interval_s
    return (late_after_s(source, context.policy) - context.policy.late_grace_s) / context.policy.late_after_intervals
