"""A learned ratio of measured to modelled energy over some place, forgetting slowly: sums of both, never means of ratios.

The ratio of sums keeps energy right; a least-squares factor is 4 % low, because the model's input has errors as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# A place on a grid as its corner cells, each with its share (they add up to 1): between cells the ratio goes straight.
type Corners = tuple[tuple[int, float], ...]
# Sums are kept as if each day were counted `_GROWTH` of the day before; before numbers get long they are scaled back.
_RESCALE_ABOVE = 2.0**40


class CellEnergy(NamedTuple):
    """What was measured and what was modelled in a cell, in Wh."""

    measured: float = 0.0
    modelled: float = 0.0


_NOTHING = CellEnergy()


@dataclass(slots=True)
class RatioMap:
    """Cells of energy. `half_life_days`: after so long a measurement counts half."""

    half_life_days: float
    prior_wh: float
    cells: dict[int, CellEnergy] = field(default_factory=dict)
    _weight: float = 1.0
    _day: float | None = None

    def age_to(self, day: float) -> None:
        """Let time pass up to `day` (any count of days)."""
        if self._day is not None and day > self._day:
            self.forget(day - self._day)
        self._day = day if self._day is None else max(day, self._day)

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days: what was learned is no older than it was."""
        if self._day is not None:
            self._day += days

    def forget(self, days: float) -> None:
        """Let what was learned count as if it were this much older."""
        self._weight *= 2.0 ** (min(days, 40 * self.half_life_days) / self.half_life_days)
        if self._weight > _RESCALE_ABOVE:
            self.cells = {key: CellEnergy(*(wh / self._weight for wh in cell)) for key, cell in self.cells.items()}
            self._weight = 1.0

    def observe(self, corners: Corners, modelled_wh: float, measured_wh: float) -> None:
        """Add one interval's energies."""
        for key, share in corners:
            measured, modelled = self.cells.get(key, _NOTHING)
            weight = self._weight * share
            self.cells[key] = CellEnergy(measured + weight * measured_wh, modelled + weight * modelled_wh)

    def ratio(self, corners: Corners, towards: float = 1.0) -> float:
        """Return the ratio at a place; where little is known it is drawn to `towards`."""
        prior = self.prior_wh * self._weight
        found = 0.0
        for key, share in corners:
            measured, modelled = self.cells.get(key, _NOTHING)
            found += share * (measured + prior * towards) / (modelled + prior)
        return found

    def modelled_wh(self) -> float:
        """Return the energy that all of this rests on, aged."""
        return sum(cell.modelled for cell in self.cells.values()) / self._weight

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        weight = self._weight
        cells = {
            str(key): {"measured_wh": round(cell.measured / weight, 1), "modelled_wh": round(cell.modelled / weight, 1)}
            for key, cell in sorted(self.cells.items())
        }
        return {"day": self._day, "cells": cells}

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        self.cells = {
            int(key): CellEnergy(float(cell["measured_wh"]), float(cell["modelled_wh"]))
            for key, cell in data["cells"].items()
        }
        self._day = None if data["day"] is None else float(data["day"])
        self._weight = 1.0


def on_line(value: float, step: float) -> Corners:
    """Return the two cells around a value on a line of cells `step` apart."""
    index, share = divmod(value / step, 1.0)
    return ((int(index), 1.0 - share), (int(index) + 1, share))


def on_sky(elevation_deg: float, azimuth_deg: float, *, elevation_step: float, azimuth_step: float) -> Corners:
    """Return the four cells around a place in the sky; azimuth closes to a ring."""
    around = round(360.0 / azimuth_step)
    return tuple(
        (row * around + column % around, row_share * column_share)
        for row, row_share in on_line(elevation_deg, elevation_step)
        for column, column_share in on_line(azimuth_deg, azimuth_step)
    )
