"""What limits of the grid connection leave for cars in a plan: the engine holds them all itself at any moment."""

from dataclasses import replace

from ..engine.limits.draw_limit import SIGNAL
from ..engine.limits.outside import OutsideNow, in_force
from ..engine.limits.peak import threshold_w
from ..engine.model import NOMINAL_V
from ..planning.multi_charger import PowerRoom
from .plan_basis import PlanningContext

# A limit from outside without a known end is assumed to last this long, and is checked again with every new plan.
ASSUMED_S = 3600.0


def power_room(context: PlanningContext, house_w: float) -> PowerRoom | None:
    """Return what main fuse, peak guard and the limit from outside leave, by the house's usual load; None: there are none."""
    limits, guard = context.inputs.site, context.inputs.peak
    amp_w = limits.phases * (limits.voltage_v or NOMINAL_V)
    room = PowerRoom()
    if limits.main_fuse_a is not None:
        room = replace(room, power_w=limits.main_fuse_a * amp_w - house_w)
    if guard is not None and not guard.may_ready_by_exceed:
        room = replace(room, grid_w=threshold_w(guard, context.state.peak) - house_w)
    outside, now_s = context.inputs.outside, context.now.timestamp()
    if outside is not None:
        now = in_force(outside, context.state.outside, now_s)
        limit_w = _limit_w(now, amp_w)
        if limit_w is not None:
            signal_w = limit_w if outside.is_for_chargers else limit_w - house_w
            room = replace(room, signal_w=signal_w, signal_until_s=_ends_at_s(now, now_s))
    return None if room == PowerRoom() else room


def _limit_w(now: OutsideNow, amp_w: float) -> float | None:
    if now.signal.limit_a is not None:
        return now.signal.limit_a * amp_w
    return now.signal.limit_w


def _ends_at_s(now: OutsideNow, now_s: float) -> float:
    return now.until_s if now.origin == SIGNAL and now.until_s is not None else now_s + ASSUMED_S
