"""A meter that repeats the very same value shows nothing of what chargers take since it moved last: a dead one would show sun instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MovedValue:
    """What a meter showed when it moved last, when that was, and the least that chargers took of it then: all in A, or all in W."""

    value: float
    sampled_s: float
    least: float


def last_moved(before: MovedValue | None, now: MovedValue) -> MovedValue:
    """Return when a meter moved last: with this sample, of which more may be known by now, or before."""
    is_repeated = before is not None and now.value == before.value and now.sampled_s > before.sampled_s
    return before if before is not None and is_repeated else now
