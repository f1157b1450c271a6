"""A time of limiting as people and programs read it."""

from datetime import UTC, datetime
from typing import Any

from ..engine.limits.outside_state import LimitPeriod


def described(period: LimitPeriod) -> dict[str, Any]:
    """Return a period as people and programs read it: times in ISO 8601, powers in W."""
    return {
        "start": _iso(period.started_s),
        "end": None if period.ended_s is None else _iso(period.ended_s),
        "limit_w": None if period.limit_w is None else round(period.limit_w),
        "limit_a": None if period.limit_a is None else round(period.limit_a, 1),
        "applies_to": "chargers" if period.is_for_chargers else "home",
        "origin": period.origin,
        "obeyed_after_s": None if period.obeyed_after_s is None else round(period.obeyed_after_s),
        "mean_w": None if period.mean_w is None else round(period.mean_w),
        "highest_w": None if period.mean_w is None else round(period.highest_w),
        "measured_s": round(period.seen_s),
    }


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
