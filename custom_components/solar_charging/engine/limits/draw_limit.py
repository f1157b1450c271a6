"""A limit on what is drawn from the grid, in W: what it leaves for chargers that run, and for those that are to start."""

from dataclasses import dataclass

from ..measure.reading import Quality
from .constraint import LimitKind
from .moved_value import MovedValue

# What was drawn during a longer gap is unknown.
LONGEST_GAP_S = 60.0
# Where a limit from outside comes from.
SIGNAL, HELD, FALLBACK = "signal", "held", "fallback"


@dataclass(slots=True)
class HouseDrawState:
    """What the home draws without its chargers, in W (negative: surplus of sun and battery): as believed, and the recent maximum.

    `running_w`, `starting_w`: the most of the last seconds, and of the last minutes; `..._since_s`: since when. `moved`: when the meter
    moved last.
    """

    believed_w: float | None = None
    running_w: float = 0.0
    running_since_s: float = 0.0
    starting_w: float = 0.0
    starting_since_s: float = 0.0
    moved: MovedValue | None = None


@dataclass(frozen=True, slots=True)
class HouseDraw:
    """What the home draws now besides its chargers, in W, see `HouseDrawState`; `chargers_w`: the most these may take.

    `grid_w`: what the meter shows. `delay_s`: how late a change shows. `w_per_a`: what an ampere on every phase means.
    """

    now_w: float
    running_w: float
    starting_w: float
    chargers_w: float
    grid_w: float
    quality: Quality
    delay_s: float
    w_per_a: float = 0.0


@dataclass(frozen=True, slots=True)
class DrawLimit:
    """A limit in force. `value_w`: as people know it; `allowed_w`: what may be drawn now. `until_s`: when it ends, if known.

    `running_w`: what chargers may take now; `starting_w`: what they could go on taking, which a start needs. `keeps_minimum`: those
    that run may keep their minimum meanwhile. `may_ready_by_exceed`: being ready in time outranks it.
    """

    kind: LimitKind
    value_w: float
    allowed_w: float
    running_w: float
    starting_w: float
    keeps_minimum: bool = False
    until_s: float | None = None
    may_ready_by_exceed: bool = False
    is_for_chargers: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class PhaseLimit:
    """A limit from outside on the current of each phase, in A; see `DrawLimit`."""

    limit_a: float
    until_s: float | None = None
    is_for_chargers: bool = False
    origin: str = ""


def ends_at_s(limit: DrawLimit | PhaseLimit) -> float | None:
    """Return when a limit from outside ends (UTC s), if the signal has an end; after a lost signal another limit follows."""
    return limit.until_s if limit.origin == SIGNAL else None
