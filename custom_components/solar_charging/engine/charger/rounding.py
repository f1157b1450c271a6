"""How a box with few, unevenly spaced currents makes one of them of every command: down, up, or to the nearest."""

from collections.abc import Sequence
from dataclasses import dataclass

# Boxes with even steps round by less than this, in A: those are learned otherwise.
EVEN_A = 1.0
# The widest gap between currents of boxes on the market, in A: 10 and 16.
WIDEST_A = 6.0
# A box rounds if commands became so many different currents further off than that, or so many one and the same that is more.
LEVELS, ENOUGH = 2, 3
# Results are the same within this part: a car's power is not quite proportional to its current.
SAME_PART = 0.02
# An ampere means what the voltage says within this part: 205 to 255 V.
NEAR_PART = 0.12
# Currents of boxes are whole amperes, up to this.
MOST_A = 32


@dataclass(frozen=True, slots=True)
class CommandedCurrent:
    """A current that was commanded for long enough, and the result, in any unit proportional to the current."""

    commanded_a: float
    result: float


def levels_of(became: Sequence[CommandedCurrent]) -> list[float]:
    """Return the different currents that commands became, rising."""
    return sorted({one.result for one in became})


def fits_any(became: Sequence[CommandedCurrent]) -> bool:
    """Return whether all of them are made of their commands in one and the same way, where the box sets no other currents than these."""
    levels = levels_of(became)
    return any(all(rule(one.commanded_a, levels) == one.result for one in became) for rule in (_down, _up, _nearest))


def tells_rounding(became: Sequence[CommandedCurrent]) -> bool:
    """Return whether these can be nothing but rounding: a limit makes one current of many commands, a box that is stuck stays at one."""
    return len(set(_rounded_to(became))) >= LEVELS


def tells_raising(became: Sequence[CommandedCurrent]) -> bool:
    """Return whether these can be nothing but rounding up: more than was commanded is no limit, and where less was followed nothing is stuck."""
    raised_to = [one.result for one in became if one.result > one.commanded_a]
    is_raised = any(raised_to.count(level) >= ENOUGH for level in _rounded_to(became))
    return is_raised and len(levels_of(became)) >= LEVELS


def _rounded_to(became: Sequence[CommandedCurrent]) -> list[float]:
    return [one.result for one in became if EVEN_A < abs(one.result - one.commanded_a) <= WIDEST_A]


def hidden_currents(results: Sequence[CommandedCurrent], w_per_a: Sequence[float]) -> list[float]:
    """Return the currents in A that a box sets by what its power in W became of commands, rising; empty if that does not tell.

    `w_per_a`: what an ampere may mean, in W, within `NEAR_PART`: of whole amperes few are in the proportions of the powers then.
    """
    least_w = min(one.result for one in results)
    for least_a in range(1, MOST_A):
        scale = least_w / least_a
        if not any(abs(scale - one) <= NEAR_PART * one for one in w_per_a):
            continue
        became = [CommandedCurrent(one.commanded_a, float(round(one.result / scale))) for one in results]
        are_whole = all(
            abs(one.result - whole.result * scale) <= SAME_PART * one.result
            for one, whole in zip(results, became, strict=True)
        )
        if are_whole and tells_rounding(became) and fits_any(became):
            return levels_of(became)
    return []


def _down(current_a: float, levels: Sequence[float]) -> float:
    return max((level for level in levels if level <= current_a), default=levels[0])


def _up(current_a: float, levels: Sequence[float]) -> float:
    return min((level for level in levels if level >= current_a), default=levels[-1])


def _nearest(current_a: float, levels: Sequence[float]) -> float:
    return min(levels, key=lambda level: abs(level - current_a))
