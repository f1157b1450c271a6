"""A home for fast runs: the same physics as the simulated home's station, car, battery and meter in one tight loop of a second.

`tests/simulator/control` holds that this loop and `simulator.evse` draw the same power from the same commands.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.battery import Battery, BatterySpec

from .equipment import Equipment
from .meter import FastMeter, FastMeterFault, MeterSpec
from .station import Station
from .traces import Trace
from .view import Controller, FastCommand, StationView, View

INVERTER_PERIOD_S = 5


class Incident(Protocol):
    """What befalls a home in the course of a run."""

    def __call__(self, now_s: int, home: FastHome) -> None:
        """Happen, or not; called every second before the home goes on."""


def nothing(now_s: int, home: FastHome) -> None:
    """Happen never."""


@dataclass(frozen=True, slots=True)
class HomeSetup:
    """What a run is made in: the chargers, the meter, what befalls them, and the dice."""

    equipment: Equipment
    meter: MeterSpec = field(default_factory=MeterSpec)
    fault: FastMeterFault | None = None
    incident: Incident = nothing
    seed: int = 1


@dataclass(slots=True)
class Run:
    """What happened in a run, second by second (W), and how often.

    `calls`: to the devices, by the second they are made in. `wanted_w`: what the cars would have taken at most.
    """

    surplus_w: NDArray[np.float64]
    car_w: NDArray[np.float64]
    grid_w: NDArray[np.float64]
    starts: int
    switches: int
    commands: int
    calls: NDArray[np.int64]
    wanted_w: NDArray[np.float64] | None = None


class FastHome:
    """Stations and battery behind one meter."""

    def __init__(self, setting: HomeSetup) -> None:
        equipment = setting.equipment
        self.stations = [Station(spec, setting.seed + number) for number, spec in enumerate(equipment.stations)]
        self.battery = _battery(equipment)
        self.meter = FastMeter(setting.meter, setting.seed, setting.fault)
        self.view = View([_first_view(station) for station in self.stations])
        self._is_battery_read = self.battery is not None and equipment.is_battery_read
        self._export_limit_w = equipment.export_limit_w
        self._equipment = equipment

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
        if self._export_limit_w is not None and grid_w < -self._export_limit_w:
            generation_w = max(generation_w + grid_w + self._export_limit_w, 0.0)
            grid_w = -self._export_limit_w
        self.meter.step(now_s, grid_w, view, self._phase_powers_w(drawn_w, surplus_w, generation_w))
        for station, shown in zip(self.stations, view.stations, strict=True):
            view.is_new |= station.report(now_s, shown)
        if now_s % INVERTER_PERIOD_S == 0:
            self._report(now_s, generation_w)
        return drawn_w, grid_w

    def _phase_powers_w(self, drawn_w: float, surplus_w: float, generation_w: float) -> tuple[float, ...]:
        surpluses_w = self._equipment.phase_surpluses_w(generation_w, generation_w - surplus_w)
        return tuple((0.0 if phase else drawn_w) - left_w for phase, left_w in enumerate(surpluses_w))

    def wanted_w(self) -> float:
        """Return what the cars that are here would take at most."""
        return sum(
            float("inf") if station.limit_w is None else station.limit_w
            for station in self.stations
            if station.is_connected
        )

    def obey(self, order: FastCommand, now_s: int) -> None:
        """Send an order to its station."""
        station, shown = self.stations[order.station], self.view.stations[order.station]
        station.order(order, now_s)
        if not station.spec.reports.is_optimistic:
            return
        if order.is_enabled is not None:
            shown.is_enabled = order.is_enabled
        if order.current_a is not None:
            shown.current_a = order.current_a
        if order.phases is not None:
            shown.phases = order.phases

    def _report(self, now_s: int, generation_w: float) -> None:
        view = self.view
        view.inverter_at_s, view.is_new = now_s, True
        view.generation_w = round(generation_w)
        if self.battery is not None and self._is_battery_read:
            view.battery_w, view.soc_pct = round(self.battery.power_w), self.battery.soc_pct


def simulate(trace: Trace, setting: HomeSetup, controller: Controller) -> Run:
    """Run a controller through a trace of one-second generation and load."""
    home = FastHome(setting)
    size = trace.surplus_w.size
    car_w, grid_w, wanted_w = np.zeros(size), np.zeros(size), np.full(size, np.inf)
    commands, calls = 0, np.zeros(size, dtype=np.int64)
    for now_s, (surplus_w, pv_w) in enumerate(zip(trace.surplus_w.tolist(), trace.pv_w.tolist(), strict=True)):
        setting.incident(now_s, home)
        car_w[now_s], grid_w[now_s] = home.step(now_s, surplus_w, pv_w)
        wanted_w[now_s] = home.wanted_w()
        for order in controller.decide(now_s, home.view):
            commands += 1
            calls[now_s] += home.stations[order.station].spec.calls_per_command
            home.obey(order, now_s)
    starts, switches = (sum(getattr(station, name) for station in home.stations) for name in ("starts", "switches"))
    return Run(available_w(trace, setting.equipment), car_w, grid_w, starts, switches, commands, calls, wanted_w)


def _first_view(station: Station) -> StationView:
    return StationView(station.phases, station.set_a, has_set_point=station.spec.reports.has_set_point)


def available_w(trace: Trace, equipment: Equipment) -> NDArray[np.float64]:
    """Return the surplus that chargers may have, in W: all of it, less what a battery that goes first would take alone.

    Where the phases are not netted: that of the car's phase.
    """
    if equipment.load_parts:
        return equipment.phase_surpluses_w(trace.pv_w, trace.load_w)[0]
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
