"""A charger as limits see it: what it wants, and which phases of the grid connection it may load."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..charger.charger_state import ChargerState
from ..decide.options import Option
from ..inputs import ChargerInputs


@dataclass(frozen=True, slots=True)
class LimitedCharger:
    """A charger behind the limits. `option`: what it wants to charge on, off if nothing; `may_load`: indices of the grid's phases."""

    charger: ChargerInputs
    charger_state: ChargerState
    option: Option
    may_load: frozenset[int]

    @property
    def per_amp_w(self) -> float:
        """What an ampere of it counts in a limit in W."""
        return self.option.per_amp_w


def on_phase(chargers: Sequence[LimitedCharger], phase: int) -> dict[str, float]:
    """Return the weights of chargers in a limit in A on a phase."""
    return {one.charger.id: float(phase in one.may_load) for one in chargers}
