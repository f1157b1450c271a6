"""What a person reads where a limit keeps a charger from more."""

from collections.abc import Mapping
from typing import NamedTuple

from ..model import Reason
from ..reasons import ReasonKey, because
from .constraint import Limit, LimitKind


class _LimitReasons(NamedTuple):
    """The reasons of a paused and of a limited charger, and the name of the number (of a circuit: its name) that they show."""

    paused: ReasonKey
    limited: ReasonKey
    number: str


_REASONS: Mapping[LimitKind, _LimitReasons] = {
    LimitKind.FUSE: _LimitReasons(ReasonKey.PAUSED_FUSE, ReasonKey.LIMITED_BY_FUSE, "fuse_a"),
    LimitKind.CIRCUIT: _LimitReasons(ReasonKey.PAUSED_CIRCUIT, ReasonKey.LIMITED_BY_CIRCUIT, "circuit"),
    LimitKind.UNBALANCE: _LimitReasons(ReasonKey.PAUSED_UNBALANCE, ReasonKey.LIMITED_BY_UNBALANCE, "limit_a"),
    LimitKind.OUTSIDE: _LimitReasons(ReasonKey.PAUSED_DRAW_LIMIT, ReasonKey.LIMITED_BY_DRAW_LIMIT, "limit_w"),
    LimitKind.PEAK: _LimitReasons(ReasonKey.PAUSED_PEAK, ReasonKey.LIMITED_BY_PEAK, "limit_w"),
}


# The same where it is known when the limit ends.
_ENDING = {
    ReasonKey.PAUSED_DRAW_LIMIT: ReasonKey.PAUSED_DRAW_LIMIT_UNTIL,
    ReasonKey.LIMITED_BY_DRAW_LIMIT: ReasonKey.LIMITED_BY_DRAW_LIMIT_UNTIL,
}


def limit_reason(limit: Limit, current_a: float, now_s: float) -> Reason:
    """Return why a charger is paused (0 A), or gets no more than this current."""
    reasons = _REASONS[limit.kind]
    key, numbers = (reasons.paused, {}) if current_a <= 0.0 else (reasons.limited, {"current_a": current_a})
    if limit.until_s is not None:
        key, numbers["seconds"] = _ENDING.get(key, key), limit.until_s - now_s
    reason = because(key, **numbers)
    return Reason(reason.key, {**reason.numbers, reasons.number: limit.name or round(limit.value, 1)})
