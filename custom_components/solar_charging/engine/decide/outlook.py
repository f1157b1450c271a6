"""What the next minutes may bring: the surplus of the last half hour, replayed under the coming sun.

Each past minute's generation is scaled by how much brighter, or darker, the cloudless sky will be; newer minutes count more.
Without an outlook the past is replayed as it was.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from math import exp
from typing import Self

from ..inputs import Outlook
from ..policy import Policy
from .minute_means import MinuteMeans
from .options import Option, regrets_w, topped_up_w
from .recent_load import RecentLoad

# Below this clear-sky power in W, ratios of clear-sky powers are meaningless.
LEAST_SKY_W = 100.0
# Minutes over which steadiness is judged, and changes of surplus that mean nothing.
LAG = 5
# Changes of the surplus below this are loads switching, not clouds.
NOISE_W = 200.0
# The sky seldom doubles within the few minutes that are looked ahead; more is a ratio of small numbers.
MOST_BRIGHTER = 2.0


@dataclass(slots=True)
class PastState:
    """Surplus and house load of the last half hour, and how steady the one was."""

    surplus: MinuteMeans = field(default_factory=MinuteMeans)
    load: RecentLoad = field(default_factory=RecentLoad)
    steadiness: float = 1.0

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(self.surplus.copy(), self.load.copy(), self.steadiness)

    def add_surplus(self, surplus_w: float, now_s: float, elapsed_s: float, policy: Policy) -> None:
        """Take in surplus that was held over the last `elapsed_s`."""
        if self.surplus.add(surplus_w, now_s, elapsed_s, policy.replay_minutes):
            self.steadiness = _steadiness([minute.mean_w for minute in self.surplus.means])


@dataclass(frozen=True, slots=True)
class ReplayedCharger:
    """What a replay is for: a charger's options, what others take before it in W, and what of its least power the sun has to give."""

    options: tuple[Option, ...]
    taken_w: float
    min_solar_share: float


def _steadiness(values: list[float]) -> float:
    """Return how alike minutes five apart have been lately: 1 under a steady sun, near 0 when the past is no guide.

    It is the autocorrelation at five minutes, from the mean square of the differences.
    """
    if len(values) < 2 * LAG:
        return 1.0
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    changes = [(later - earlier) ** 2 for earlier, later in zip(values, values[LAG:], strict=False)]
    return min(max(1.0 - sum(changes) / len(changes) / (2.0 * variance + NOISE_W**2), 0.0), 1.0)


def replay(
    past: PastState, charger: ReplayedCharger, outlook: Outlook | None, now_s: float, policy: Policy
) -> list[float]:
    """Return the mean regret in W of each option of a charger over the replayed past."""
    options = charger.options
    sums = [0.0] * len(options)
    weights = 0.0
    minute_now = now_s // 60.0
    brighter = _brighter(outlook, now_s, policy)
    load_w = outlook.house_load_w if outlook else 0.0
    for minute in past.surplus.means:
        age = minute_now - minute.minute
        ratio = 1.0 + (brighter - 1.0) * (1.0 + age * 60.0 / policy.look_ahead_s)
        weight = _fade(age, policy.replay_fade_minutes)
        expected_w = (minute.mean_w + load_w) * min(max(ratio, 0.0), MOST_BRIGHTER) - load_w - charger.taken_w
        weights += weight
        offered_w = topped_up_w(options, expected_w, charger.min_solar_share)
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
    now_w = outlook.at(outlook.clear_sky_w, now_s)
    then_w = outlook.at(outlook.clear_sky_w, now_s + policy.look_ahead_s)
    if now_w < LEAST_SKY_W:
        return 1.0
    return then_w / now_w
