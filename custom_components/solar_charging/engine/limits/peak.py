"""Where the bill counts the highest interval: the mean draw of the running one stays below the threshold, its energy evenly used.

Flanders bills the highest quarter-hour, 2.5 kW at least (https://nl.wikibooks.org/wiki/Energietransitie/Capaciteitstarief), Norway
the highest hours (https://hlk.no/privat-1/nettleie/ofte-stilte-sporsmal-og-svar/hvordan-fungerer-hlk-nett-sin-prismodell-for-nettleie).
In Sweden each operator chooses: the highest hour of a month, or the mean of the three or five highest
(https://konsumentforum.ei.se/org/energimarknadsinspektionen/d/effekttariff-ar-det-tillatet/). Slovenia bills what a quarter-hour
has above the power agreed on for its block of hours (https://www.uro.si/w/presezna-obracunska-moc, https://www.uro.si/w/casovni-blok).
What was left unused earlier in the interval may be used later, what was used too much is taken back. A charger starts only with
what it could go on with; one that runs keeps its minimum for as long as stopping later is still in time: a kettle stops no car.
"""

from ..grid_limits import PeakGuard
from ..measure.reading import Quality
from ..model import SECONDS_PER_HOUR
from .constraint import LimitKind
from .draw_limit import LONGEST_GAP_S, DrawLimit, HouseDraw
from .peak_state import PeakState

# The end of an interval of this length blends into the next one.
BLEND_S = 15.0
# Late in an interval more than the threshold may be left: a draw far above it would run into the next interval.
MOST_TIMES_THRESHOLD = 1.5
# Kept for what switches on before the meter shows it and chargers have followed: a kettle or an oven of so much, for so long more.
RESERVE_W, FOLLOWS_S = 2000.0, 10.0
# Never more of the interval than this.
MOST_RESERVE_PART = 0.05
# A charger's minimum may use so much of it: a stop costs its contactor more than that.
MINIMUM_RESERVE_PART = 0.5


def threshold_w(guard: PeakGuard, state: PeakState) -> float:
    """Return what the interval's mean draw is kept below, in W."""
    follows = guard.follows_month_peak and state.month == guard.month
    return max(guard.threshold_w, state.month_peak_w if follows else 0.0)


def count(guard: PeakGuard, state: PeakState, draw: HouseDraw, now_s: float) -> None:
    """Count what was drawn since the last step, and begin intervals and months with the local clock."""
    start_s = (now_s + guard.utc_offset_s) // guard.interval_s * guard.interval_s - guard.utc_offset_s
    if state.month != guard.month:
        _begin_month(guard, state, start_s)
    if state.interval_s != guard.interval_s:
        state.start_s, state.interval_s = None, guard.interval_s
    if state.start_s is None or abs(state.start_s - start_s) >= guard.interval_s / 2.0:
        _begin_interval(guard, state, draw, start_s)
    # A clock that was set by little moves what is remembered: the interval goes on.
    state.start_s = start_s
    seconds = max(now_s - max(state.counted_s, start_s), 0.0)
    state.counted_s = now_s
    drawn_w = max(draw.now_w + draw.chargers_w, 0.0)
    is_seen = seconds <= LONGEST_GAP_S
    state.counted_wh += _wh(drawn_w if is_seen else max(drawn_w, threshold_w(guard, state)), seconds)
    if is_seen and draw.quality is Quality.LIVE:
        state.measured_wh += _wh(max(draw.grid_w, 0.0), seconds)


def peak_limit(guard: PeakGuard, state: PeakState, draw: HouseDraw, now_s: float) -> DrawLimit:
    """Return what the running interval leaves."""
    limit_w, end_s = threshold_w(guard, state), (state.start_s or now_s) + guard.interval_s
    left_s = max(end_s - now_s, 0.0)
    reserve_wh = min(_wh(RESERVE_W, draw.delay_s + FOLLOWS_S), MOST_RESERVE_PART * _wh(limit_w, guard.interval_s))
    left_wh = _wh(limit_w, guard.interval_s) - reserve_wh - state.counted_wh
    lasting_w = limit_w - reserve_wh * SECONDS_PER_HOUR / guard.interval_s
    # The last seconds blend into the next interval, so that they do not decide on a car's current.
    blended_s = max(BLEND_S - left_s, 0.0)
    even_w = max(left_wh + _wh(lasting_w, blended_s), 0.0) * SECONDS_PER_HOUR / (left_s + blended_s)
    # Stopped now, the house alone would use this until the end, and the car what it takes until it has stopped.
    needed_wh = _wh(max(draw.running_w, 0.0), left_s) + _wh(draw.chargers_w, min(FOLLOWS_S, left_s))
    even_w = min(even_w, MOST_TIMES_THRESHOLD * limit_w)
    return DrawLimit(
        kind=LimitKind.PEAK,
        value_w=limit_w,
        allowed_w=even_w,
        running_w=even_w - draw.running_w,
        starting_w=lasting_w - draw.starting_w,
        keeps_minimum=left_wh + MINIMUM_RESERVE_PART * reserve_wh > needed_wh,
        until_s=end_s,
        may_ready_by_exceed=guard.may_ready_by_exceed,
    )


def _begin_interval(guard: PeakGuard, state: PeakState, draw: HouseDraw, start_s: float) -> None:
    """Close the interval that is over; what it drew after the last look is the last look's."""
    if state.start_s is not None and start_s - state.start_s > 0.0:
        end_s = state.start_s + guard.interval_s
        unseen_s = end_s - state.counted_s
        if draw.quality is Quality.LIVE and 0.0 < unseen_s <= LONGEST_GAP_S:
            state.measured_wh += _wh(max(draw.grid_w, 0.0), unseen_s)
        mean_w = state.measured_wh * SECONDS_PER_HOUR / guard.interval_s
        if mean_w > state.month_peak_w:
            state.month_peak_w, state.month_peak_s = mean_w, state.start_s
        state.counted_s = max(state.counted_s, start_s)
        state.counted_wh = 0.0
    else:
        # The first look at an interval: what it has drawn before is taken to be its share.
        state.counted_s = start_s
        state.counted_wh = 0.0
    state.start_s, state.measured_wh = start_s, 0.0


def _begin_month(guard: PeakGuard, state: PeakState, start_s: float) -> None:
    """A month begins with an interval: the one that is over belongs to the month before."""
    state.month, state.month_peak_w, state.month_peak_s = guard.month, 0.0, None
    if state.start_s is not None and state.start_s < start_s:
        state.start_s, state.counted_s, state.counted_wh, state.measured_wh = start_s, start_s, 0.0, 0.0


def _wh(power_w: float, seconds: float) -> float:
    return power_w * seconds / SECONDS_PER_HOUR
