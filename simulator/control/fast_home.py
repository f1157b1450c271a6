"""A home for fast runs: the same physics as the simulated home's station, car, battery and meter in one tight loop of a second.

`tests/control` holds that this loop and `simulator.evse` draw the same power from the same commands.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.battery import Battery, BatterySpec

from .equipment import Equipment, StationSpec
from .traces import Trace


@dataclass(frozen=True, slots=True)
class MeterSpec:
    """The grid meter: a sample every period, reported a latency later, with Gaussian noise."""

    period_s: int = 2
    latency_s: int = 1
    noise_w: float = 5.0
    # Charging stations and the inverter report their power every few seconds, whatever the grid meter does.
    station_period_s: int = 5

    @property
    def name(self) -> str:
        """What a table calls this meter."""
        return f"{self.period_s} s" + (f" +{self.latency_s} s" if self.latency_s else "")


@dataclass(frozen=True, slots=True)
class FastMeterFault:
    """What goes wrong with the grid meter, from which second on: frozen, stuck or unavailable."""

    kind: str
    from_s: int
    until_s: int = 10**9


@dataclass(frozen=True, slots=True)
class FastCommand:
    """What a controller wants of one station. None leaves that part as it is."""

    station: int
    is_enabled: bool | None = None
    current_a: float | None = None
    phases: int | None = None


@dataclass(slots=True)
class View:
    """All that a controller may know, as last reported: values and the seconds they arrived at. `grid_w` None: unavailable."""

    grid_w: float | None = None
    grid_at_s: int = -1
    # The inverter's power, reported together with the stations'.
    generation_w: float = 0.0
    battery_w: float = 0.0
    soc_pct: float = 0.0
    station_w: list[float] = field(default_factory=list)
    station_at_s: int = -1
    is_enabled: list[bool] = field(default_factory=list)
    current_a: list[float] = field(default_factory=list)
    phases: list[int] = field(default_factory=list)
    is_charging: list[bool] = field(default_factory=list)
    # True in the second in which something was reported.
    is_new: bool = False


class Controller(Protocol):
    """A control law in the loop."""

    name: str

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Return what shall change; called every second."""


class Station:
    """A charging station with a car that never gets full."""

    __slots__ = (
        "closed",
        "enabled",
        "offered_a",
        "pending",
        "phases",
        "power_w",
        "ready_s",
        "set_a",
        "spec",
        "starts",
        "switches",
        "unoffered_s",
        "wake_s",
    )

    def __init__(self, spec: StationSpec) -> None:
        self.spec = spec
        self.enabled = self.closed = False
        self.set_a = self.offered_a = float(spec.min_current_a)
        self.phases = spec.phases[-1]
        self.power_w = 0.0
        self.ready_s = self.wake_s = self.starts = self.switches = 0
        self.unoffered_s = spec.sleeps_after_s
        self.pending: deque[tuple[int, FastCommand]] = deque()

    def step(self, now_s: int) -> float:
        """Go on by a second and return the power drawn in W."""
        pending = self.pending
        while pending and pending[0][0] <= now_s:
            self._obey(pending.popleft()[1])
        if not self.enabled or self.ready_s > 0:
            self.closed, self.power_w = False, 0.0
            self.unoffered_s += 1
            self.ready_s = max(0, self.ready_s - 1)
        elif not self.closed:
            self._close()
        elif self.wake_s > 0:
            self.wake_s -= 1
        elif self.offered_a != self.set_a or self.power_w == 0.0:
            reach_a = self.spec.ramp_a_per_s
            self.offered_a += max(-reach_a, min(reach_a, self.set_a - self.offered_a))
            self.power_w = self.spec.power_w(self.offered_a, self.phases)
        return self.power_w

    def _close(self) -> None:
        """A car begins at the least current and works its way up; one that has slept hesitates."""
        self.closed = True
        self.wake_s = self.spec.wake_s if self.unoffered_s >= self.spec.sleeps_after_s else 0
        self.unoffered_s = 0
        self.offered_a = float(self.spec.min_current_a)
        self.power_w = 0.0 if self.wake_s else self.spec.power_w(self.offered_a, self.phases)

    def _obey(self, order: FastCommand) -> None:
        spec = self.spec
        if order.is_enabled is not None:
            if order.is_enabled and not self.enabled:
                self.ready_s = max(self.ready_s, spec.start_delay_s)
                self.starts += 1
            self.enabled = order.is_enabled
        if order.current_a is not None:
            self.set_a = float(min(max(int(order.current_a + 1e-9), spec.min_current_a), spec.max_current_a))
        if order.phases is not None and order.phases != self.phases:
            self.phases = order.phases
            self.switches += 1
            self.ready_s = max(self.ready_s, spec.phase_pause_s)


@dataclass(slots=True)
class Run:
    """What happened in a run, second by second (W), and how often."""

    surplus_w: NDArray[np.float64]
    car_w: NDArray[np.float64]
    grid_w: NDArray[np.float64]
    starts: int
    switches: int
    commands: int


class Meter:
    """The grid meter: samples what is true, reports it later, or breaks."""

    def __init__(self, spec: MeterSpec, seed: int, fault: FastMeterFault | None) -> None:
        self.spec = spec
        self.fault = fault
        self._noise_w = np.random.default_rng(seed).normal(0.0, spec.noise_w, 4096).round(1).tolist()
        # Meters and controllers do not tick together.
        self._phase_s = seed % spec.period_s
        self._under_way: deque[tuple[int, float]] = deque()

    def step(self, now_s: int, grid_w: float, view: View) -> None:
        """Sample and report."""
        if now_s % self.spec.period_s == self._phase_s:
            self._under_way.append((now_s + self.spec.latency_s, round(grid_w + self._noise_w[now_s % 4096], 1)))
        if self._under_way and self._under_way[0][0] <= now_s:
            self._report(self._under_way.popleft()[1], now_s, view)

    def _report(self, value_w: float, now_s: int, view: View) -> None:
        fault = self.fault
        if fault is None or not fault.from_s <= now_s < fault.until_s:
            view.grid_w, view.grid_at_s, view.is_new = value_w, now_s, True
        elif fault.kind == "unavailable":
            view.is_new = view.is_new or view.grid_w is not None
            view.grid_w = None
        elif fault.kind == "stuck":
            view.grid_at_s, view.is_new = now_s, True


class FastHome:
    """Stations and battery behind one meter."""

    def __init__(self, equipment: Equipment, meter: Meter) -> None:
        self.stations = [Station(spec) for spec in equipment.stations]
        self.battery = _battery(equipment)
        self.meter = meter
        count = len(self.stations)
        self.view = View(
            station_w=[0.0] * count,
            is_enabled=[False] * count,
            current_a=[station.set_a for station in self.stations],
            phases=[station.phases for station in self.stations],
            is_charging=[False] * count,
        )

    def step(self, now_s: int, surplus_w: float, generation_w: float) -> tuple[float, float]:
        """Go on by a second; returns the power of the stations and of the grid in W."""
        view = self.view
        view.is_new = False
        drawn_w = 0.0
        for station in self.stations:
            drawn_w += station.step(now_s)
        grid_w = drawn_w - surplus_w
        if self.battery is not None:
            grid_w += self.battery.step(1.0, grid_w + self.battery.power_w)
        self.meter.step(now_s, grid_w, view)
        if now_s % self.meter.spec.station_period_s == 0:
            self._report(now_s, generation_w)
        return drawn_w, grid_w

    def _report(self, now_s: int, generation_w: float) -> None:
        view = self.view
        view.station_at_s, view.is_new = now_s, True
        view.generation_w = round(generation_w)
        for index, station in enumerate(self.stations):
            view.station_w[index] = round(station.power_w)
            view.is_charging[index] = station.power_w > 0.0
        if self.battery is not None:
            view.battery_w, view.soc_pct = round(self.battery.power_w), self.battery.soc_pct

    def obey(self, order: FastCommand, now_s: int) -> None:
        """Send an order to its station, which acts after its latency; what was set can be read back at once."""
        station, view = self.stations[order.station], self.view
        station.pending.append((now_s + station.spec.command_latency_s, order))
        if order.is_enabled is not None:
            view.is_enabled[order.station] = order.is_enabled
        if order.current_a is not None:
            view.current_a[order.station] = order.current_a
        if order.phases is not None:
            view.phases[order.station] = order.phases


def simulate(
    trace: Trace,
    equipment: Equipment,
    meter: MeterSpec,
    controller: Controller,
    seed: int = 1,
    fault: FastMeterFault | None = None,
) -> Run:
    """Run a controller through a trace of one-second generation and load."""
    home = FastHome(equipment, Meter(meter, seed, fault))
    car_w, grid_w = np.zeros(trace.surplus_w.size), np.zeros(trace.surplus_w.size)
    commands = 0
    for now_s, (surplus_w, pv_w) in enumerate(zip(trace.surplus_w.tolist(), trace.pv_w.tolist(), strict=True)):
        car_w[now_s], grid_w[now_s] = home.step(now_s, surplus_w, pv_w)
        for order in controller.decide(now_s, home.view):
            commands += 1
            home.obey(order, now_s)
    stations = home.stations
    starts, switches = sum(station.starts for station in stations), sum(station.switches for station in stations)
    return Run(available_w(trace, equipment), car_w, grid_w, starts, switches, commands)


def available_w(trace: Trace, equipment: Equipment) -> NDArray[np.float64]:
    """Return the surplus that chargers may have, in W: all of it, less what a battery that goes first would take alone."""
    battery = _battery(equipment)
    if battery is None or equipment.battery_priority_level_pct <= 0.0:
        return trace.surplus_w
    taken_w = np.zeros(trace.surplus_w.size)
    for now_s, surplus_w in enumerate(trace.surplus_w.tolist()):
        power_w = battery.step(1.0, battery.power_w - surplus_w)
        if battery.soc_pct < equipment.battery_priority_level_pct:
            taken_w[now_s] = max(power_w, 0.0)
    return trace.surplus_w - taken_w


def _battery(equipment: Equipment) -> Battery | None:
    if equipment.battery_wh <= 0.0:
        return None
    return Battery(BatterySpec(capacity_wh=equipment.battery_wh), equipment.battery_soc_pct)
