"""An electric car as a charging station sees it: how much of the offered current it takes, until it is full."""

from dataclasses import dataclass

# A car below this does not charge (IEC 61851-1); its on-board charger stops instead.
LEAST_CURRENT_A = 6.0
# A full car starts again only after this much has gone, so that it does not flicker at its limit.
RESTART_PCT = 1.0


@dataclass(frozen=True, slots=True)
class CarSpec:
    """A car's fixed properties. `phases` is how many its on-board charger uses."""

    capacity_wh: float = 60_000.0
    phases: int = 3
    max_current_a: float = 16.0
    # AC to battery, on-board charger and battery together.
    efficiency: float = 0.9
    # Cars take a little less than what is offered, to be safe against the breaker.
    taken_of_offered: float = 0.97
    # From here the battery takes less and less, down to `taper_end` of the full current at 100 %.
    taper_from_pct: float = 90.0
    taper_end: float = 0.15
    # Unoffered for this long it falls asleep, and then needs `wake_s` to begin again.
    sleeps_after_s: float = 900.0
    wake_s: float = 20.0


class Car:
    """A car's battery and its charging manners."""

    def __init__(self, spec: CarSpec | None = None, soc_pct: float = 40.0, limit_pct: float = 100.0) -> None:
        self.spec = spec or CarSpec()
        self.soc_pct = soc_pct
        self.limit_pct = limit_pct
        self._unoffered_s = 0.0
        self._awake_in_s = 0.0
        self._is_resting = soc_pct >= limit_pct

    @property
    def is_full(self) -> bool:
        """Whether the battery has reached the car's own limit and not yet lost a percent since."""
        return self._is_resting

    @property
    def is_asleep(self) -> bool:
        """Whether the car will hesitate when it is offered current."""
        return self._unoffered_s >= self.spec.sleeps_after_s

    def take(self, offered_a: float, phases: int, voltage_v: float, dt_s: float) -> float:
        """Charge for `dt_s` seconds and return the power drawn in W: 0 while unoffered, asleep or full."""
        power_w = self._current(offered_a, dt_s) * voltage_v * min(phases, self.spec.phases)
        gained_pct = power_w * self.spec.efficiency * dt_s / 36.0 / self.spec.capacity_wh
        self.soc_pct = min(100.0, self.soc_pct + gained_pct)
        self._settle()
        return power_w

    def drive(self, used_wh: float) -> None:
        """Take energy out of the battery, never below empty."""
        self.soc_pct = max(0.0, self.soc_pct - 100.0 * used_wh / self.spec.capacity_wh)

    def _current(self, offered_a: float, dt_s: float) -> float:
        if offered_a < LEAST_CURRENT_A:
            self._unoffered_s += dt_s
            return 0.0
        if self._unoffered_s:
            self._awake_in_s = self.spec.wake_s if self.is_asleep else 0.0
            self._unoffered_s = 0.0
        if self._awake_in_s > 0.0:
            self._awake_in_s -= dt_s
            return 0.0
        if self._is_resting:
            return 0.0
        return min(offered_a * self.spec.taken_of_offered, self.spec.max_current_a * self._taper())

    def _settle(self) -> None:
        if self.soc_pct >= self.limit_pct:
            self._is_resting = True
        elif self.soc_pct <= self.limit_pct - RESTART_PCT:
            self._is_resting = False

    def _taper(self) -> float:
        spec = self.spec
        if self.soc_pct <= spec.taper_from_pct:
            return 1.0
        done = (self.soc_pct - spec.taper_from_pct) / (100.0 - spec.taper_from_pct)
        return 1.0 - (1.0 - spec.taper_end) * min(1.0, done)
