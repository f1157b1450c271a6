"""What a way of charging came to: energy by where it came from, and how often contactors switched."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ..engine.charger.power import IDLE_W

# A shorter pause is a switch of phases, or a car that takes a breath: no start.
LEAST_PAUSE_S = 45.0


@dataclass(slots=True)
class ChargedFigures:
    """Sums in Wh, what of them was bought cost, and counts. `power_w` and `phases` are as seen last, `idle_s`: for how long it rested."""

    energy_wh: float = 0.0
    solar_wh: float = 0.0
    battery_wh: float = 0.0
    starts: int = 0
    switches: int = 0
    cost: float = 0.0
    power_w: float = 0.0
    phases: int = 0
    idle_s: float = LEAST_PAUSE_S

    @property
    def grid_wh(self) -> float:
        """What was bought."""
        return max(self.energy_wh - self.solar_wh - self.battery_wh, 0.0)

    def see(self, power_w: float, phases: int) -> None:
        """Count a start or a switch of phases, if this is one."""
        if power_w > IDLE_W:
            self.starts += self.idle_s >= LEAST_PAUSE_S
            self.idle_s = 0.0
        self.switches += self.phases > 0 and phases not in (0, self.phases)
        self.power_w, self.phases = power_w, phases or self.phases

    def add(self, solar_w: float, elapsed_s: float, battery_w: float = 0.0, price: float = 0.0) -> None:
        """Add what was drawn since the last look; of it, what came from the sun and from a home battery. `price`: of a bought kWh."""
        hours, power_w = elapsed_s / 3600.0, self.power_w if self.power_w > IDLE_W else 0.0
        self.idle_s += 0.0 if power_w else elapsed_s
        solar_w = min(power_w, max(solar_w, 0.0))
        self.energy_wh += power_w * hours
        self.solar_wh += solar_w * hours
        battery_w = min(power_w - solar_w, max(battery_w, 0.0))
        self.battery_wh += battery_w * hours
        self.cost += (power_w - solar_w - battery_w) * hours / 1000.0 * price

    @classmethod
    def total(cls, each: Iterable[ChargedFigures]) -> Self:
        """Return what several came to together."""
        total = cls()
        for one in each:
            total.energy_wh += one.energy_wh
            total.solar_wh += one.solar_wh
            total.battery_wh += one.battery_wh
            total.starts += one.starts
            total.switches += one.switches
            total.cost += one.cost
        return total

    def anew(self) -> ChargedFigures:
        """Return figures that begin now: what goes on is no start."""
        return ChargedFigures(power_w=self.power_w, phases=self.phases, idle_s=self.idle_s)
