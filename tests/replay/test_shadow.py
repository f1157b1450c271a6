"""A charger in shadow mode: what would have been decided is what really is where the same engine controls the charger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.solar_charging.engine.charger.power import expected_w
from custom_components.solar_charging.engine.json_state import dump, load
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from custom_components.solar_charging.replay.compared_days import compared
from custom_components.solar_charging.replay.shadow import RealStep, ShadowState, advance, carry_out, merged
from simulator.clouds import CloudKind
from simulator.control.equipment import SINGLE_PHASE, SWITCHING, Equipment
from simulator.control.fast_home import HomeSetup, simulate
from simulator.control.meter import MeterSpec
from simulator.control.traces import TEMPERATE, Trace, synthetic
from simulator.laws.automation import Automation
from simulator.laws.law import Case
from simulator.laws.solar_charging import SolarCharging

METER = MeterSpec(10, 2)


def broken_sky(hours: float, from_hour: float = 4.0) -> Trace:
    trace = synthetic(TEMPERATE, (CloudKind.BROKEN,), 1, seed=4)[0]
    part = slice(int(from_hour * 3600), int((from_hour + hours) * 3600))
    return replace(trace, start_s=trace.start_s + part.start, pv_w=trace.pv_w[part], load_w=trace.load_w[part])


class Watched(Automation):
    """An automation that controls a charger, while a shadow is watching."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.equipment, case.phase_s)
        self._law = SolarCharging(replace(case, outlook="none"))
        self.real, self.shadow = EngineState(), ShadowState()
        self.began = datetime.fromtimestamp(case.trace.start_s, UTC)
        self.commands: list[Any] = []
        # What is seen of the sun, in W, by the second.
        self.seen_w: dict[int, float] = {}

    def decide(self, now_s: int, view: Any) -> Any:
        if view.is_new or now_s % 5 == 0:
            self._watch(now_s, view)
        return super().decide(now_s, view)

    def _watch(self, now_s: int, view: Any) -> None:
        now = self.began + timedelta(seconds=now_s)
        inputs = self._law._inputs(view, now)
        inputs = replace(inputs, chargers=tuple(replace(one, is_observed=True) for one in inputs.chargers))
        self.real, decision = step(self.real, inputs, now)
        self.seen_w[now_s] = decision.site.surplus_w or 0.0
        powers = {
            one.id: one.power_w.value if isinstance(one.power_w, Reading) else expected_w(self.real.chargers[one.id])
            for one in inputs.chargers
        }
        seen = RealStep(inputs, decision, powers, "2026-06-01")
        shadow_inputs = advance(self.shadow, seen, now)
        self.shadow.engine, would = step(self.shadow.engine, shadow_inputs, now)
        carry_out(self.shadow, would.commands, now)
        self.commands = list(merged(seen, would.commands).commands)


def _off_w(were_w: Any, seen_w: float) -> float:
    return float(max(were_w.min() - seen_w, seen_w - were_w.max(), 0.0))


@pytest.mark.parametrize("equipment", [SINGLE_PHASE, SWITCHING], ids=lambda one: one.name)
def test_the_shadow_comes_to_what_control_would_have_come_to(equipment: Equipment) -> None:
    # When the sun is just about enough for a charger's least power, one start more or less decides: not the shadow.
    trace = broken_sky(1.5, from_hour=6.0)
    setting = HomeSetup(equipment, METER)
    watched = Watched(Case(trace, equipment))
    automation = simulate(trace, setting, watched)
    truth = simulate(trace, setting, SolarCharging(Case(trace, equipment, outlook="none")))
    # Whatever the automation does to the charger, the sun is seen as it was within the last two reports of the meter.
    off_w = [
        _off_w(trace.surplus_w[max(second - 25, 0) : second + 1], seen_w) for second, seen_w in watched.seen_w.items()
    ]
    assert sum(off_w[10:]) / len(off_w[10:]) < 50.0
    day = watched.shadow.chargers["0"].today
    # What really happened is booked as what it was ...
    assert day.real.energy_wh == pytest.approx(automation.car_w.sum() / 3600.0, rel=0.03)
    assert day.real.starts == pytest.approx(automation.starts, abs=1)
    # ... and what would have is what does, where it is controlled.
    assert day.shadow.energy_wh == pytest.approx(truth.car_w.sum() / 3600.0, rel=0.04)
    assert day.shadow.starts == pytest.approx(truth.starts, abs=2)
    assert compared([day]).bought_more_wh == day.real.grid_wh - day.shadow.grid_wh
    assert watched.shadow.chargers["0"].learning.model.watts_per_amp == {
        key: pytest.approx(223.0 * int(key), rel=0.02)
        for key in watched.shadow.chargers["0"].learning.model.watts_per_amp
    }


def test_a_shadow_goes_on_after_a_restart_as_if_there_had_been_none() -> None:
    trace = broken_sky(0.1)
    watched = Watched(Case(trace, SINGLE_PHASE))
    simulate(trace, HomeSetup(SINGLE_PHASE, METER), watched)
    assert load(ShadowState, dump(watched.shadow)) == watched.shadow
