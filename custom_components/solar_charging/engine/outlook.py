"""What the next minutes may bring: the surplus of the last half hour, replayed under the coming sun.

Each past minute's generation is scaled by how much brighter, or darker, the cloudless sky will be; newer minutes count more.
Without an outlook the past is replayed as it was.
"""

from functools import lru_cache
from math import exp

from .model import Outlook
from .options import Option, regrets_w
from .policy import Policy
from .state import EngineState

# Below this part of the sky's own peak, ratios of clear-sky powers say little.
LEAST_SKY_W = 100.0
# Minutes over which steadiness is judged, and changes of surplus that mean nothing.
LAG = 5
NOISE_W = 200.0
MOST_BRIGHTER = 2.0


def record(state: EngineState, surplus_w: float, now_s: float, elapsed_s: float, policy: Policy) -> None:
    """Take `surplus_w`, held over the last `elapsed_s`, into the minute under way; a minute that is over joins the past."""
    minute = now_s // 60.0
    if state.minute and state.minute[0] != minute:
        number, sum_ws, seconds = state.minute
        if seconds > 0.0:
            state.past.append([number, sum_ws / seconds])
            state.steadiness = _steadiness(state.past)
        oldest = minute - policy.replay_minutes
        while state.past and state.past[0][0] < oldest:
            del state.past[0]
        state.minute = []
    if not state.minute:
        state.minute = [minute, 0.0, 0.0]
    state.minute[1] += surplus_w * elapsed_s
    state.minute[2] += elapsed_s


def _steadiness(past: list[list[float]]) -> float:
    """Return how alike minutes five apart have been lately: 1 under a steady sun, near 0 when the past tells nothing.

    It is the autocorrelation at five minutes, from the mean square of the differences.
    """
    if len(past) < 2 * LAG:
        return 1.0
    values = [surplus_w for _, surplus_w in past]
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    changes = [(later - earlier) ** 2 for earlier, later in zip(values, values[LAG:], strict=False)]
    return min(max(1.0 - sum(changes) / len(changes) / (2.0 * variance + NOISE_W**2), 0.0), 1.0)


def series_w(outlook: Outlook, series: tuple[float, ...], at_s: float) -> float:
    """Return the value of one of the outlook's series at a time, its nearest end outside of it."""
    if not series:
        return 0.0
    index = int((at_s - outlook.start.timestamp()) // outlook.step_s)
    return series[max(0, min(index, len(series) - 1))]


def replay(
    state: EngineState,
    options: tuple[Option, ...],
    others_w: float,
    outlook: Outlook | None,
    now_s: float,
    policy: Policy,
) -> list[float]:
    """Return the mean regret in W of each option over the replayed past, others taking `others_w` before this charger."""
    sums = [0.0] * len(options)
    weights = 0.0
    minute = now_s // 60.0
    brighter = _brighter(outlook, now_s, policy)
    load_w = outlook.house_load_w if outlook else 0.0
    for number, surplus_w in state.past:
        age = minute - number
        ratio = 1.0 + (brighter - 1.0) * (1.0 + age * 60.0 / policy.look_ahead_s)
        weight = _fade(age, policy.replay_fade_minutes)
        expected_w = (surplus_w + load_w) * min(max(ratio, 0.0), MOST_BRIGHTER) - load_w - others_w
        weights += weight
        for index, regret_w in enumerate(regrets_w(options, expected_w)):
            sums[index] += weight * regret_w
    return [total / weights for total in sums] if weights else sums


@lru_cache(maxsize=512)
def _fade(age_minutes: float, fade_minutes: float) -> float:
    return exp(-age_minutes / fade_minutes)


def _brighter(outlook: Outlook | None, now_s: float, policy: Policy) -> float:
    """Return how much brighter the cloudless sky will be than now, as a factor."""
    if outlook is None:
        return 1.0
    now_w = series_w(outlook, outlook.clear_sky_w, now_s)
    then_w = series_w(outlook, outlook.clear_sky_w, now_s + policy.look_ahead_s)
    if now_w < LEAST_SKY_W:
        return 1.0
    return then_w / now_w
