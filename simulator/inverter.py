"""A solar inverter: it clips at its rating, and may have to keep export below a limit by throwing sun away."""

import math
from dataclasses import dataclass

from .battery import Battery

# How slowly an inverter lets go of a curtailment it no longer needs; it takes one up at once.
RELEASE_S = 8.0


@dataclass(frozen=True, slots=True)
class InverterSpec:
    """An inverter's fixed properties. `export_limit_w` None: no limit; 0: nothing may be exported."""

    limit_w: float = 8000.0
    efficiency: float = 0.97
    export_limit_w: float | None = None


class Inverter:
    """Turns DC into AC power. `curtailed_w` is what the export limit costs at the moment."""

    def __init__(self, spec: InverterSpec | None = None) -> None:
        self.spec = spec or InverterSpec()
        self.power_w = 0.0
        self.curtailed_w = 0.0
        self._cap_w = self.spec.limit_w

    def step(self, dt_s: float, dc_w: float, grid_w: float) -> float:
        """Go on by `dt_s` seconds and return AC power in W, given the DC power and the grid power of the step before."""
        possible_w = min(dc_w * self.spec.efficiency, self.spec.limit_w)
        if self.spec.export_limit_w is not None:
            self._curtail(dt_s, grid_w, self.spec.export_limit_w)
        self.power_w = min(possible_w, self._cap_w)
        self.curtailed_w = possible_w - self.power_w
        return self.power_w

    def _curtail(self, dt_s: float, grid_w: float, export_limit_w: float) -> None:
        """Move the cap to the power that would have met the limit a step ago: down at once, up slowly."""
        allowed_w = max(0.0, self.power_w + grid_w + export_limit_w)
        share = 1.0 if allowed_w < self._cap_w else 1.0 - math.exp(-dt_s / RELEASE_S)
        self._cap_w = min(self.spec.limit_w, self._cap_w + (allowed_w - self._cap_w) * share)


class HybridInverter(Inverter):
    """An inverter with the battery on its DC side: `limit_w` is what both together deliver."""

    def step_with(self, battery: Battery, dt_s: float, dc_w: float, grid_w: float) -> float:
        """Go on by `dt_s` seconds and return what the panels give in W, given the DC power and the grid power of the step before."""
        possible_w = dc_w * self.spec.efficiency
        battery_w = battery.step(dt_s, grid_w, least_w=possible_w - self.spec.limit_w)
        self.power_w = min(possible_w, self.spec.limit_w + battery_w)
        self.curtailed_w = possible_w - self.power_w
        return self.power_w
