"""What would have happened without us: full speed from the grid, from plug-in until the same energy is in the car.

How much energy that will be is known only at the end. So the cost of unmanaged charging is kept as a curve over its energy,
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


@dataclass(slots=True)
class Baseline:
    """The curve so far. A point: [energy in Wh, cost, carbon dioxide in g]."""

    points: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0, 0.0]])

    def charge(self, power_w: float, hours: float, tariff: Tariff) -> None:
        """Let the unmanaged car charge on."""
        energy_wh, cost, carbon_g = self.points[-1]
        if energy_wh >= _LONGEST_WH or hours <= 0.0:
            return
        bought = Shares(grid=power_w * hours)
        point = [energy_wh + bought.total, cost + tariff.cost(bought), carbon_g + (tariff.carbon_g(bought) or 0.0)]
        is_short = len(self.points) > 1 and point[0] - self.points[-2][0] < _POINT_EVERY_WH
        if is_short:
            self.points[-1] = point
        else:
            self.points.append(point)

    def at(self, energy_wh: float) -> tuple[float, float]:
        """Return what so much energy would have meant: cost, carbon dioxide in g."""
        energies = [point[0] for point in self.points]
        right = bisect_left(energies, energy_wh)
        if right == 0:
            return 0.0, 0.0
        if right == len(energies):
            # The curve is behind (its power was assumed too low): go on as it ends.
            right -= 1
        if right == 0:
            return 0.0, 0.0
        left_point, right_point = self.points[right - 1], self.points[right]
        part = (energy_wh - left_point[0]) / max(right_point[0] - left_point[0], 1e-9)
        _, cost, carbon_g = (a + (b - a) * part for a, b in zip(left_point, right_point, strict=True))
        return cost, carbon_g

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Self:
        """Read what `dump` gave; a broken curve begins anew."""
        curve = load(cls, data)
        is_sound = bool(curve.points) and all(isinstance(point, list) and len(point) == 3 for point in curve.points)
        if not is_sound or any(a[0] > b[0] for a, b in pairwise(curve.points)):
            return cls()
        return curve
