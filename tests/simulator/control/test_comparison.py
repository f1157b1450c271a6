"""No law is judged at one phase: of its own clock, where it polls; of the meter's, where it acts on what is reported."""

import inspect
from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest

import simulator.laws
from simulator.control.broken_meters import faults
from simulator.control.comparison import PHASES, Row, compare
from simulator.control.equipment import SINGLE_PHASE
from simulator.control.meter import FastMeter, MeterSpec
from simulator.control.traces import Trace
from simulator.control.view import FastCommand, View
from simulator.laws import Law, all_laws
from simulator.scenarios.plain import METERS
from simulator.scenarios.scenario import Scenario

MODULES = [import_module(f"simulator.laws.{found.name}") for found in iter_modules(simulator.laws.__path__)]
HOUR = Trace("hour", 1_780_000_000.0, np.full(3600, 3000.0), np.full(3600, 500.0))


def polls(module):
    return "POLLS_EVERY_S" in vars(module) and hasattr(module, "LAW")


def test_every_law_with_a_clock_of_its_own_is_run_at_several_phases_of_it():
    found = {module.LAW.name: module.LAW for module in MODULES if polls(module)}
    assert len(found) >= 5
    for module in filter(polls, MODULES):
        assert found[module.LAW.name].polls_every_s == module.POLLS_EVERY_S
        assert len(set(module.LAW.phases_s(PHASES))) == PHASES
        assert "phase_s" in inspect.getsource(module)
    others = set(all_laws()) - set(found)
    assert others == {"solar_charging", "fewer_starts", "more_sun", "sketch", "integrator", "foreknowing"}
    assert all(all_laws()[name].polls_every_s is None for name in others)


@pytest.mark.parametrize("spec", [*METERS, MeterSpec(60, 10, jitter_s=20, lost_part=0.2)], ids=lambda spec: spec.name)
@pytest.mark.parametrize("days", [6, 24])
def test_the_meter_meets_its_phases_evenly_over_the_days(spec, days):
    quarters = Counter()
    for day in range(1, days + 1):
        meter, view = FastMeter(MeterSpec(spec.period_s, 0), day, None), View()
        first_s = 0
        while view.grid_w is None:
            meter.step(first_s, 0.0, view)
            first_s += 1
        quarters[(first_s - 1) * 4 // spec.period_s] += 1
    if spec.period_s >= 4:
        assert max(quarters.values()) - min(quarters[part] for part in range(4)) <= days // 6 + 1


class AtItsPhase:
    """Charges with 6 A in one phase of its clock, and not at all in the others."""

    def __init__(self, case):
        self.phase_s = case.phase_s

    def decide(self, now_s, view):
        return [FastCommand(0, is_enabled=True, current_a=6.0)] if now_s == 0 and self.phase_s == 15 else []


def test_the_mean_over_the_phases_is_the_figure_and_the_best_stands_beside_it():
    law = Law("polls", AtItsPhase, polls_every_s=60)
    result = compare(Row("hour", Scenario("hour", SINGLE_PHASE)), [HOUR], {"polls": law}, outlook="none")[0]
    assert result["starts_per_day"] == 1 / PHASES
    assert result["best_phase_strict_pct"] < result["strict_pct"] < 100.0


def test_a_broken_meter_is_met_at_several_phases_too():
    seen = []

    def made(case):
        seen.append(case.phase_s)
        return AtItsPhase(case)

    next(iter(faults({"polls": Law("polls", made, polls_every_s=60)})))
    assert seen == [0, 15, 30, 45]
