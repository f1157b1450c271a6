"""What would have happened without us: full speed from the grid, from plug-in until the same energy is in the car.

How much energy that will be is known only at the end. So the cost of uncontrolled charging is kept as a curve over its energy,
and read where the energy really delivered ends.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Self

from ..engine.json_state import load
from .shares import Shares
from .tariff import Tariff

# Between two points the curve is straight: a price lasts a quarter of an hour or more, in which a car takes more than this.
_POINT_EVERY_WH = 500.0
# More than any car's battery takes.
_LONGEST_WH = 200_000.0


@dataclass(frozen=True, slots=True)
class BaselinePoint:
    """What so much energy would have meant."""

    energy_wh: float = 0.0
    cost: float = 0.0
    carbon_g: float = 0.0


@dataclass(slots=True)
class Baseline:
    """The curve so far."""

    points: list[BaselinePoint] = field(default_factory=lambda: [BaselinePoint()])

    def charge(self, power_w: float, hours: float, tariff: Tariff) -> None:
        """Continue the uncontrolled charge."""
        last = self.points[-1]
        if last.energy_wh >= _LONGEST_WH or hours <= 0.0:
            return
        bought = Shares(grid=power_w * hours)
        cost, carbon_g = last.cost + tariff.cost(bought), last.carbon_g + (tariff.carbon_g(bought) or 0.0)
        point = BaselinePoint(last.energy_wh + bought.total, cost, carbon_g)
        is_short = len(self.points) > 1 and point.energy_wh - self.points[-2].energy_wh < _POINT_EVERY_WH
        if is_short:
            self.points[-1] = point
        else:
            self.points.append(point)

    def at(self, energy_wh: float) -> tuple[float, float]:
        """Return what so much energy would have meant: cost, carbon dioxide in g."""
        energies = [point.energy_wh for point in self.points]
        right = bisect_left(energies, energy_wh)
        if right == 0:
            return 0.0, 0.0
        if right == len(energies):
            # The curve is behind (its power was assumed too low): go on as it ends.
            right -= 1
        if right == 0:
            return 0.0, 0.0
        before, after = self.points[right - 1], self.points[right]
        part = (energy_wh - before.energy_wh) / max(after.energy_wh - before.energy_wh, 1e-9)
        return before.cost + (after.cost - before.cost) * part, before.carbon_g + (
            after.carbon_g - before.carbon_g
        ) * part

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Self:
        """Read what `dump` returned; a broken curve starts over."""
        curve = load(cls, data)
        if not curve.points or any(before.energy_wh > after.energy_wh for before, after in pairwise(curve.points)):
            return cls()
        return curve
