"""A home battery that looks after itself: it reads the grid meter and fills the gap, a little late."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatterySpec:
    """A home battery's fixed properties."""

    capacity_wh: float = 10_000.0
    max_charge_w: float = 4000.0
    max_discharge_w: float = 4000.0
    # Each way: 0.92 there and back.
    efficiency: float = 0.96
    min_soc_pct: float = 5.0
    # Time constant of its own control of the grid meter.
    lag_s: float = 3.0


class Battery:
    """Self-consumption control: brings the grid meter to zero within its limits. Power + charging, - discharging, AC side."""

    def __init__(self, spec: BatterySpec | None = None, soc_pct: float = 50.0) -> None:
        self.spec = spec or BatterySpec()
        self.soc_pct = soc_pct
        self.power_w = 0.0

    def step(self, dt_s: float, grid_w: float, least_w: float = -math.inf) -> float:
        """Go on by `dt_s` seconds and return the power in W, given the grid power (+ import) of the step before.

        `least_w` is what a hybrid inverter cannot deliver and leaves to it.
        """
        spec = self.spec
        wanted_w = self.power_w - grid_w
        power_w = self.power_w + (wanted_w - self.power_w) * (1.0 - math.exp(-dt_s / spec.lag_s))
        power_w = min(spec.max_charge_w, max(-spec.max_discharge_w, power_w, least_w))
        # What the cells can still take or give within this step.
        wh_per_w = dt_s / 3600.0
        room_wh = (100.0 - self.soc_pct) / 100.0 * spec.capacity_wh
        stock_wh = max(0.0, self.soc_pct - spec.min_soc_pct) / 100.0 * spec.capacity_wh
        power_w = min(power_w, room_wh / spec.efficiency / wh_per_w)
        power_w = max(power_w, -stock_wh * spec.efficiency / wh_per_w)
        stored_wh = power_w * wh_per_w * (spec.efficiency if power_w > 0.0 else 1.0 / spec.efficiency)
        self.soc_pct += 100.0 * stored_wh / spec.capacity_wh
        self.power_w = power_w
        return power_w
