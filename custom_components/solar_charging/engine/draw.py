"""What a charger draws: predicted from what it was told, corrected by what is measured, aligned with the time of a sample.

In-flight compensation: a grid sample taken shortly after a command shows either the old power or the new one. Both are
possible, so the charger's power at that time is a range, and whoever uses it stays with what he believed if he can.
"""

from .model import CarState, ChargerInputs
from .state import ChargerState

# A command shows at the meter no earlier than at once and no later than this, until learnt better.
SETTLE_S = 15.0
# A car needs up to this long from the offer of current to its full draw.
START_S = 60.0
# More than this is charging; less is the charger's own stand-by.
IDLE_W = 60.0

TAKES_NOTHING = frozenset(
    {CarState.DISCONNECTED, CarState.COMPLETE, CarState.CONNECTED, CarState.AWAITING, CarState.ERROR}
)


def predicted_w(charger: ChargerInputs, current_a: float, phases: int) -> float:
    """Return the power in W at a set-point."""
    return current_a * phases * charger.limits.voltage_v


def told(memory: ChargerState, power_w: float, now_s: float) -> None:
    """Remember that from now on `power_w` is on its way."""
    memory.levels.append([now_s, power_w])
    while len(memory.levels) > 1 and memory.levels[1][0] < now_s - 2 * START_S:
        del memory.levels[0]


def measured(memory: ChargerState, charger: ChargerInputs, power_w: float, reported_s: float) -> None:
    """Correct the last level by a measurement taken after it has settled."""
    if not memory.levels:
        memory.levels.append([0.0, power_w])
    since_s, level_w = memory.levels[-1]
    settle_s = SETTLE_S
    if power_w < IDLE_W < level_w and charger.car not in TAKES_NOTHING:
        settle_s = START_S
    if reported_s >= since_s + settle_s:
        memory.levels[-1][1] = max(power_w, 0.0)


def power_range_w(memory: ChargerState, sampled_s: float) -> tuple[float, float]:
    """Return the least and the most the charger may have drawn when a meter's sample of `sampled_s` was taken."""
    possible: list[float] = []
    for (_, level_w), following in zip(memory.levels, [*memory.levels[1:], None], strict=True):
        if following is not None:
            settle_s = START_S if level_w < IDLE_W else SETTLE_S
            if following[0] + settle_s < sampled_s:
                continue
        possible.append(level_w)
        if following is not None and following[0] > sampled_s:
            break
    return (min(possible), max(possible)) if possible else (0.0, 0.0)


def present_w(memory: ChargerState) -> float:
    """Return the power in W that the charger draws, or will once its last command has settled."""
    return memory.levels[-1][1] if memory.levels else 0.0
