"""How near a replay comes to the truth: a simulated home controlled by the engine, and the replay of what it recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.replay.charged import ChargedFigures
from custom_components.solar_charging.replay.charger_model import ChargingModel
from custom_components.solar_charging.replay.days import (
    BatteryModel,
    PlugInTime,
    PowerSeries,
    ReplayCharger,
    ReplayHome,
)
from custom_components.solar_charging.replay.run import replay
from simulator.control.equipment import (
    SINGLE_PHASE,
    SWITCHING,
    THREE_PHASE,
    TWO_CHARGERS,
    TWO_EQUAL,
    WITH_BATTERY,
    Equipment,
    StationSpec,
)
from simulator.control.fast_home import HomeSetup, simulate
from simulator.control.meter import MeterSpec
from simulator.control.traces import Trace
from simulator.laws.law import Case
from simulator.laws.solar_charging import SolarCharging
from simulator.scenarios.plain import BATTERY_FIRST
from simulator.scenarios.scenario import polled, with_station

# A recorder keeps what sensors report: every so often.
RECORDED_S = 10
USUAL_METER, SLOW_METER = MeterSpec(10, 2), MeterSpec(60, 10)
# Twelve kinds of homes.
KINDS: dict[str, tuple[Equipment, MeterSpec]] = {
    "1p": (SINGLE_PHASE, USUAL_METER),
    "3p": (THREE_PHASE, USUAL_METER),
    "1p/3p": (SWITCHING, USUAL_METER),
    "battery": (WITH_BATTERY, USUAL_METER),
    "battery first": (BATTERY_FIRST, USUAL_METER),
    "quick meter": (SINGLE_PHASE, MeterSpec(1, 0)),
    "slow meter": (SINGLE_PHASE, SLOW_METER),
    "slow meter, 1p/3p": (SWITCHING, SLOW_METER),
    "cloud charger": (with_station(command_latency_s=10, reports=polled(30, 5)), USUAL_METER),
    "weak car": (Equipment("1p 6-16 A", (StationSpec(max_current_a=16, phases=(1,)),)), USUAL_METER),
    "two cars": (TWO_CHARGERS, USUAL_METER),
    "two equal cars": (TWO_EQUAL, USUAL_METER),
}


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The truth, and its replay. Energies in Wh."""

    real_wh: float
    real_grid_wh: float
    real_starts: int
    replayed: ChargedFigures

    @property
    def solar_error(self) -> float:
        """By how much the energy that was not bought is off, as a part of all energy."""
        replayed_wh = self.replayed.energy_wh - self.replayed.grid_wh
        return (replayed_wh - (self.real_wh - self.real_grid_wh)) / self.real_wh

    @property
    def grid_error(self) -> float:
        """By how much the energy that was bought is off, as a part of all energy."""
        return (self.replayed.grid_wh - self.real_grid_wh) / self.real_wh


def together(found: Iterable[Accuracy]) -> Accuracy:
    """Return what several days came to."""
    days = list(found)
    return Accuracy(
        sum(one.real_wh for one in days),
        sum(one.real_grid_wh for one in days),
        sum(one.real_starts for one in days),
        ChargedFigures.total(one.replayed for one in days),
    )


def accuracy(trace: Trace, equipment: Equipment, meter: MeterSpec, every_s: int = RECORDED_S) -> Accuracy:
    """Let the engine control a home, and replay what a recorder would have kept of it. `every_s`: how often sensors report."""
    run = simulate(trace, HomeSetup(equipment, meter), SolarCharging(Case(trace, equipment, outlook="none")))
    bought_w = np.clip(np.minimum(run.grid_w, run.car_w), 0.0, None)
    figures = replay(recorded(trace, equipment, meter, every_s)).total
    return Accuracy(float(run.car_w.sum() / 3600.0), float(bought_w.sum() / 3600.0), run.starts, figures)


def recorded(trace: Trace, equipment: Equipment, meter: MeterSpec, every_s: int = RECORDED_S) -> ReplayHome:
    """Return a home as it is known from its recorder, and from what was seen of its chargers."""
    times_s = trace.start_s + np.arange(0, trace.pv_w.size, every_s)
    # Readings are whole watts.
    generation, load = (
        PowerSeries(tuple(times_s.tolist()), tuple(series[::every_s].round().tolist()))
        for series in (trace.pv_w, trace.load_w)
    )
    stay = PlugInTime(trace.start_s, trace.start_s + trace.pv_w.size)
    chargers = tuple(_charger(str(number), spec, stay) for number, spec in enumerate(equipment.stations))
    site = SiteLimits(battery_priority_level_pct=equipment.battery_priority_level_pct)
    has_battery = equipment.battery_wh > 0.0
    battery = BatteryModel(equipment.battery_wh, equipment.battery_soc_pct) if has_battery else None
    return ReplayHome(generation, load, chargers, site, battery, float(meter.period_s), float(meter.latency_s))


def _charger(name: str, spec: StationSpec, stay: PlugInTime) -> ReplayCharger:
    limits = ChargerLimits(float(spec.min_current_a), float(spec.max_current_a), 1.0, spec.phases)
    model = ChargingModel(
        watts_per_amp={str(phases): spec.power_w(1.0, phases) for phases in spec.phases},
        delay_s=float(spec.command_latency_s),
        start_s=float(spec.start_delay_s + 1),
        ramp_a_per_s=spec.ramp_a_per_s,
        phase_pause_s=float(spec.phase_pause_s),
    )
    read_s = float(spec.reports.period_s)
    return ReplayCharger(name, limits, model, (stay,), spec.priority, read_s=read_s)


def part_of(trace: Trace, from_h: float, hours: float) -> Trace:
    """Return some hours of a trace."""
    part = slice(int(from_h * 3600), int((from_h + hours) * 3600))
    return replace(trace, start_s=trace.start_s + part.start, pv_w=trace.pv_w[part], load_w=trace.load_w[part])
