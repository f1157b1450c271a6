"""The loop: readings in, one engine step, commands out, state published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event, async_track_time_interval
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .catalogue.entry import Role
from .const import DOMAIN, EVENT_SOURCE_CHANGED, LOGGER
from .devices.charger_vehicle import counter_wh
from .devices.entity_state import Problem
from .devices.home_reader import HomeReader
from .engine.measure.reading import Reading
from .engine.model import Command, Decision, Inputs, SiteDecision, SurplusSource
from .engine.state import EngineState
from .engine.step import step
from .managers.fault_log import FaultLog
from .managers.requests import RequestCoordinator
from .managers.sensor_checks import SensorChecks
from .managers.sessions import SessionRecorder
from .managers.storage import SiteStore
from .managers.vehicles import VehicleTracker
from .planning.charge_request import after_session
from .planning.charging_plan import Plan
from .planning.departure import Departures
from .planning.slots import Series
from .sessions.session import Session
from .settings import Settings
from .setup.home import SiteConfig, car_configs
from .setup.reason_text import Explainer
from .solar_sources.estimator import SolarEstimator
from .solar_sources.recorder_history import HistorySources

# Between readings the engine still has to notice time passing: budgets filling, meters falling silent.
TICK = timedelta(seconds=5)

type SolarChargingConfigEntry = ConfigEntry[SolarChargingCoordinator]


@dataclass(frozen=True, slots=True)
class SiteData:
    """What the entities show: the engine's last decision, what it was made from, and the rest of the day."""

    inputs: Inputs
    decision: Decision
    forecast_until_midnight_wh: float | None

    def command(self, charger_id: str) -> Command | None:
        """Return the command for one charger."""
        return next((command for command in self.decision.commands if command.charger_id == charger_id), None)


class SolarChargingCoordinator(DataUpdateCoordinator[SiteData]):
    """Owns the state of one home and steps the engine whenever a reading changes, and at every tick."""

    config_entry: SolarChargingConfigEntry

    def __init__(self, hass: HomeAssistant, entry: SolarChargingConfigEntry) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, update_interval=None)
        self.site = SiteConfig.from_entry(entry, float(hass.config.elevation))
        self.home = HomeReader(hass, self.site)
        self.settings = Settings()
        self.engine_state = EngineState()
        self.store = SiteStore(hass, entry.entry_id, self.as_dict)
        self.estimator = self._estimator({})
        self.explainer = Explainer({}, hass.config.language)
        self.sessions = SessionRecorder(hass, entry.entry_id)
        self.sessions.on_ended.append(self._after_session)
        self.cars = VehicleTracker(hass, car_configs(entry), self.site.chargers)
        self.demand = RequestCoordinator(hass, self.site, self.cars, self.sessions)
        self.self_check = SensorChecks(self.site, entry.data, {})
        # Inverters and chargers seen so far, and whether they are proposed; None before the first look.
        self.known_devices: Mapping[str, bool] | None = None
        self._planning_log = FaultLog("Planning", ", continuing without plans")
        self._regulator_log = FaultLog("The controller", " and is restarting")
        self._is_step_due = False
        self._source: SurplusSource | None = None

    def _estimator(self, stored: Mapping[str, Any]) -> SolarEstimator:
        return SolarEstimator(
            self.hass,
            self.site.array,
            weather_entity_id=self.site.weather_entity,
            house_load_w=self.settings.site.assumed_house_load_w,
            stored=stored,
            use_open_meteo=self.settings.site.use_open_meteo,
            history=HistorySources(*(self._entities(role) for role in (Role.PV_POWER, Role.LOAD_POWER))),
        )

    def _entities(self, role: Role) -> tuple[str, ...]:
        source = self.site.sources.get(role)
        return source.entity_ids if source else ()

    @override
    async def _async_setup(self) -> None:
        saved = await self.store.async_load()
        self.explainer = await Explainer.async_load(self.hass)
        self.settings = Settings.from_dict(saved.get("settings", {}))
        self.engine_state = EngineState.from_dict(saved.get("engine", {}))
        for charger in self.engine_state.chargers.values():
            # What differs now may be the state it was left in: nobody set it by hand.
            charger.is_followed = False
        self.estimator = self._estimator(saved.get("estimator", {}))
        self.self_check = SensorChecks(self.site, self.config_entry.data, saved.get("checks", {}))
        self.known_devices = saved.get("known_devices")
        self.cars.restore(saved.get("cars"))
        self.demand.restore(saved.get("departures", {}))
        await self.sessions.async_load(saved.get("sessions", {}))
        await self.estimator.async_start()

    @override
    async def _async_update_data(self) -> SiteData:
        return self._step(dt_util.utcnow())

    @callback
    def async_listen(self) -> CALLBACK_TYPE:
        """Step from now on by itself. Returns what ends it."""
        ends = [async_track_time_interval(self.hass, self._async_tick, TICK, name=DOMAIN)]
        if self.site.entity_ids:
            ends.append(async_track_state_change_event(self.hass, self.site.entity_ids, self._async_changed))

        @callback
        def end() -> None:
            for each in ends:
                each()

        return end

    async def async_stop(self) -> None:
        """Let commands arrive, keep what was learnt."""
        self.estimator.async_stop()
        for commander in self.home.commanders.values():
            await commander.async_stop()
        await self.sessions.async_settle()
        await self.store.async_save()

    @callback
    def async_set_prices(self, prices: Series) -> None:
        """Take over what the price source tells."""
        self.demand.set_prices(prices)

    @callback
    def async_set_departures(self, departures: Departures) -> None:
        """Take over what calendars tell."""
        self.demand.set_departures(departures)
        self.store.async_state_changed()
        self.async_step()

    @callback
    def async_set_settings(self, settings: Settings) -> None:
        """Take over what the user set, act on it at once and keep it."""
        self.settings = settings
        self.estimator.assume_house_load(settings.site.assumed_house_load_w)
        self.async_user_changed()

    @callback
    def async_user_changed(self) -> None:
        """Act at once on what the user said, and keep it."""
        self.demand.plan_anew()
        self.store.async_settings_changed()
        self.async_step()

    @callback
    def async_end_override(self, charger_id: str) -> None:
        """Take a charger back that was set by hand."""
        if memory := self.engine_state.chargers.get(charger_id):
            memory.override_until_s = 0.0

    @callback
    def async_step(self) -> None:
        """Step now and publish the outcome."""
        self._is_step_due = False
        self.async_set_updated_data(self._step(dt_util.utcnow()))

    @callback
    def remember_devices(self, known: Mapping[str, bool]) -> None:
        """Keep which inverters and chargers are there, and which of them are proposed."""
        self.known_devices = known
        self.store.async_state_changed()

    def as_dict(self) -> dict[str, Any]:
        """Return everything that outlives a restart."""
        return {
            "settings": self.settings.to_dict(),
            "engine": self.engine_state.to_dict(),
            "estimator": self.estimator.as_dict(),
            "checks": self.self_check.as_dict(),
            "known_devices": self.known_devices,
            "cars": self.cars.as_dict(),
            "departures": self.demand.departures.to_dict(),
            "sessions": self.sessions.as_dict(),
        }

    @callback
    def _async_tick(self, _now: datetime) -> None:
        self.async_step()

    @callback
    def _async_changed(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state is None or state.state == STATE_UNAVAILABLE:
            self.home.notice_silence(event.data["entity_id"])
        # A device often updates several entities in one go: they are taken together.
        if not self._is_step_due:
            self._is_step_due = True
            self.hass.loop.call_soon(self._async_step_if_due)

    @callback
    def _async_step_if_due(self) -> None:
        if self._is_step_due:
            self.async_step()

    def _step(self, now: datetime) -> SiteData:
        inputs = self._wanted(self.home.inputs(self.settings, self.estimator.outlook(now), now), now)
        self.engine_state, decision = self._decide(inputs, now)
        for command in decision.commands:
            self.home.commanders[command.charger_id].apply(command)
        self._learn(inputs, decision.site, now)
        self._book(inputs, decision, now)
        self._log_source(decision.site.source)
        self.store.async_state_changed()
        return SiteData(inputs, decision, self.estimator.energy_until_midnight_wh(now))

    def _wanted(self, inputs: Inputs, now: datetime) -> Inputs:
        try:
            wanted = self.demand.applied(inputs, self.settings, self.engine_state, self.estimator, now)
        except Exception as error:  # noqa: BLE001  a plan that cannot be made must not keep cars from the sun
            self._planning_log.failed(error)
            return inputs
        self._planning_log.worked()
        return wanted

    def _after_session(self, session: Session) -> None:
        """Let go of what was asked for this session alone."""
        left = after_session(self.settings.charger(session.charger_id).charge_request)
        self.settings = self.settings.with_charger(session.charger_id, charge_request=left)
        self.cars.leave(session.charger_id)
        self.demand.plan_anew()
        self.store.async_settings_changed()

    def preview_plan(self, charger_id: str, settings: Settings, now: datetime) -> Plan | None:
        """Return a charger's plan as these settings would make it, None where there would be none; nothing is changed."""
        state = self.engine_state
        return self.demand.preview(self.data.inputs, settings, state, self.estimator, now).get(charger_id)

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps entities from being read or commanded, by entity id."""
        return {**self.home.problems(), **self.cars.problems()}

    def charger_name(self, charger_id: str) -> str:
        """Return a charger's name, also of one that is gone: its id."""
        return next((charger.name for charger in self.site.chargers if charger.id == charger_id), charger_id)

    def _decide(self, inputs: Inputs, now: datetime) -> tuple[EngineState, Decision]:
        try:
            decided = step(self.engine_state, inputs, now)
        except Exception as error:  # noqa: BLE001  whatever brought it about, cars must not stay on what they were told last
            self._regulator_log.failed(error)
            return step(EngineState(), inputs, now)
        self._regulator_log.worked()
        return decided

    def _learn(self, inputs: Inputs, decision: SiteDecision, now: datetime) -> None:
        """Let the estimator compare itself with what is measured."""
        if isinstance(inputs.generation_w, Reading):
            self.estimator.observe_generation(now, inputs.generation_w.value)
        if decision.source is SurplusSource.GRID_METER and decision.house_load_w is not None:
            self.estimator.observe_house_load(now, decision.house_load_w)

    def _book(self, inputs: Inputs, decision: Decision, now: datetime) -> None:
        """Let the sessions' books follow."""
        self.sessions.observe(
            inputs,
            decision,
            self.engine_state,
            now,
            tariff=self.demand.tariff(self.settings, now),
            counters_wh={charger.id: counter_wh(self.hass, charger) for charger in self.site.chargers},
            socs_pct={charger.id: self.cars.here(charger.id).soc_pct for charger in inputs.chargers},
            vehicles=self.cars.names(),
        )

    def _log_source(self, source: SurplusSource) -> None:
        if self._source not in (None, source):
            LOGGER.info("Surplus source changed to %s (was %s)", source, self._source)
            facts = {"name": self.config_entry.title, "source": source.value, "was": self._source}
            self.hass.bus.async_fire(EVENT_SOURCE_CHANGED, facts)
        self._source = source
