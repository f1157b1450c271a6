"""What limits the draw from the grid at this moment: a limit from outside, the peak guard, or nothing."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ..decision import ActiveDrawLimit, SiteDecision
from ..model import Reason
from ..reasons import ReasonKey, because
from ..step_context import StepContext
from .charger_currents import grid_of
from .constraint import LimitKind
from .draw_limit import HELD, DrawLimit, PhaseLimit, ends_at_s
from .house_draw import house_draw
from .outside import end_period, outside_limit, outside_now, record
from .outside_state import LimitPeriod
from .peak import count, peak_limit


@dataclass(frozen=True, slots=True)
class JudgedDraw:
    """What limits the draw now, in all and on each phase; the periods that have just ended; the month's peak in W, if one is guarded."""

    limits: tuple[DrawLimit, ...] = ()
    phase_limit: PhaseLimit | None = None
    ended: tuple[LimitPeriod, ...] = ()
    month_peak_w: float | None = None


def judge_draw(context: StepContext) -> JudgedDraw:
    """Look at what is drawn, count it and record it; return what limits it. Once in each step."""
    inputs, state, now_s = context.inputs, context.state, context.now_s
    found = JudgedDraw()
    if inputs.outside is None and (ended := end_period(state.outside, now_s)) is not None:
        found = JudgedDraw(ended=(ended,))
    if inputs.outside is None and inputs.peak is None:
        return found
    draw = house_draw(context)
    limits: list[DrawLimit] = []
    if inputs.outside is not None:
        now = outside_now(inputs.outside, state.outside, now_s)
        ended = record(now, inputs.outside, state.outside, draw, now_s)
        if (limit := outside_limit(now, inputs.outside, draw)) is not None:
            limits.append(limit)
        found = replace(found, ended=() if ended is None else (ended,))
        if now.signal.limit_a is not None:
            phase_limit = PhaseLimit(now.signal.limit_a, now.until_s, inputs.outside.is_for_chargers, now.origin)
            found = replace(found, phase_limit=phase_limit)
    if inputs.peak is not None:
        count(inputs.peak, state.peak, draw, now_s)
        limits.append(peak_limit(inputs.peak, state.peak, draw, now_s))
        found = replace(found, month_peak_w=state.peak.month_peak_w)
    return replace(found, limits=tuple(limits))


def with_draw_limits(site: SiteDecision, judged: JudgedDraw, context: StepContext) -> SiteDecision:
    """Return the site's decision with what limits its draw, the tightest first."""
    if judged == JudgedDraw():
        return site
    now_s = context.now_s
    shown = [_shown(limit, now_s) for limit in judged.limits]
    if (phase_limit := judged.phase_limit) is not None:
        grid = grid_of(context.inputs)
        shown.append(_shown_phase_limit(phase_limit, grid.phases * grid.voltage_v, now_s))
    return replace(
        site,
        draw_limits=tuple(sorted(shown, key=lambda one: one.allowed_w)),
        ended_periods=judged.ended,
        month_peak_w=judged.month_peak_w,
    )


def _shown(limit: DrawLimit, now_s: float) -> ActiveDrawLimit:
    until = None if limit.until_s is None else datetime.fromtimestamp(limit.until_s, UTC)
    if limit.kind is LimitKind.PEAK:
        reason = because(ReasonKey.PEAK_GUARDED, limit_w=limit.value_w, allowed_w=limit.allowed_w)
    else:
        reason = _outside_reason(limit, limit.value_w, now_s)
    return ActiveDrawLimit(
        limit.kind, limit.value_w, limit.allowed_w, until, reason, limit.is_for_chargers, limit.origin
    )


def _shown_phase_limit(limit: PhaseLimit, w_per_a: float, now_s: float) -> ActiveDrawLimit:
    until = None if limit.until_s is None else datetime.fromtimestamp(limit.until_s, UTC)
    value_w = limit.limit_a * w_per_a
    reason = _outside_reason(limit, value_w, now_s)
    return ActiveDrawLimit(LimitKind.OUTSIDE, value_w, value_w, until, reason, limit.is_for_chargers, limit.origin)


def _outside_reason(limit: DrawLimit | PhaseLimit, limit_w: float, now_s: float) -> Reason:
    if (until_s := ends_at_s(limit)) is not None:
        return because(ReasonKey.DRAW_LIMITED_UNTIL, limit_w=limit_w, seconds=until_s - now_s)
    return because(ReasonKey.DRAW_LIMIT_LOST if limit.origin == HELD else ReasonKey.DRAW_LIMITED, limit_w=limit_w)
