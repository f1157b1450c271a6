"""Our engine in the loop: called on every report and at least every five seconds, as the coordinator does."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from simulator.control.engine_versions import EngineVersion
from simulator.control.equipment import VOLTAGE_V
from simulator.control.outlooks import EVERY_S as OUTLOOK_EVERY_S
from simulator.control.outlooks import forecaster
from simulator.control.view import FastCommand, StationView, View

from .law import Case, Law

HEARTBEAT_S = 5
# A charger that is looked at more rarely is known to be slow, as its catalogue entry says.
SLOW_S = 15


@dataclass(frozen=True, slots=True)
class Sent:
    """What a station was told last."""

    is_enabled: bool
    current_a: float
    phases: int
    attempt: int = 0


class SolarCharging:
    """The engine with its state. `settings`: fields of `ChargerInputs` that the user chose otherwise."""

    def __init__(
        self,
        case: Case,
        version: EngineVersion | None = None,
        policy: Any = None,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.case = case
        self.version = version or EngineVersion()
        self.policy = policy or self.version.module("policy").Policy()
        self.state = self.version.module("state").EngineState()
        self.began = datetime.fromtimestamp(case.trace.start_s, UTC)
        self.settings = self._settings(settings or {})
        self.forecaster = forecaster(case.trace, case.outlook)
        self.outlook: Any = None
        self.site = self._made(
            "SiteLimits",
            battery_priority_level_pct=case.equipment.battery_priority_level_pct,
            export_limit_w=case.equipment.export_limit_w,
        )
        self.limits = [
            self._made(
                "ChargerLimits", min_current_a=float(spec.min_current_a), max_current_a=float(spec.max_current_a),
                step_a=spec.number_step_a, phases=spec.phases, voltage_v=VOLTAGE_V,
                first_phase=0 if case.equipment.load_parts else None,
            )
            for spec in case.equipment.stations
        ]  # fmt: skip
        self.sent = [Sent(is_enabled=False, current_a=0.0, phases=max(spec.phases)) for spec in case.equipment.stations]
        self.unavailable_since: datetime | None = None
        self.decision: Any = None
        self._is_curtailed = False
        self._step = self.version.module("step").step
        self._car_state = self.version.module("model").CarState

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Return what the engine changes, or sends again."""
        if not view.is_new and now_s % HEARTBEAT_S:
            return []
        now = self.began + timedelta(seconds=now_s)
        self._look_ahead(now_s, view)
        self.state, decision = self._step(self.state, self._inputs(view, now), now, self.policy)
        self.decision = decision
        self._is_curtailed = getattr(decision.site, "is_curtailed", False)  # older versions do not tell
        commands = []
        for index, command in enumerate(decision.commands):
            if command.reason.key == "manual_override":  # what a person set is there already
                continue
            wanted = Sent(command.is_enabled, command.current_a, command.phases, command.attempt)
            if changed := self._changed(index, wanted):
                commands.append(changed)
        return commands

    def _changed(self, index: int, wanted: Sent) -> FastCommand | None:
        was, self.sent[index] = self.sent[index], wanted
        if replace(wanted, attempt=was.attempt) == was and wanted.attempt <= was.attempt:
            return None
        is_again = wanted.attempt > was.attempt
        return FastCommand(
            index,
            is_enabled=wanted.is_enabled if is_again or wanted.is_enabled != was.is_enabled else None,
            current_a=wanted.current_a if wanted.is_enabled else None,
            phases=wanted.phases if is_again or wanted.phases != was.phases else None,
        )

    def _inputs(self, view: View, now: datetime) -> Any:
        inverter_at = self.began + timedelta(seconds=view.inverter_at_s)
        has_battery = view.battery_w is not None
        return self._made(
            "Inputs",
            grid_w=self._grid(view, now),
            phase_powers_w=self._phase_powers(view),
            generation_w=self._reading(view.generation_w, inverter_at) if self.case.has_generation else None,
            battery_w=self._reading(view.battery_w, inverter_at) if has_battery else None,
            battery_soc_pct=self._reading(view.soc_pct, inverter_at) if has_battery else None,
            outlook=self.outlook,
            site=self.site,
            chargers=tuple(self._charger(index, shown) for index, shown in enumerate(view.stations)),
        )

    def _grid(self, view: View, now: datetime) -> Any:
        if view.grid_at_s < 0 or view.grid_w is None:
            self.unavailable_since = self.unavailable_since or now
            return self.version.module("measure.reading").Unavailable(self.unavailable_since)
        self.unavailable_since = None
        return self._reading(view.grid_w, self.began + timedelta(seconds=view.grid_at_s))

    def _phase_powers(self, view: View) -> Any:
        if not self.case.equipment.load_parts:
            return None
        at = self.began + timedelta(seconds=view.grid_at_s)
        return tuple(self._reading(power_w, at) for power_w in view.phase_powers_w)

    def _charger(self, index: int, shown: StationView) -> Any:
        spec, at = self.case.equipment.stations[index], self.began + timedelta(seconds=shown.at_s)
        period_s = float(spec.reports.period_s) if spec.reports.period_s > SLOW_S else None
        return self._made(
            "ChargerInputs",
            id=str(index),
            mode=self.version.module("model").SolarMode.SOLAR_ONLY,
            limits=self.limits[index],
            priority=spec.priority,
            car=self._car(shown),
            power_w=self._reading(shown.power_w, at, period_s),
            offered_current_a=self._reading(shown.current_a, at) if shown.has_set_point else None,
            is_enabled=shown.is_enabled,
            active_phases=shown.phases,
            calls_per_command=spec.calls_per_command,
            **self.settings,
        )

    def _car(self, shown: StationView) -> Any:
        if not shown.is_connected:
            return self._car_state.DISCONNECTED
        if shown.is_charging:
            return self._car_state.CHARGING
        return self._car_state.COMPLETE if shown.is_full else self._car_state.AWAITING

    def _look_ahead(self, now_s: int, view: View) -> None:
        if self.forecaster is None:
            return
        if view.inverter_at_s == now_s:
            self.forecaster.observe(now_s, view.generation_w, is_curtailed=self._is_curtailed)
        if now_s % OUTLOOK_EVERY_S == 0:
            self.outlook = self._made("Outlook", **self.forecaster.outlook(now_s))

    def _settings(self, chosen: dict[str, str]) -> dict[str, Any]:
        preference = self.version.module("policy").SwitchingPreference
        return {name: preference(value) for name, value in chosen.items()}

    def _made(self, name: str, **values: Any) -> Any:
        return self.version.made(name, values)

    def _reading(self, value: float | None, at: datetime, interval_s: float | None = None) -> Any:
        return self.version.module("measure.reading").Reading(value, at, interval_s)


LAW = Law("solar_charging", SolarCharging)
# As a user can set it otherwise.
LAWS = tuple(
    Law(name, partial(SolarCharging, settings={"switching_preference": name})) for name in ("fewer_starts", "more_sun")
)
