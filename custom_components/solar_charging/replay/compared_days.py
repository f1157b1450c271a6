"""How what really happened compares with what would have: in figures, and in the terms of a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..engine.model import Reason
from .charged import ChargedFigures
from .shadow import ComparedDay


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides over one or more days."""

    days: int
    real: ChargedFigures
    shadow: ChargedFigures

    @property
    def bought_more_wh(self) -> float:
        """What was bought beyond what would have been, in Wh; below 0 it was less."""
        return self.real.grid_wh - self.shadow.grid_wh

    @property
    def reason(self) -> Reason:
        """Return the figures for the sentence that tells them."""
        return Reason(
            "shadow_comparison",
            {
                "real_wh": self.real.energy_wh,
                "real_grid_wh": self.real.grid_wh,
                "real_starts": float(self.real.starts),
                "shadow_wh": self.shadow.energy_wh,
                "shadow_grid_wh": self.shadow.grid_wh,
                "shadow_starts": float(self.shadow.starts),
            },
        )


def compared(days: Iterable[ComparedDay]) -> Comparison:
    """Add days up."""
    found = list(days)
    real, shadow = (day.real for day in found), (day.shadow for day in found)
    return Comparison(len(found), ChargedFigures.total(real), ChargedFigures.total(shadow))
