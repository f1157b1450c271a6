"""A limit from outside: by the grid operator, an aggregator, a generator or an inverter in island mode.

What is limited is the draw from the grid: sun and home battery that feed the cars do not count against it. Where only chargers
are limited, the house has its sun first, and what it leaves is theirs.
"""

from dataclasses import dataclass, replace

from ..grid_limits import NO_LIMIT, LimitSignal, OutsideLimit
from ..measure.reading import Quality
from .constraint import LimitKind
from .draw_limit import FALLBACK, HELD, LONGEST_GAP_S, SIGNAL, DrawLimit, HouseDraw
from .outside_state import LimitPeriod, OutsideState

# Within a meter's noise of the limit is within it.
TOLERANCE_W, TOLERANCE_PART = 50.0, 0.02
# A signal that changes all the time, as a generator's may, makes no more periods than this; meanwhile the lowest counts.
SHORTEST_PERIOD_S = 60.0


@dataclass(frozen=True, slots=True)
class OutsideNow:
    """The limit in force: what it is, where it comes from, and until when (UTC s) if that is known."""

    signal: LimitSignal
    origin: str
    until_s: float | None = None


def outside_now(outside: OutsideLimit, state: OutsideState, now_s: float) -> OutsideNow:
    """Return the limit in force, and remember it: the one that is read, else the last one for a while, else the fallback."""
    if outside.signal is not None:
        state.limit_w, state.limit_a, state.heard_s = outside.signal.limit_w, outside.signal.limit_a, now_s
    elif state.heard_s is None:
        # Not read yet: integrations start one after the other, and the limit is still unknown.
        state.heard_s = now_s
    return in_force(outside, state, now_s)


def in_force(outside: OutsideLimit, state: OutsideState, now_s: float) -> OutsideNow:
    """Return the limit in force by what is remembered."""
    if outside.signal is not None:
        until_s = outside.signal.until_s
        return OutsideNow(outside.signal, SIGNAL, until_s if until_s is not None and until_s > now_s else None)
    until_s = (now_s if state.heard_s is None else state.heard_s) + outside.hold_s
    if now_s < until_s:
        return OutsideNow(LimitSignal(state.limit_w, state.limit_a), HELD, until_s)
    return OutsideNow(NO_LIMIT if outside.fallback_w is None else LimitSignal(outside.fallback_w), FALLBACK)


def outside_limit(now: OutsideNow, outside: OutsideLimit, draw: HouseDraw) -> DrawLimit | None:
    """Return what a limit in W leaves; None: there is none (one in A is held on each phase)."""
    limit_w = now.signal.limit_w
    if limit_w is None:
        return None
    running_w, starting_w = draw.running_w, draw.starting_w
    if outside.is_for_chargers:
        running_w, starting_w = min(running_w, 0.0), min(starting_w, 0.0)
    return DrawLimit(
        kind=LimitKind.OUTSIDE,
        value_w=limit_w,
        allowed_w=limit_w,
        running_w=limit_w - running_w,
        starting_w=limit_w - starting_w,
        until_s=now.until_s,
        is_for_chargers=outside.is_for_chargers,
        origin=now.origin,
    )


def record(
    now: OutsideNow, outside: OutsideLimit, state: OutsideState, draw: HouseDraw, now_s: float
) -> LimitPeriod | None:
    """Keep the period's record; return the one that has just ended."""
    seconds = min(max(now_s - state.looked_s, 0.0), LONGEST_GAP_S) if state.looked_s else 0.0
    state.looked_s = now_s
    period = state.period
    if period is not None:
        period = state.period = _seen(period, draw, seconds, now_s)
        if _is_same(period, now, outside):
            return None
        is_short = now_s - period.started_s < SHORTEST_PERIOD_S
        if now.signal.is_limiting and is_short and period.origin == now.origin:
            state.period = replace(
                period,
                limit_w=_lower(period.limit_w, now.signal.limit_w),
                limit_a=_lower(period.limit_a, now.signal.limit_a),
            )
            return None
    state.period = None
    if now.signal.is_limiting:
        signal = now.signal
        state.period = LimitPeriod(now_s, signal.limit_w, signal.limit_a, outside.is_for_chargers, now.origin)
    return None if period is None else replace(period, ended_s=now_s)


def end_period(state: OutsideState, now_s: float) -> LimitPeriod | None:
    """Close the period that goes on where the signal is no longer set up: a later signal begins one of its own."""
    period, state.period, state.looked_s = state.period, None, 0.0
    return None if period is None else replace(period, ended_s=now_s)


def _is_same(period: LimitPeriod, now: OutsideNow, outside: OutsideLimit) -> bool:
    of_now = now.signal.limit_w, now.signal.limit_a, outside.is_for_chargers, now.origin
    return (period.limit_w, period.limit_a, period.is_for_chargers, period.origin) == of_now


def _lower(before: float | None, after: float | None) -> float | None:
    known = [one for one in (before, after) if one is not None]
    return min(known, default=None)


def _seen(period: LimitPeriod, draw: HouseDraw, seconds: float, now_s: float) -> LimitPeriod:
    """Count what was drawn meanwhile, if it was measured."""
    if draw.quality is not Quality.LIVE or seconds <= 0.0:
        return period
    drawn_w = max(draw.grid_w, 0.0)
    if period.is_for_chargers:
        drawn_w = max(draw.grid_w - draw.now_w + min(draw.now_w, 0.0), 0.0)
    highest_w, obeyed_s = max(period.highest_w, drawn_w), period.obeyed_after_s
    limit_w = period.limit_w if period.limit_a is None else period.limit_a * draw.w_per_a
    if obeyed_s is None and limit_w is not None and drawn_w <= limit_w * (1.0 + TOLERANCE_PART) + TOLERANCE_W:
        obeyed_s, highest_w = now_s - period.started_s, drawn_w
    return replace(
        period,
        obeyed_after_s=obeyed_s,
        highest_w=highest_w,
        drawn_wh=period.drawn_wh + drawn_w * seconds / 3600.0,
        seen_s=period.seen_s + seconds,
    )
