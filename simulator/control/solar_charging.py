"""Our engine in the loop: called on every report and at least every five seconds, as the coordinator does."""

from datetime import UTC, datetime, timedelta

import numpy as np

from custom_components.solar_charging.engine.measure.reading import Reading, Source, Unavailable
from custom_components.solar_charging.engine.model import (
    CarState,
    ChargerInputs,
    ChargerLimits,
    Inputs,
    Outlook,
    SiteLimits,
    SolarMode,
)
from custom_components.solar_charging.engine.policy import Policy, SwitchingPreference
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step

from .equipment import VOLTAGE_V, Equipment
from .fast_home import FastCommand, View
from .traces import Trace

HEARTBEAT_S = 5
OUTLOOK_EVERY_S = 900
OUTLOOK_MINUTES = 180
LOW = 0.6


class Ours:
    """The engine with its memory."""

    name = "ours"

    def __init__(
        self,
        trace: Trace,
        equipment: Equipment,
        policy: Policy | None = None,
        *,
        with_outlook: bool = True,
        with_generation: bool = True,
        switching_preference: SwitchingPreference = SwitchingPreference.BALANCED,
    ) -> None:
        self.trace = trace
        self.policy = policy or Policy()
        self.state = EngineState()
        self.began = datetime.fromtimestamp(trace.start_s, UTC)
        self.with_generation = with_generation
        self.switching_preference = switching_preference
        self.with_outlook = with_outlook and trace.clear_sky_w is not None
        self.outlook: Outlook | None = None
        self.site = SiteLimits(battery_priority_level_pct=equipment.battery_priority_level_pct)
        self.has_battery = equipment.battery_wh > 0.0
        self.limits = [
            ChargerLimits(spec.min_current_a, spec.max_current_a, 1.0, spec.phases, VOLTAGE_V)
            for spec in equipment.stations
        ]
        self.priorities = [spec.priority for spec in equipment.stations]
        self.told: list[tuple[bool, float, int]] = [(False, 0.0, max(spec.phases)) for spec in equipment.stations]
        self.unavailable_since: datetime | None = None

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Return what the engine changes."""
        if not view.is_new and now_s % HEARTBEAT_S:
            return []
        now = self.began + timedelta(seconds=now_s)
        if self.with_outlook and now_s % OUTLOOK_EVERY_S == 0:
            self.outlook = self._look_ahead(now_s, now)
        self.state, decision = step(self.state, self._inputs(view, now), now, self.policy)
        orders = []
        for index, command in enumerate(decision.commands):
            wanted = (command.is_enabled, command.current_a, command.phases)
            if wanted != self.told[index]:
                orders.append(self._order(index, wanted))
                self.told[index] = wanted
        return orders

    def _order(self, index: int, wanted: tuple[bool, float, int]) -> FastCommand:
        was = self.told[index]
        return FastCommand(
            index,
            is_enabled=wanted[0] if wanted[0] != was[0] else None,
            current_a=wanted[1] if wanted[0] else None,
            phases=wanted[2] if wanted[2] != was[2] else None,
        )

    def _inputs(self, view: View, now: datetime) -> Inputs:
        began = self.began
        grid: Source
        if view.grid_at_s < 0 or view.grid_w is None:
            if self.unavailable_since is None:
                self.unavailable_since = now
            grid = Unavailable(self.unavailable_since)
        else:
            self.unavailable_since = None
            grid = Reading(view.grid_w, began + timedelta(seconds=view.grid_at_s))
        station_at = began + timedelta(seconds=max(view.station_at_s, 0))
        chargers = tuple(
            ChargerInputs(
                str(index), SolarMode.SOLAR_ONLY, limits, priority, CarState.CHARGING if view.is_charging[index] else CarState.AWAITING,
                Reading(view.station_w[index], station_at), None, view.is_enabled[index], view.phases[index],
                switching_preference=self.switching_preference,
            )
            for index, (limits, priority) in enumerate(zip(self.limits, self.priorities, strict=True))
        )  # fmt: skip
        battery = Reading(view.battery_w, station_at) if self.has_battery else None
        soc = Reading(view.soc_pct, station_at) if self.has_battery else None
        generation = Reading(view.generation_w, station_at) if self.with_generation else None
        return Inputs(grid, generation, None, battery, soc, (), self.outlook, self.site, chargers)

    def _look_ahead(self, now_s: int, now: datetime) -> Outlook:
        """A forecast as the estimator gives it: the cloudless sky, and recent clearness kept."""
        sky = self.trace.clear_sky_w
        assert sky is not None  # noqa: S101  # asked only when known
        minute = now_s // 60
        seen_w = self.trace.pv_w[max(0, now_s - 1800) : now_s + 1].mean()
        could_w = max(float(np.mean(sky[max(0, minute - 30) : minute + 1])), 1.0)
        clearness = min(seen_w / could_w, 1.1)
        ahead = sky[minute : minute + OUTLOOK_MINUTES : 5].tolist() or [0.0]
        expected = tuple(value * clearness for value in ahead)
        return Outlook(now, 300.0, tuple(ahead), expected, tuple(value * LOW for value in expected), 400.0)
