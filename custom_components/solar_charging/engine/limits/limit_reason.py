"""What a person reads where a limit keeps a charger from more."""

from collections.abc import Mapping

from ..model import Reason
from ..reasons import ReasonKey, because
from .constraint import Limit, LimitKind

# By kind: paused, limited, and the name of the number that its sentences show; of a circuit, its name.
_SENTENCES: Mapping[LimitKind, tuple[ReasonKey, ReasonKey, str]] = {
    LimitKind.FUSE: (ReasonKey.PAUSED_FUSE, ReasonKey.LIMITED_BY_FUSE, "fuse_a"),
    LimitKind.CIRCUIT: (ReasonKey.PAUSED_CIRCUIT, ReasonKey.LIMITED_BY_CIRCUIT, "circuit"),
    LimitKind.UNBALANCE: (ReasonKey.PAUSED_UNBALANCE, ReasonKey.LIMITED_BY_UNBALANCE, "limit_a"),
    LimitKind.OUTSIDE: (ReasonKey.PAUSED_DRAW_LIMIT, ReasonKey.LIMITED_BY_DRAW_LIMIT, "limit_w"),
    LimitKind.PEAK: (ReasonKey.PAUSED_PEAK, ReasonKey.LIMITED_BY_PEAK, "limit_w"),
}


# The same where it is known when the limit ends.
_ENDING = {
    ReasonKey.PAUSED_DRAW_LIMIT: ReasonKey.PAUSED_DRAW_LIMIT_UNTIL,
    ReasonKey.LIMITED_BY_DRAW_LIMIT: ReasonKey.LIMITED_BY_DRAW_LIMIT_UNTIL,
}


def limit_reason(limit: Limit, current_a: float, now_s: float) -> Reason:
    """Return why a charger is paused (0 A), or gets no more than this current."""
    paused, limited, number = _SENTENCES[limit.kind]
    key, numbers = (paused, {}) if current_a <= 0.0 else (limited, {"current_a": current_a})
    if limit.until_s is not None:
        key, numbers["seconds"] = _ENDING.get(key, key), limit.until_s - now_s
    reason = because(key, **numbers)
    return Reason(reason.key, {**reason.numbers, number: limit.name or round(limit.value, 1)})
