"""Boxes that set only a few currents, unevenly spaced, such as 6, 10 and 16 A, although their entity takes every one.

What a command became is what the entity shows once the box has answered. A few of those, on more than one of its currents, tell how it
rounds; from then on only its own currents are commanded. Until then what fits such a box is no failure to follow.
"""

from dataclasses import dataclass, field
from typing import Self

from .rounding import (
    ENOUGH,
    EVEN_A,
    LEVELS,
    WIDEST_A,
    CommandedCurrent,
    fits_any,
    levels_of,
    tells_raising,
    tells_rounding,
)

# Results that are kept.
KEPT = 12
# A box that has shown another current within this is at work: less than was commanded may be its rounding.
AT_WORK_S = 600.0
# Until a box is seen to round, a command that changed nothing may as well have been lost: so many seconds after it should have shown it
# is sent again, last when no integration drops commands any more (go-e's does for two minutes after a connection was lost).
MAY_BE_LOST_S = (5.0, 30.0, 90.0, 150.0)


@dataclass(slots=True)
class UnevenSteps:
    """What commands became, the newest last; the currents in A that the box is known to set, rising (empty: any); when it last changed."""

    shown: list[CommandedCurrent] = field(default_factory=list)
    known_a: list[float] = field(default_factory=list)
    moved_s: float = 0.0

    def copy(self) -> Self:
        """Return a copy; its lists are replaced, never changed."""
        return type(self)(self.shown, self.known_a, self.moved_s)


def note_shown(steps: UnevenSteps, seen: CommandedCurrent) -> None:
    """Add the current that the box shows for a command it has had time to answer."""
    others = [one for one in steps.shown if one.commanded_a != seen.commanded_a]
    steps.shown = [*others[1 - KEPT :], seen]
    if not fits_any(steps.shown):
        steps.shown, steps.known_a = [seen], []
        return
    if steps.known_a or (len(steps.shown) >= ENOUGH and (tells_rounding(steps.shown) or tells_raising(steps.shown))):
        steps.known_a = levels_of(steps.shown)


def may_be_rounded(steps: UnevenSteps, seen: CommandedCurrent, commanded_s: float, now_s: float) -> bool:
    """Return whether a box that shows another current than was commanded may have rounded, rather than not follow."""
    above_a = seen.result - seen.commanded_a
    if abs(above_a) > WIDEST_A:
        return False
    if steps.moved_s > commanded_s or (above_a < 0.0 and now_s - steps.moved_s < AT_WORK_S):
        return True
    # It showed the same for commands as far off as this.
    return (
        any(
            one.result == seen.result
            and abs(one.result - one.commanded_a) > EVEN_A
            and one.commanded_a != seen.commanded_a
            for one in steps.shown
        )
        and len(levels_of(steps.shown)) >= LEVELS
        and fits_any([*steps.shown, seen])
    )


def resent_times(steps: UnevenSteps, seen: CommandedCurrent, commanded_s: float, overdue_s: float) -> int:
    """Return how often a command should have been sent again that the box may have rounded to what it showed before, or lost.

    `overdue_s`: for how long it should have shown; after the last time it is taken to be rounded.
    """
    changed_nothing = steps.moved_s <= commanded_s and seen.commanded_a - seen.result >= EVEN_A
    if overdue_s < 0.0 or not changed_nothing or seen in steps.shown or is_rounding(steps, seen):
        return 0
    return sum(overdue_s >= after_s for after_s in MAY_BE_LOST_S)


def is_rounding(steps: UnevenSteps, seen: CommandedCurrent) -> bool:
    """Return whether a box that has been seen to round makes this of a command, as far as is known."""
    if not any(abs(one.result - one.commanded_a) > EVEN_A for one in steps.shown):
        return False
    return fits_any([*steps.shown, seen])
