"""Limits on grid import, and on its phase currents where they are set from outside, as constraints on chargers."""

from collections.abc import Iterator, Sequence

from ..charger.learning import watts_per_amp
from ..charger.power import power_range_w
from ..decide.options import options_of, present_index
from ..inputs import ChargerInputs
from ..reasons import ReasonKey
from ..step_context import StepContext
from .charger_currents import GridConnection
from .constraint import Constraint, Limit, LimitKind
from .draw_limit import DrawLimit, ends_at_s
from .fuse import room_on_phases, silent_for_s, unsure_on_phases
from .limited_charger import LimitedCharger, on_phase


def outside_current_constraints(
    chargers: Sequence[LimitedCharger], grid: GridConnection, context: StepContext
) -> list[Constraint]:
    """Return what a limit from outside in A leaves on each phase."""
    outside = context.phase_limit
    if outside is None:
        return []
    fuse_a = context.inputs.site.main_fuse_a
    # The fuse's constraints have the phase currents already: its remaining room shows what the phases carry.
    most_a = outside.limit_a if fuse_a is None else fuse_a
    left_a = [room_a - most_a + outside.limit_a for room_a in room_on_phases(most_a, grid, context)]
    unsure_a = unsure_on_phases(left_a, context)
    if outside.is_for_chargers:
        # What the house draws does not count, what its sun leaves on the phase does.
        left_a = [max(one_a, outside.limit_a) for one_a in left_a]
    value_w, until_s = outside.limit_a * grid.voltage_v * grid.phases, ends_at_s(outside)
    limit = Limit(LimitKind.OUTSIDE, value_w, is_power=True, until_s=until_s)
    silent_s = 0.0 if outside.is_for_chargers else silent_for_s(context.readings)
    return [
        Constraint(limit, one_a, on_phase(chargers, phase), silent_s, phase, more_a)
        for phase, (one_a, more_a) in enumerate(zip(left_a, unsure_a, strict=True))
    ]


def draw_constraints(
    chargers: Sequence[LimitedCharger], _grid: GridConnection, context: StepContext
) -> list[Constraint]:
    """Return what the limits on the draw leave."""
    return [constraint for limit in context.draw_limits for constraint in _constraints(limit, chargers, context)]


def is_exempt(charger: ChargerInputs, limit: DrawLimit) -> bool:
    """Return whether a limit does not hold for a charger: it has to be ready in time, and that is worth a higher peak."""
    why = charger.full_speed
    return limit.may_ready_by_exceed and why is not None and why.key == ReasonKey.CHARGING_BY_PLAN


def running_room_w(limit: DrawLimit, held: Sequence[LimitedCharger], context: StepContext) -> float:
    """Return what the chargers that it holds for may take now, in W."""
    room_w = limit.running_w - _exempt_w(limit, context)
    return max(room_w, sum(_present_least_w(one) for one in held)) if limit.keeps_minimum else room_w


def _constraints(limit: DrawLimit, chargers: Sequence[LimitedCharger], context: StepContext) -> Iterator[Constraint]:
    held = [one for one in chargers if not is_exempt(one.charger, limit)]
    shown = Limit(limit.kind, limit.value_w, is_power=True, until_s=ends_at_s(limit), is_of_draw=True)
    yield Constraint(shown, running_room_w(limit, held, context), {one.charger.id: _w_per_a(one) for one in held})
    starters = [one for one in held if not _is_running(one)]
    if not starters:
        return
    least_w = sum(one.option.least_w for one in held if _is_running(one))
    lasting_w = limit.starting_w - _exempt_w(limit, context) - least_w
    yield Constraint(shown, lasting_w, {one.charger.id: _w_per_a(one) for one in starters})


def _exempt_w(limit: DrawLimit, context: StepContext) -> float:
    """Return what those may take that it does not hold for."""
    return sum(
        power_range_w(context.state.chargers[charger.id], context.now_s, context.policy)[1]
        for charger in context.inputs.chargers
        if is_exempt(charger, limit)
    )


def _is_running(one: LimitedCharger) -> bool:
    """Return whether it charges and is to go on, on no more phases."""
    return one.charger_state.is_enabled and 0 < one.option.phases <= one.charger_state.phases


def _present_least_w(one: LimitedCharger) -> float:
    """Return the least that a charger could go on with as it is."""
    if not one.charger_state.is_enabled or not one.option.phases:
        return 0.0
    options = options_of(one.charger, one.charger_state)
    return options[present_index(one.charger_state, options)].least_w


def _w_per_a(one: LimitedCharger) -> float:
    """Return what an ampere of it means in W; of one that is off, on its fewest phases."""
    if one.option.phases:
        return one.per_amp_w
    return watts_per_amp(one.charger, one.charger_state, min(one.charger.limits.phases))
