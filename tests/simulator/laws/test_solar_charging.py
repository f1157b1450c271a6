"""Ours against the rival, on a small day; `script/bench control` is the full proof."""

import numpy as np
import pytest

from simulator.control.equipment import SINGLE_PHASE, SWITCHING, THREE_PHASE
from simulator.control.fast_home import HomeSetup, simulate
from simulator.control.figures import figures_of
from simulator.control.meter import FastMeterFault, MeterSpec
from simulator.control.traces import Trace
from simulator.laws import Case, all_laws


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


def strict_pct(name, trace, setting):
    law = all_laws()[name]
    runs = [simulate(trace, setting, law.make(Case(trace, setting.equipment, phase_s))) for phase_s in law.phases_s(2)]
    return sum(figures_of(run, setting.equipment).strict_pct for run in runs) / len(runs)


@pytest.mark.parametrize("equipment", [SINGLE_PHASE, THREE_PHASE, SWITCHING], ids=lambda equipment: equipment.name)
@pytest.mark.parametrize("meter", [MeterSpec(2, 1), MeterSpec(30, 5)], ids=lambda meter: meter.name)
def test_less_is_missed_and_bought_than_by_the_rival(equipment, meter):
    trace, setting = cloudy(), HomeSetup(equipment, meter)
    assert strict_pct("solar_charging", trace, setting) < 0.85 * strict_pct("evcc", trace, setting)


@pytest.mark.parametrize("name", ["automation", "averaging", "integrator"])
def test_other_laws_charge_too(name):
    trace = cloudy()
    run = simulate(trace, HomeSetup(SINGLE_PHASE, MeterSpec(10, 2)), all_laws()[name].make(Case(trace, SINGLE_PHASE)))
    assert figures_of(run, SINGLE_PHASE).solar_wh > 2000


@pytest.mark.parametrize("kind", ["frozen", "stuck", "unavailable"])
def test_a_broken_meter_costs_little(kind):
    pv_w = np.full(5400, 6500.0)
    pv_w[2400:] = 0.0
    trace = Trace("dark", 1_780_000_000.0, pv_w, np.full(5400, 500.0))
    setting = HomeSetup(THREE_PHASE, MeterSpec(2, 1), FastMeterFault(kind, 1800))
    run = simulate(trace, setting, all_laws()["solar_charging"].make(Case(trace, THREE_PHASE)))
    assert np.maximum(run.grid_w - 500.0, 0.0)[1800:].sum() / 3600 < 100.0
