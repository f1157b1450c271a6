"""What a scenario is: the chargers, the meter, what befalls them, and what the house draws beside."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from simulator.control.equipment import SINGLE_PHASE, Equipment, ReportSpec, StationSpec
from simulator.control.fast_home import HomeSetup, Incident, nothing
from simulator.control.meter import FastMeterFault, MeterSpec
from simulator.control.traces import Floats, Trace

# Beside the usual equipment hardships meet the quickest meter: what is late is the charger's doing alone.
QUICK_METER = MeterSpec(2, 1)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One home to be regulated. `load_w` is added to the house's, by second of the run; `sun_w` takes the sun's place, likewise."""

    name: str
    equipment: Equipment = SINGLE_PHASE
    meter: MeterSpec = QUICK_METER
    fault: FastMeterFault | None = None
    incident: Incident = nothing
    load_w: Callable[[Floats], Floats] | None = None
    sun_w: Callable[[Floats], Floats] | None = None

    def setting(self, seed: int) -> HomeSetup:
        """Return what a run is made in."""
        return HomeSetup(self.equipment, self.meter, self.fault, self.incident, seed)

    def day(self, trace: Trace) -> Trace:
        """Return a day as this home has it."""
        second = np.arange(trace.load_w.size, dtype=np.float64)
        if self.sun_w is not None:
            # Nobody foresees such a sky.
            trace = replace(trace, pv_w=self.sun_w(second), clear_sky_w=None, roof=None)
        if self.load_w is not None:
            trace = replace(trace, load_w=trace.load_w + self.load_w(second))
        return trace


def with_station(**changes: object) -> Equipment:
    """Return one station of one phase, 6 to 32 A, that differs so from the usual one."""
    return with_stations(SINGLE_PHASE, **changes)


def with_stations(equipment: Equipment, **changes: object) -> Equipment:
    """Return equipment whose stations all differ so."""
    stations: tuple[StationSpec, ...] = tuple(replace(one, **changes) for one in equipment.stations)  # type: ignore[arg-type]  # fields by name
    return replace(equipment, stations=stations)


def polled(period_s: int, latency_s: int, *, is_optimistic: bool = False) -> ReportSpec:
    """Return the reports of a charger that is looked at so rarely and so late, its set-point included."""
    return ReportSpec(period_s, latency_s, is_optimistic=is_optimistic, has_set_point=True)
