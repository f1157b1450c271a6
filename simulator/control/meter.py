"""The grid meter of fast runs: samples what is true, reports it later, loses a report, or breaks."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from .view import View

# Multiples of it are spread the most evenly over a circle, however many there are.
GOLDEN_PART = (5.0**0.5 - 1.0) / 2.0


@dataclass(frozen=True, slots=True)
class MeterSpec:
    """A sample every period, reported a latency later, with Gaussian noise."""

    period_s: int = 2
    latency_s: int = 1
    noise_w: float = 5.0
    # Added to the latency at random, and the part of reports that is lost.
    jitter_s: int = 0
    lost_part: float = 0.0

    @property
    def name(self) -> str:
        """What a table calls this meter."""
        return f"{self.period_s} s" + (f" +{self.latency_s} s" if self.latency_s else "")


@dataclass(frozen=True, slots=True)
class FastMeterFault:
    """What goes wrong with the grid meter, from which second on: frozen, stuck or unavailable; again every `repeats_s`."""

    kind: str
    from_s: int
    until_s: int = 10**9
    repeats_s: int = 10**9

    def holds(self, now_s: int) -> bool:
        """Return whether it is broken now."""
        return self.from_s <= now_s and (now_s - self.from_s) % self.repeats_s < self.until_s - self.from_s


class FastMeter:
    """Samples and reports into a view."""

    def __init__(self, spec: MeterSpec, seed: int, fault: FastMeterFault | None) -> None:
        self.spec = spec
        self.fault = fault
        rng = np.random.default_rng(seed)
        self._noise_w = rng.normal(0.0, spec.noise_w, 4096).round(1).tolist()
        self._late_s = rng.integers(0, spec.jitter_s + 1, 4096).tolist()
        self._is_lost = (rng.random(4096) < spec.lost_part).tolist()
        # Meters, homes and controllers do not tick together: day by day another phase is met, and all of them evenly.
        self._phase_s = int(seed * GOLDEN_PART % 1.0 * spec.period_s)
        self._under_way: deque[tuple[int, float, tuple[float, ...]]] = deque()

    def step(self, now_s: int, grid_w: float, view: View, phase_powers_w: tuple[float, ...] = ()) -> None:
        """Sample and report."""
        draw = now_s % 4096
        if now_s % self.spec.period_s == self._phase_s and not self._is_lost[draw]:
            due_s = now_s + self.spec.latency_s + self._late_s[draw]
            self._under_way.append((due_s, round(grid_w + self._noise_w[draw], 1), phase_powers_w))
        if self._under_way and self._under_way[0][0] <= now_s:
            _, value_w, phase_powers_w = self._under_way.popleft()
            self._report(value_w, phase_powers_w, now_s, view)

    def _report(self, value_w: float, phase_powers_w: tuple[float, ...], now_s: int, view: View) -> None:
        fault = self.fault
        if fault is None or not fault.holds(now_s):
            view.grid_w, view.grid_at_s, view.is_new = value_w, now_s, True
            view.phase_powers_w = phase_powers_w
        elif fault.kind == "unavailable":
            view.is_new = view.is_new or view.grid_w is not None
            view.grid_w = None
        elif fault.kind == "stuck":
            view.grid_at_s, view.is_new = now_s, True
