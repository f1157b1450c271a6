"""The loop: readings in, one engine step, commands out, state published."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Protocol, Self, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .catalogue.charger_config import ChargerConfig
from .const import DOMAIN, LOGGER
from .devices.charger_vehicle import counter_wh
from .devices.entity_state import Problem
from .devices.site_reader import SiteReader
from .engine.charger.resent_command import begin_anew
from .engine.clock import moved
from .engine.state import EngineState
from .managers.clock import WallClock
from .managers.home_batteries import BatteryManager
from .managers.learning import learn
from .managers.limit_log import LimitLog
from .managers.requests import RequestCoordinator
from .managers.restore import Restored
from .managers.safe_decision import SafeDecision
from .managers.sensor_checks import SensorChecks
from .managers.sessions import BookingFacts, SessionRecorder, kept_books
from .managers.source_log import SourceLog
from .managers.step_faults import StepFaults
from .managers.step_pacer import TICK, StepPacer
from .managers.step_result import SiteData, StepResult
from .managers.storage import BOOKS, LIMIT_LOG, STATE, SUN_MODEL, SUN_TABLE, SiteStore, Sources
from .managers.sun_set_up import estimator_setup
from .managers.vehicles import VehicleTracker
from .planning.charge_request import after_session
from .planning.charging_forecast import ForecastSlot
from .planning.charging_plan import Plan
from .planning.departure import Departures
from .planning.slots import Series
from .settings import Settings
from .setup.reason_text import async_load_explainer
from .setup.sentences import Explainer
from .setup.site_config import SiteConfig, car_configs
from .solar_sources.estimator import EstimatorSetup, SolarEstimator

type SolarChargingConfigEntry = ConfigEntry[SolarChargingCoordinator]


class RenewableEntities(Protocol):
    """The entities of one platform."""

    async def async_remove_of(self, chargers: Collection[str]) -> None:
        """Remove the entities of chargers that are about to go."""

    def renew(self) -> None:
        """Add what is new, and remove what is no more."""


class SolarChargingCoordinator(DataUpdateCoordinator[SiteData]):
    """Owns the state of one home and steps the engine whenever a reading changes, and at every tick."""

    config_entry: SolarChargingConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SolarChargingConfigEntry,
        store: SiteStore,
        explainer: Explainer,
        kept: Restored,
    ) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, update_interval=None)
        self.store = store
        self.explainer = explainer
        self.site = SiteConfig.from_entry(entry, float(hass.config.elevation))
        self.home = SiteReader(hass, self.site)
        self.settings = kept.settings.with_new_shadows(self.site.starting_in_shadow)
        self.engine_state = kept.part("engine", EngineState.from_dict, EngineState())
        for charger in self.engine_state.chargers.values():
            begin_anew(charger, dt_util.utcnow().timestamp())
        self.estimator = SolarEstimator(hass, self.estimator_setup(), kept.file(SUN_MODEL), kept.file(SUN_TABLE))
        kept.note(SUN_MODEL, is_lost=self.estimator.is_learned_lost)
        self.sessions = SessionRecorder(hass, entry.entry_id, kept_books(kept), store.async_write_books)
        self.sessions.on_left.append(self._after_session)
        self.cars = VehicleTracker(hass, car_configs(entry), self.site.chargers)
        self.cars.restore(kept.part("cars", dict, {}))
        self.requests = RequestCoordinator(hass, self.site, self.cars, self.sessions)
        self.requests.restore(kept)
        self.batteries = BatteryManager(hass, entry.entry_id)
        self.limit_log = LimitLog(kept.file(LIMIT_LOG), store.async_write_soon)
        self.sensor_checks = SensorChecks(self.site, entry.data, kept.part("checks", dict, {}))
        # Inverters and chargers seen so far, and whether they are proposed; None before the first look.
        self.known_devices: Mapping[str, bool] | None = kept.part("known_devices", dict, None)
        self.decisions = SafeDecision(kept)
        self._faults = StepFaults()
        self._source_log = SourceLog(hass, entry.title)
        self._pacer = StepPacer(hass, self._follow)
        # Recreates the entities of each platform when a part of the site is added or removed.
        self.platforms: list[RenewableEntities] = []
        self._is_control_ended = False
        self._clock = WallClock()
        # Above 0: the clock was set back while Home Assistant was down.
        if (ahead_s := (self.engine_state.stepped_s or 0.0) - dt_util.utcnow().timestamp()) > 0.0:
            self._shift_timestamps(-ahead_s)

    @classmethod
    async def async_load(cls, hass: HomeAssistant, entry: SolarChargingConfigEntry) -> Self:
        """Return a home as it was kept; raises ConfigEntryError for files that a newer version wrote."""
        store = SiteStore(hass, entry.entry_id)
        kept = Restored(await store.async_load())
        coordinator = cls(hass, entry, store, await async_load_explainer(hass), kept)
        await kept.async_report(hass, entry, store)
        return coordinator

    @override
    async def _async_setup(self) -> None:
        await self.sessions.async_load()
        await self.estimator.async_start()

    def estimator_setup(self) -> EstimatorSetup:
        """Return what the sun's model is made from."""
        return estimator_setup(self.site, self.settings.site)

    @override
    async def _async_update_data(self) -> SiteData:
        return self._step(dt_util.utcnow())

    @callback
    @override
    def async_add_listener(self, update_callback: CALLBACK_TYPE, context: Any = None) -> CALLBACK_TYPE:
        """Tell of each step; one entity that cannot show it keeps it from no other."""
        return super().async_add_listener(self._faults.follow("Showing a state", update_callback), context)

    @callback
    def async_listen(self) -> CALLBACK_TYPE:
        """Step by itself, and keep what is learned, from now on. Returns what ends it."""
        ends = [
            self.store.async_keep(self._kept()),
            async_track_time_interval(self.hass, callback(lambda _now: self.async_step()), TICK, name=DOMAIN),
        ]

        @callback
        def end() -> None:
            for each in ends:
                each()
            self._pacer.async_stepped()

        return end

    @callback
    def async_listen_to_devices(self) -> CALLBACK_TYPE:
        """Step whenever one of the home's entities changes. Returns what ends it."""
        return self._pacer.async_listen(self.site.entity_ids, self._async_changed)

    async def async_stop(self) -> None:
        """Let commands arrive, keep what was learned."""
        self.estimator.async_stop()
        await self.home.async_stop()
        await self.sessions.async_settle()
        await self.store.async_save()

    @callback
    def async_end_control(self) -> None:
        """Stop control: the state that chargers are set to from now on remains, and is not seen as set by hand."""
        self._is_control_ended = True

    @callback
    def async_set_prices(self, prices: Series) -> None:
        """Take over the prices that the source publishes."""
        self.requests.set_prices(prices)

    @callback
    def async_set_departures(self, departures: Departures) -> None:
        """Take over the next departures of the calendars."""
        self.requests.set_departures(departures)
        self.store.async_state_changed()
        self.async_step()

    @callback
    def async_set_settings(self, settings: Settings) -> None:
        """Take over what the user set, act on it at once and keep it."""
        self.settings = settings
        self.estimator.follow_settings(settings.site.assumed_house_load_w, settings.site.feed_in_limit_w)
        self.async_user_changed()

    @callback
    def async_user_changed(self) -> None:
        """Apply a user's change at once, and store it."""
        self.requests.replan()
        self.store.async_settings_changed()
        self.async_step()

    @callback
    def async_retry(self, charger_id: str) -> None:
        """Let a person's choice act, whatever was believed of the car and its charger."""
        if reader := self.home.readers.get(charger_id):
            reader.forget_beliefs()
            self.home.commanders[charger_id].forget_contradictions()

    @callback
    def async_leave_alone(self, charger_id: str, until_s: float) -> None:
        """Leave a charger to a person who sets it, until then (UTC s)."""
        if charger_state := self.engine_state.chargers.get(charger_id):
            charger_state.override_until_s, charger_state.hand_a = until_s, None

    @callback
    def async_end_override(self, charger_id: str) -> None:
        """Take a charger back that was set by hand."""
        self.async_leave_alone(charger_id, 0.0)

    @callback
    def async_step(self) -> None:
        """Step now and publish the outcome."""
        self._follow(is_shown=True)

    @callback
    def remember_devices(self, known: Mapping[str, bool]) -> None:
        """Keep which inverters and chargers are there, and which of them are proposed."""
        self.known_devices = known
        self.store.async_state_changed()

    def as_dict(self) -> dict[str, Any]:
        """Return what outlives a restart, apart from settings, the books and what is known of the sun."""
        return {
            "engine": self.engine_state.to_dict(),
            "checks": self.sensor_checks.as_dict(),
            "known_devices": self.known_devices,
            "cars": self.cars.as_dict(),
            "shadow": self.decisions.shadow.as_dict(),
            **self.requests.as_dict(),
        }

    def _kept(self) -> Sources:
        learned = {
            STATE: self.as_dict,
            BOOKS: self.sessions.as_dict,
            SUN_MODEL: lambda: self.estimator.as_dict(),  # noqa: PLW0108  there is another one once the array changed
            SUN_TABLE: lambda: self.estimator.table_as_dict(),  # noqa: PLW0108  see above
            LIMIT_LOG: self.limit_log.as_dict,
        }
        return Sources(lambda: self.settings, learned)

    @callback
    def _async_changed(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state is None or state.state == STATE_UNAVAILABLE:
            self.home.notice_silence(event.data["entity_id"])
        self._pacer.async_reported(is_urgent=self.home.is_above_fuse(event.data["entity_id"], self.settings))

    @callback
    def _follow(self, *, is_shown: bool = False) -> None:
        """Step; entities follow what they have to show at once, mere numbers now and then."""
        self._pacer.async_stepped()
        if self._is_control_ended:
            return
        data = self._step(dt_util.utcnow())
        if self._pacer.is_shown(data.decision) or is_shown:
            self.async_set_updated_data(data)
        else:
            self.data = data

    def _step(self, now: datetime) -> SiteData:
        attempt = self._faults.attempt
        attempt("Following the clock", lambda: self._follow_clock(now), None)
        settings = attempt("Choosing modes", lambda: self.requests.in_force(self.settings), self.settings)
        outlook = attempt("Estimating the sun", lambda: self.estimator.outlook(now), None)
        found = attempt("Reading", lambda: self.home.inputs(settings, outlook, now), None)
        seen = found or self.home.unread(settings, now)
        read = attempt("Correcting times", lambda: self._clock.corrected(seen, now), seen)
        inputs = attempt(
            "Planning",
            lambda: self.requests.apply(read, self.settings, self.engine_state, self.estimator, now),
            read,
        )
        self.engine_state = (result := self.decisions.decide(self.engine_state, inputs, now)).state
        for command in result.decision.commands:
            attempt("Commanding", partial(self.home.command, command, self.settings), None)
        attempt("Learning", lambda: learn(self.estimator, result), None)
        attempt("Booking", lambda: self._book(result), None)
        attempt("Recording a limit's periods", lambda: self.limit_log.observe(result), None)
        attempt("Noting the surplus source", lambda: self._source_log.observe(result), None)
        attempt("Keeping the state", self.store.async_state_changed, None)
        rest = attempt("Forecasting the day", lambda: self.estimator.energy_until_midnight_wh(now), None)
        nothing: Mapping[str, float] = {}
        drawn = attempt("Adding up what is drawn", lambda: result.drawn_w, nothing)
        return SiteData(inputs, result.decision, rest, drawn)

    def _follow_clock(self, now: datetime) -> None:
        if set_by_s := self._clock.look(now):
            self._shift_timestamps(set_by_s)

    def _shift_timestamps(self, by_s: float) -> None:
        """Let everything that is remembered follow a clock that was set."""
        LOGGER.warning("The system clock changed by %.0f s, shifting stored times", by_s)
        self.engine_state = moved(self.engine_state, by_s)
        self.sessions.shift_timestamps(by_s)
        self.cars.shift_timestamps(by_s)
        self.decisions.shadow.shift_timestamps(by_s)
        self.home.forget_timestamps()
        self.estimator.shift_timestamps(by_s)
        self.requests.replan()

    def _after_session(self, charger_id: str) -> None:
        """Let go of what was asked for this session alone."""
        left = after_session(self.settings.charger(charger_id).charge_request)
        self.settings = self.settings.with_charger(charger_id, charge_request=left, session_mode=None)
        self.cars.leave(charger_id)
        self.requests.replan()
        self.store.async_settings_changed()

    def preview_plan(self, charger_id: str, settings: Settings, now: datetime) -> Plan | None:
        """Return a charger's plan as these settings would make it, None where there would be none; nothing is changed."""
        return self.requests.preview(self.data.inputs, settings, self.engine_state, self.estimator, now).get(charger_id)

    def charging_forecast(self) -> list[ForecastSlot]:
        """Return what the cars are expected to draw in the coming day."""
        return self.requests.charging_forecast(self.data.inputs, self.settings, self.engine_state, self.estimator)

    @property
    def failures(self) -> tuple[str | None, str | None]:
        """What keeps the controller from deciding, and what another part of a step from its work; None: nothing."""
        return self.decisions.failure, self.home.site_failure or self._faults.failure

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps entities from being read or commanded, by entity id."""
        return {**self.home.problems(), **self.cars.problems()}

    @property
    def decided_chargers(self) -> tuple[ChargerConfig, ...]:
        """The chargers that have been decided about. One that was just added will be in a moment."""
        return tuple(one for one in self.site.chargers if self.data.command(one.id) is not None)

    def charger_name(self, charger_id: str, known: str = "") -> str:
        """Return a charger's name; of one that is gone what it was called, as far as that is `known`, else its id."""
        return {charger.id: charger.name for charger in self.site.chargers}.get(charger_id, known or charger_id)

    def _book(self, result: StepResult) -> None:
        chargers = result.inputs.chargers
        facts = BookingFacts(
            tariff=self.requests.tariff(self.settings, result.now),
            names={charger.id: charger.name for charger in self.site.chargers},
            counters_wh={charger.id: counter_wh(self.hass, charger) for charger in self.site.chargers},
            socs_pct={charger.id: self.cars.here(charger.id).soc_pct for charger in chargers},
            occupants=self.cars.occupants(),
        )
        self.sessions.observe(result, facts)
