"""A measured value with the time it was reported, and how far it may be trusted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Quality(StrEnum):
    """How far a value may be trusted. A value that is not LIVE never raises a charger's current."""

    LIVE = "live"
    STALE = "stale"
    ESTIMATED = "estimated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value in SI units (W, A, V or %) as its source reported it.

    `reported_at` is when the source last confirmed the value (aware UTC), also if it did not change.
    `interval_s` is how often this source has been seen to report, where known; freshness is judged against it.
    """

    value: float
    reported_at: datetime
    interval_s: float | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A configured source without a value now: unavailable, unknown, not a number, or removed."""

    since: datetime


# None: not configured at all, which is never a fault.
type Source = Reading | Unavailable | None
