"""What a person reads where a limit keeps a charger from more."""

from collections.abc import Mapping

from ..model import Reason
from ..reasons import ReasonKey, because
from .constraint import Limit, LimitKind

# By kind: paused, limited, and the name of the number that its sentences show.
_SENTENCES: Mapping[LimitKind, tuple[ReasonKey, ReasonKey, str]] = {
    LimitKind.FUSE: (ReasonKey.PAUSED_FUSE, ReasonKey.LIMITED_BY_FUSE, "fuse_a"),
}


def limit_reason(limit: Limit, current_a: float) -> Reason:
    """Return why a charger is paused (0 A), or gets no more than this current."""
    paused, limited, number = _SENTENCES[limit.kind]
    if current_a <= 0.0:
        return because(paused, **{number: limit.value})
    return because(limited, current_a=current_a, **{number: limit.value})
