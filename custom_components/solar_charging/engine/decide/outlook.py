"""What the next minutes may bring: the surplus of the last half hour, replayed under the coming sun.

Each past minute's generation is scaled by how much brighter, or darker, the cloudless sky will be; newer minutes count more.
Without an outlook the past is replayed as it was.
"""

from functools import lru_cache
from math import exp
from statistics import median

from ..model import Outlook
from ..policy import Policy
from ..state import EngineState
from .options import Option, regrets_w, topped_up_w

# Below this part of the sky's own peak, ratios of clear-sky powers say little.
LEAST_SKY_W = 100.0
# Minutes over which steadiness is judged, and changes of surplus that mean nothing.
LAG = 5
NOISE_W = 200.0
MOST_BRIGHTER = 2.0


def record(
    state: EngineState, surplus_w: float, load_w: float | None, now_s: float, elapsed_s: float, policy: Policy
) -> None:
    """Take surplus, and the house load where it is known, held over the last `elapsed_s`, into the minutes of the past."""
    if _record(state.past, state.minute, surplus_w, now_s, elapsed_s, policy):
        state.steadiness = _steadiness(state.past)
    if load_w is not None and _record(state.past_loads, state.minute_load, load_w, now_s, elapsed_s, policy):
        state.usual_load_w = median(mean_w for _, mean_w in state.past_loads)


def _record(
    past: list[list[float]], under_way: list[float], value: float, now_s: float, elapsed_s: float, policy: Policy
) -> bool:
    """Add to the minute under way; return whether a minute has ended and joined the past, which forgets the oldest."""
    minute = now_s // 60.0
    has_ended = bool(under_way) and under_way[0] != minute
    if has_ended:
        number, total, seconds = under_way
        if seconds > 0.0:
            past.append([number, total / seconds])
        while past and past[0][0] < minute - policy.replay_minutes:
            del past[0]
        under_way.clear()
    if not under_way:
        under_way.extend((minute, 0.0, 0.0))
    under_way[1] += value * elapsed_s
    under_way[2] += elapsed_s
    return has_ended and bool(past)


def passing_load_w(state: EngineState, load_w: float | None) -> float:
    """Return how much of the present house load is unusual, and will pass: a kettle ends, a cloud may stay."""
    if load_w is None or state.usual_load_w is None:
        return 0.0
    return max(load_w - state.usual_load_w, 0.0)


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
    min_solar_share: float,
    outlook: Outlook | None,
    now_s: float,
    policy: Policy,
) -> list[float]:
    """Return the mean regret in W of each option over the replayed past, others taking `others_w` before this charger.

    `min_solar_share`: of its least power, what the sun has to give.
    """
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
        offered_w = topped_up_w(options, expected_w, min_solar_share)
        for index, regret_w in enumerate(regrets_w(options, offered_w, policy.bought_weight)):
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
