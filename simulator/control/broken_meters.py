"""What is bought while the grid meter is broken and there is nothing else to read: it breaks in bright sun, then the sun goes."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

import numpy as np

from simulator.laws import Case, Law

from .comparison import PHASES
from .equipment import SINGLE_PHASE, THREE_PHASE
from .fast_home import HomeSetup, simulate
from .meter import FastMeterFault, MeterSpec
from .traces import Trace

BREAKS_AT_S = 1800
DARK_AT_S = 2400
LOAD_W, SUN_W = 500.0, 6500.0


def faults(laws: Mapping[str, Law]) -> Iterator[dict[str, Any]]:
    """Yield the energy imported for the car in Wh, by fault, equipment, meter and law."""
    trace = sun_that_goes()
    for equipment in (SINGLE_PHASE, THREE_PHASE):
        for kind in ("frozen", "stuck", "unavailable"):
            for meter in (MeterSpec(1, 0), MeterSpec(10, 2)):
                setting = HomeSetup(equipment, meter, FastMeterFault(kind, BREAKS_AT_S))
                label = f"grid meter {kind}, {equipment.name}, meter {meter.name}"
                for name, law in laws.items():
                    phases = [_imported_wh(trace, setting, law, phase_s) for phase_s in law.phases_s(PHASES)]
                    yield {"fault": label, "law": name, "grid_wh": round(fmean(phases), 1)}


def _imported_wh(trace: Trace, setting: HomeSetup, law: Law, phase_s: int) -> float:
    controller = law.make(Case(trace, setting.equipment, phase_s, outlook="none", has_generation=False))
    grid_w = simulate(trace, setting, controller).grid_w
    return float(np.maximum(grid_w - LOAD_W, 0.0)[BREAKS_AT_S:].sum()) / 3600.0


def sun_that_goes() -> Trace:
    """Return generation that exceeds the house load by what most of a charger needs, then goes within a minute."""
    seconds = DARK_AT_S + 70 * 60
    pv_w = np.full(seconds, SUN_W) + 20.0 * np.sin(np.arange(seconds) / 40.0)
    pv_w[DARK_AT_S:] = np.maximum(SUN_W - 120.0 * np.arange(seconds - DARK_AT_S), 0.0)
    return Trace("sun goes", datetime(2026, 6, 1, 10, tzinfo=UTC).timestamp(), pv_w, np.full(seconds, LOAD_W))
