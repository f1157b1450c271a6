"""What is asked of the chargers besides following the sun: by cars, people, calendars and prices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..engine.model import Inputs, SolarMode
from ..engine.state import EngineState
from ..planning.charge_request import Charged
from ..planning.charging_plan import Plan
from ..planning.departure import Departures, calendar_warnings
from ..planning.plan_progress import PlanProgress
from ..planning.slots import Series
from ..prices.provider import PriceProvider
from ..sessions.session import Session
from ..sessions.tariff import Tariff
from ..settings import Settings
from ..setup.home import SiteConfig
from ..solar_sources.estimator import SolarEstimator
from .plan_basis import PlanningContext
from .plans import PlanManager
from .sessions import SessionRecorder
from .vehicles import VehicleTracker


class RequestCoordinator:
    """Brings together what is known of cars, departures and prices, and what follows from it for each charger."""

    def __init__(self, hass: HomeAssistant, site: SiteConfig, cars: VehicleTracker, sessions: SessionRecorder) -> None:
        self.departures = Departures()
        self._hass = hass
        self._cars = cars
        self._sessions = sessions
        self._prices = PriceProvider(hass, site.tariff)
        self._planner = PlanManager()

    def take_up(self, site: SiteConfig) -> None:
        """Go on with another tariff; what the same source published stays."""
        before, self._prices = self._prices, PriceProvider(self._hass, site.tariff)
        if site.tariff.price_entities == before.config.price_entities:
            self._prices.publish(before.published)
        self.plan_anew()

    @property
    def plans(self) -> Mapping[str, Plan]:
        """The plans in force, by the charger's id."""
        return self._planner.plans

    def progress_as_dict(self) -> dict[str, Any]:
        """Return how far the plans have come."""
        return {key: one.to_dict() for key, one in self._planner.progress.items()}

    def restore_progress(self, kept: Mapping[str, Any]) -> None:
        """Go on with plans as far as they had come."""
        known = {key: PlanProgress.from_dict(one) for key, one in kept.items() if isinstance(one, Mapping)}
        self._planner.progress = {key: one for key, one in known.items() if one is not None}

    def plan_anew(self) -> None:
        """Make the plans anew at the next step: something they rest on changed."""
        self._planner.plan_anew()

    def set_prices(self, series: Series) -> None:
        """Take over the prices that the source publishes."""
        self._prices.publish(series)
        self.plan_anew()

    def set_departures(self, departures: Departures) -> None:
        """Take over what calendars tell."""
        self.departures = departures
        self.plan_anew()

    def tariff(self, settings: Settings, now: datetime) -> Tariff:
        """Return what energy costs and emits now."""
        return self._prices.tariff(now, settings.site)

    def charged(self, charger_id: str) -> Charged:
        """Return what the car at a charger has by now."""
        session = self._sessions.ledger(charger_id).session or Session()
        return Charged(session.energy_wh, session.charging_s, self._cars.here(charger_id).soc_pct)

    def dated(self, settings: Settings, now: datetime) -> Settings:
        """Return the settings with the departures that calendars know."""
        return settings.with_departures(self.departures, now, dt_util.get_default_time_zone())

    def in_force(self, settings: Settings) -> Settings:
        """Return the settings with the modes in force: those of sessions, and of the cars that are here."""
        for charger_id in {**settings.chargers, **self._cars.names()}:
            mode = self.mode(settings, charger_id)
            if mode is not settings.charger(charger_id).mode:
                settings = settings.with_charger(charger_id, mode=mode)
        return settings

    def mode(self, settings: Settings, charger_id: str) -> SolarMode:
        """Return the mode of a charger that is in force now."""
        car = self._cars.here(charger_id).car
        return settings.charger(charger_id).mode_with(car.mode if car else None)

    def apply(
        self, inputs: Inputs, settings: Settings, state: EngineState, estimator: SolarEstimator, now: datetime
    ) -> Inputs:
        """Return the inputs with what cars can take, and with what boosts, limits and plans ask for now."""
        inputs = self._cars.observe(inputs, self._sessions, state, now)
        return self._planner.apply(self._context(inputs, settings, state, now), estimator)

    def prices(self, settings: Settings, now: datetime) -> Series:
        """Return the prices known now; empty if none is."""
        return self._prices.series(now, settings.site)

    def preview(
        self, inputs: Inputs, settings: Settings, state: EngineState, estimator: SolarEstimator, now: datetime
    ) -> Mapping[str, Plan]:
        """Return the plans that these settings would lead to, by the charger's id; nothing is changed. `inputs`: the last step's."""
        return self._planner.preview(self._context(inputs, settings, state, now), estimator)

    def _context(self, inputs: Inputs, settings: Settings, state: EngineState, now: datetime) -> PlanningContext:
        dated = self.dated(settings, now)
        batteries = {charger.id: self._cars.here(charger.id).battery for charger in inputs.chargers}
        return PlanningContext(
            now=now,
            inputs=inputs,
            state=state,
            asked=settings,
            settings=dated,
            prices=self.prices(settings, now),
            feed_in=self._prices.feed_in(settings.site) or 0.0,
            charged={charger_id: self.charged(charger_id) for charger_id in batteries},
            batteries=batteries,
            calendar_warnings={
                key: calendar_warnings(dated.charger(key).charge_request, self.departures, batteries[key])
                for key in batteries
            },
        )
