"""Unbalanced load: what chargers that do not load all phases may take on one of them, so that phases differ by no more.

VDE-AR-N 4100 allows 4.6 kVA (20 A) in Germany, TOR D1 in Austria and the WV-CH in Switzerland 16 A. As what other chargers take on
other phases may end at any time, it is not set off.
"""

from collections.abc import Sequence

from ..step_context import StepContext
from .charger_currents import GridConnection
from .constraint import Constraint, Limit, LimitKind
from .limited_charger import LimitedCharger

# A car that takes no more of an ampere than this part of what its phases would make leaves one of them out.
ALL_PHASES_PART = 0.8


def unbalance_constraints(
    chargers: Sequence[LimitedCharger], grid: GridConnection, context: StepContext
) -> list[Constraint]:
    """Return what the limit leaves on each phase for all that do not load every phase."""
    limit_a = context.inputs.site.unbalance_a
    if limit_a is None or grid.phases < 2:
        return []
    uneven = [one for one in chargers if not _is_even(one, grid)]
    limit = Limit(LimitKind.UNBALANCE, limit_a)
    return [
        Constraint(limit, limit_a, {one.charger.id: 1.0 for one in uneven if phase in one.may_load})
        for phase in range(grid.phases)
    ]


def _is_even(one: LimitedCharger, grid: GridConnection) -> bool:
    phases = one.option.phases or one.charger_state.phases
    if one.charger.limits.used_phases(phases) < grid.phases:
        return False
    # Until it has shown that it loads them all, a car may load one of them only. What the last one did says nothing of a stranger.
    learned_w = one.charger_state.watts_per_amp.get(str(phases), 0.0)
    if one.charger.car_id is None and one.charger_state.has_meter:
        learned_w = min(learned_w, one.charger_state.most_w_per_a_here)
    return one.charger.limits.car_phases is not None or learned_w >= ALL_PHASES_PART * phases * grid.voltage_v
