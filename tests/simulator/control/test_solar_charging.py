"""Ours against the rival, on a small day; `script/bench control` is the full proof."""

import numpy as np
import pytest

from simulator.control.equipment import SINGLE_PHASE, SWITCHING, THREE_PHASE
from simulator.control.evcc import Evcc
from simulator.control.fast_home import FastMeterFault, MeterSpec, simulate
from simulator.control.figures import figures_of
from simulator.control.rivals import Automation, Averaging, Integrator
from simulator.control.solar_charging import Ours
from simulator.control.traces import Trace


def cloudy(seed=4, hours=3):
    """Shadows of minutes over a sun of 8 kW, and a kettle now and then."""
    rng = np.random.default_rng(seed)
    minutes = hours * 60
    shadow = np.repeat(rng.random(minutes // 6 + 1) < 0.35, 6)[:minutes]
    pv_w = np.where(shadow, 1800.0, 8000.0)
    load_w = 400.0 + 2000.0 * (rng.random(minutes) < 0.05)
    seconds = np.arange(minutes * 60)
    return Trace(
        "cloudy", 1_780_000_000.0, np.interp(seconds, np.arange(minutes) * 60.0 + 30, pv_w), np.repeat(load_w, 60)
    )


@pytest.mark.parametrize("equipment", [SINGLE_PHASE, THREE_PHASE, SWITCHING], ids=lambda equipment: equipment.name)
@pytest.mark.parametrize("meter", [MeterSpec(2, 1), MeterSpec(30, 5)], ids=lambda meter: meter.name)
def test_less_is_missed_and_bought_than_by_the_rival(equipment, meter):
    trace = cloudy()
    ours = figures_of(simulate(trace, equipment, meter, Ours(trace, equipment)), equipment)
    evcc = figures_of(simulate(trace, equipment, meter, Evcc(equipment)), equipment)
    assert ours.regret_pct < 0.85 * evcc.regret_pct


@pytest.mark.parametrize("law", [Automation, Averaging, Integrator])
def test_other_laws_charge_too(law):
    trace = cloudy()
    run = simulate(trace, SINGLE_PHASE, MeterSpec(10, 2), law(SINGLE_PHASE))
    assert figures_of(run, SINGLE_PHASE).solar_wh > 2000


@pytest.mark.parametrize("kind", ["frozen", "stuck", "unavailable"])
def test_a_broken_meter_costs_little(kind):
    pv_w = np.full(5400, 6500.0)
    pv_w[2400:] = 0.0
    trace = Trace("dark", 1_780_000_000.0, pv_w, np.full(5400, 500.0))
    run = simulate(trace, THREE_PHASE, MeterSpec(2, 1), Ours(trace, THREE_PHASE), fault=FastMeterFault(kind, 1800))
    assert np.maximum(run.grid_w - 500.0, 0.0)[1800:].sum() / 3600 < 100.0
