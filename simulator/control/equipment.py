"""What is regulated: the charging stations of a home, and every power they may permissibly take together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

# Cars take a little less than what is offered, as the simulated home's do.
TAKEN_OF_OFFERED = 0.97
VOLTAGE_V = 230.0


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """What a charger's integration shows of it, and when: a look every `period_s`, shown `latency_s` later."""

    period_s: int = 5
    latency_s: int = 0
    # A command shows as carried out in the moment it is sent ...
    is_optimistic: bool = True
    # ... and what the charger itself has set shows with its reports.
    has_set_point: bool = False


@dataclass(frozen=True, slots=True)
class StationSpec:
    """One charging station with its car; physics and defaults as in the simulated home (`simulator.evse`, `simulator.car`)."""

    min_current_a: int = 6
    max_current_a: int = 32
    phases: tuple[int, ...] = (1,)
    # The steps of the number it is told by, what it does of them, and, where these are not even, which currents alone.
    number_step_a: float = 1.0
    step_a: int = 1
    only_a: tuple[int, ...] = ()
    command_latency_s: int = 2
    # Beside it, at random: clouds and queues. Commands do not overtake one another.
    command_jitter_s: int = 0
    start_delay_s: int = 6
    ramp_a_per_s: float = 2.0
    phase_pause_s: int = 30
    sleeps_after_s: int = 900
    wake_s: int = 20
    priority: int = 0
    # Calls to the device that its integration makes for one command.
    calls_per_command: int = 1
    voltage_v: float = VOLTAGE_V
    taken_of_offered: float = TAKEN_OF_OFFERED
    # How many phases the car uses at most, and below which current it takes nothing.
    car_phases: int = 3
    car_min_a: int = 0
    reports: ReportSpec = ReportSpec()

    def power_w(self, current_a: float, phases: int) -> float:
        """Return what the car takes at an offer of `current_a`."""
        if current_a < self.car_min_a:
            return 0.0
        return current_a * min(phases, self.car_phases) * self.voltage_v * self.taken_of_offered

    def set_a(self, current_a: float) -> float:
        """Return what the station sets when it is told `current_a`."""
        return float(max((step_a for step_a in self.steps_a if step_a <= current_a + 1e-9), default=self.min_current_a))

    @property
    def steps_a(self) -> Sequence[int]:
        """Every current it can set, ascending."""
        return self.only_a or range(self.min_current_a, self.max_current_a + 1, self.step_a)

    def set_points_w(self, phases: int) -> NDArray[np.float64]:
        """Return the powers of all set-points on that many phases, ascending; 0 phases is off."""
        if not phases:
            return np.zeros(1)
        taken_w = [self.power_w(current_a, phases) for current_a in self.steps_a if current_a >= self.car_min_a]
        return np.array(taken_w, dtype=np.float64)


@dataclass(frozen=True)
class Equipment:
    """The stations of a home, and its battery's capacity (0: none)."""

    name: str
    stations: tuple[StationSpec, ...]
    battery_wh: float = 0.0
    # The battery is filled first up to here.
    battery_priority_level_pct: float = 0.0
    battery_soc_pct: float = 50.0
    is_battery_read: bool = True
    # What may be fed in; the inverter holds back the rest.
    export_limit_w: float | None = None
    # Where the phases are not netted: what of the house's load is on each. The sun is spread evenly, the car is on the first phase.
    load_parts: tuple[float, ...] = ()

    def phase_surpluses_w[Number: (float, NDArray[np.float64])](self, pv_w: Number, load_w: Number) -> list[Number]:
        """Return what the sun leaves on each phase."""
        return [pv_w / len(self.load_parts) - part * load_w for part in self.load_parts]

    @cached_property
    def states(self) -> tuple[tuple[int, ...], ...]:
        """Every combination of the stations' phase counts, 0 being off."""
        return tuple(product(*((0, *station.phases) for station in self.stations)))

    def sums_w(self, state: tuple[int, ...]) -> NDArray[np.float64]:
        """Return all powers the stations can take together in that state, ascending."""
        sums = np.zeros(1)
        for station, phases in zip(self.stations, state, strict=True):
            sums = np.unique(np.add.outer(sums, station.set_points_w(phases)).round(3))
        return sums

    @cached_property
    def permitted_w(self) -> NDArray[np.float64]:
        """All powers the stations can take together, ascending, from 0."""
        return np.unique(np.concatenate([self.sums_w(state) for state in self.states]))

    def best_w(self, surplus_w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return, for each surplus, the largest permitted power that is not above it."""
        return largest_below(self.permitted_w, surplus_w)


def largest_below(permitted_w: NDArray[np.float64], surplus_w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the largest permitted power not above each surplus, the least permitted one where all are above."""
    index = np.searchsorted(permitted_w, surplus_w + 1e-6, side="right") - 1
    return np.asarray(permitted_w[np.maximum(index, 0)], dtype=np.float64)


SINGLE_PHASE = Equipment("1p 6-32 A", (StationSpec(max_current_a=32, phases=(1,)),))
THREE_PHASE = Equipment("3p 6-16 A", (StationSpec(max_current_a=16, phases=(3,)),))
SWITCHING = Equipment("1p/3p 6-16 A", (StationSpec(max_current_a=16, phases=(1, 3)),))
WITH_BATTERY = Equipment("1p/3p, battery", SWITCHING.stations, battery_wh=8000.0)
TWO_CHARGERS = Equipment(
    "two: 1p 32 A + 3p 16 A",
    (StationSpec(max_current_a=32, phases=(1,), priority=1), StationSpec(max_current_a=16, phases=(3,))),
)
TWO_EQUAL = Equipment("two: 1p 16 A, 1p 16 A", (StationSpec(max_current_a=16, phases=(1,)),) * 2)
