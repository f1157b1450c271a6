"""The main fuse: what it leaves for the chargers on each phase."""

from collections.abc import Sequence
from dataclasses import replace

from ..measure.freshness import CheckedReadings
from ..measure.reading import Quality
from ..step_context import StepContext
from .charger_currents import GridConnection, grid_of, taken, taken_in_total
from .connection import ConnectionState
from .constraint import Constraint, Limit, LimitKind
from .house_currents import SampledChargers, believe, phase_meters, rising_slowly, total_current_a
from .limited_charger import LimitedCharger, on_phase


def fuse_constraints(
    chargers: Sequence[LimitedCharger], grid: GridConnection, context: StepContext
) -> list[Constraint]:
    """Return what the main fuse leaves for the chargers on each phase."""
    fuse_a = context.inputs.site.main_fuse_a
    if fuse_a is None:
        return []
    limit, silent_s = Limit(LimitKind.FUSE, fuse_a), silent_for_s(context.readings)
    rooms_a = room_on_phases(fuse_a, grid, context)
    return [
        Constraint(limit, room_a, on_phase(chargers, phase), silent_s, phase, more_a)
        for phase, (room_a, more_a) in enumerate(zip(rooms_a, unsure_on_phases(rooms_a, context), strict=True))
    ]


def unsure_on_phases(rooms_a: Sequence[float], context: StepContext) -> Sequence[float]:
    """Return how much more the house may draw on each phase, where chargers that are believed to load it do not."""
    unsure_a = context.state.house.unsure_a
    is_known = context.readings.phase_currents and len(unsure_a) == len(rooms_a)
    return unsure_a if is_known else [0.0] * len(rooms_a)


def believed_grid(context: StepContext) -> GridConnection:
    """Return the grid connection, trusted unless measurements contradict what is believed of the chargers' phases."""
    grid, fuse_a = grid_of(context.inputs), context.inputs.site.main_fuse_a
    is_live = all(meter.quality is Quality.LIVE for meter in phase_meters(context.readings))
    return replace(grid, is_trusted=_is_trusted(fuse_a, context)) if fuse_a is not None and is_live else grid


def room_on_phases(fuse_a: float, grid: GridConnection, context: StepContext) -> list[float]:
    """Return what each phase has left for the chargers, in A."""
    house, policy, meters = context.state.house, context.policy, phase_meters(context.readings)
    safe_a = fuse_a - policy.fuse_reserve_a
    if not meters:
        return [safe_a - _assumed_load_a(context, grid)] * grid.phases
    if any(meter.quality is not Quality.LIVE for meter in meters):
        known_a = max((*house.currents_a, 0.0)) if house.currents_a else 0.0
        return [safe_a - known_a] * grid.phases
    house_a = _measured_a(grid, context)
    return rising_slowly(house, [safe_a - phase_a for phase_a in house_a], context.now_s, policy.fuse_rise_s)


def silent_for_s(readings: CheckedReadings) -> float:
    """Return for how long the meter of the grid connection has been silent; 0 while it reports, or if there is none."""
    return max((meter.age_s for meter in phase_meters(readings) if meter.quality is not Quality.LIVE), default=0.0)


def sampled_at_s(context: StepContext) -> float:
    """Return when the connection's currents were measured last; now, if nothing measures them."""
    return min((meter.reported_s for meter in phase_meters(context.readings)), default=context.now_s)


def _measured_a(grid: GridConnection, context: StepContext) -> list[float]:
    """Return what the house draws on each phase."""
    readings, states, policy = context.readings, context.state.chargers, context.policy
    sampled_s = sampled_at_s(context)
    if readings.phase_currents:
        currents = [taken(one, states[one.id], sampled_s, grid, policy) for one in context.inputs.chargers]
        return believe(
            context.state.house,
            [meter.value for meter in readings.phase_currents],
            SampledChargers(currents, sampled_s),
        )
    currents = [taken_in_total(one, states[one.id], sampled_s, grid, policy) for one in context.inputs.chargers]
    (total_a,) = believe(context.state.house, [total_current_a(readings, grid)], SampledChargers(currents, sampled_s))
    return [total_a if grid.phases == 1 else max(total_a, 0.0)] * grid.phases


def _assumed_load_a(context: StepContext, grid: GridConnection) -> float:
    """Return what the house is taken to draw on the fullest phase where nothing measures it: all that it is assumed to use."""
    outlook = context.inputs.outlook
    return (outlook.house_load_w if outlook else context.policy.unknown_house_load_w) / grid.voltage_v


def _is_trusted(fuse_a: float, context: StepContext) -> bool:
    """Return whether what is believed of the chargers' phases may still count; it is forgotten where a phase stays above its fuse."""
    # By the meter's clock: a slow one goes on showing what was before chargers were lowered.
    house, sampled_s = context.state.house, sampled_at_s(context)
    if not any(meter.value > fuse_a for meter in context.readings.phase_currents):
        house.over_since_s = None
        return True
    house.over_since_s = sampled_s if house.over_since_s is None else house.over_since_s
    if sampled_s - house.over_since_s < context.policy.fuse_distrust_s:
        return True
    for charger in context.inputs.chargers:
        connection = ConnectionState(disproved_phase=charger.limits.first_phase)
        context.state.chargers[charger.id].connection = connection
    house.currents_a = []
    return False
