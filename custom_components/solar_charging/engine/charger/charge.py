"""What the law of starts, stops and phase switches knows of a charge, be it real or as it would be with another switching preference."""

from dataclasses import dataclass, field
from typing import Protocol, Self

from ..copying import shallow


class ChargeState(Protocol):
    """Whether it is on, at what current on how many phases, and what it has cost and saved up: as in `ChargerState`."""

    is_enabled: bool
    current_a: float
    phases: int
    switched_s: float
    budgets_wh: dict[str, float]
    starts: float
    switches: float
    bought_wh: float


@dataclass(slots=True)
class BalancedCharge:
    """A charge as it would be with *balanced*, on the same seconds as the real one, whose switching preference is another."""

    is_enabled: bool = False
    current_a: float = 0.0
    phases: int = 1
    switched_s: float = 0.0
    budgets_wh: dict[str, float] = field(default_factory=dict)
    starts: float = 0.0
    switches: float = 0.0
    bought_wh: float = 0.0
    # When it was gone on with last, and on how many phases the real charge was to be from then on (0: off).
    at_s: float = 0.0
    real_phases: int = 0

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        twin = shallow(self)
        twin.budgets_wh = dict(self.budgets_wh)
        return twin
