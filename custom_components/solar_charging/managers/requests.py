"""What is asked of the chargers besides following the sun: by cars, people, calendars and prices."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..engine.inputs import Inputs
from ..engine.model import SolarMode
from ..engine.state import EngineState
from ..planning.charge_request import Charged
from ..planning.charging_forecast import ForecastSlot
from ..planning.charging_plan import Plan
from ..planning.departure import Departures, calendar_warnings
from ..planning.outside_schedule import OutsideSchedule
from ..planning.plan_progress import PlanProgress
from ..planning.slots import Series
from ..prices.provider import PriceProvider
from ..sessions.session import Session
from ..sessions.tariff import Tariff
from ..settings import Settings
from ..setup.site_config import SiteConfig
from ..solar_sources.estimator import SolarEstimator
from .battery_evening import BatteryEvening
from .charging_forecast import CarsNow, coming_day, expected_cars
from .plan_basis import PlanningContext
from .plans import PlanManager
from .restore import Restored
from .sessions import SessionRecorder
from .vehicles import VehicleTracker


class RequestCoordinator:
    """Brings together what is known of cars, departures and prices, and what follows from it for each charger."""

    def __init__(self, hass: HomeAssistant, site: SiteConfig, cars: VehicleTracker, sessions: SessionRecorder) -> None:
        self.departures = Departures()
        self.evening = BatteryEvening()
        self._hass = hass
        self._cars = cars
        self._sessions = sessions
        self._prices = PriceProvider(hass, site.tariff)
        self._planner = PlanManager()
        # What programs outside plan, by the charger's id.
        self._schedules: Mapping[str, OutsideSchedule] = {}

    def update_config(self, site: SiteConfig) -> None:
        """Use another tariff from now on; what the same source published stays."""
        before, self._prices = self._prices, PriceProvider(self._hass, site.tariff)
        if site.tariff.price_entities == before.config.price_entities:
            self._prices.publish(before.published)
        self.replan()

    @property
    def plans(self) -> Mapping[str, Plan]:
        """The plans in force, by the charger's id."""
        return self._planner.plans

    def schedule(self, charger_id: str) -> OutsideSchedule:
        """Return what a program outside plans for a charger, an empty one if none does."""
        return self._schedules.get(charger_id, OutsideSchedule())

    def set_schedule(self, charger_id: str, schedule: OutsideSchedule) -> None:
        """Take over what a program outside plans for a charger."""
        now_s = dt_util.utcnow().timestamp()
        found = {**self._schedules, charger_id: schedule}
        self._schedules = {key: one for key, one in found.items() if not one.is_over(now_s)}

    def as_dict(self) -> dict[str, Any]:
        """Return what outlives a restart: departures of calendars, how far plans have come, plans from outside."""
        return {
            "departures": self.departures.to_dict(),
            "plans": {key: one.to_dict() for key, one in self._planner.progress.items()},
            "schedules": {key: one.to_dict() for key, one in self._schedules.items()},
        }

    def restore(self, kept: Restored) -> None:
        """Go on with what `as_dict` gave."""
        self.departures = kept.part("departures", Departures.from_dict, Departures())
        self._planner.progress = kept.part("plans", _progress, {})
        self._schedules = kept.part("schedules", _schedules, {})

    def replan(self) -> None:
        """Plan again at the next step: something the plans are based on has changed."""
        self._planner.replan()
        self.evening.look_anew()

    def set_prices(self, series: Series) -> None:
        """Take over the prices that the source publishes."""
        self._prices.publish(series)
        self.replan()

    def set_departures(self, departures: Departures) -> None:
        """Take over the next departures of the calendars."""
        self.departures = departures
        self.replan()

    def tariff(self, settings: Settings, now: datetime) -> Tariff:
        """Return what energy costs and emits now."""
        return self._prices.tariff(now, settings.site)

    def past_prices(self, hours: Iterable[datetime], settings: Settings) -> list[float] | None:
        """Return what a kWh cost in hours gone by, where that is known."""
        return self._prices.past(hours, settings.site)

    def costs_of(self, published: Series) -> Series:
        """Return what a kWh costs by these prices of the source, with fees and taxes."""
        return self._prices.adjusted(published)

    def charged(self, charger_id: str) -> Charged:
        """Return what the car at a charger has by now."""
        session = self._sessions.ledger(charger_id).session or Session()
        return Charged(session.energy_wh, session.charging_s, self._cars.here(charger_id).soc_pct)

    def dated(self, settings: Settings, now: datetime) -> Settings:
        """Return the settings with what cars ask for themselves, and the departures that calendars know."""
        return self._with_departures(self._asked(settings), now)

    def _with_departures(self, settings: Settings, now: datetime) -> Settings:
        return settings.with_departures(self.departures, now, dt_util.get_default_time_zone())

    def _asked(self, settings: Settings) -> Settings:
        """Return the settings with what the cars that are here ask for themselves."""
        return settings.with_cars(self._cars.car_ids())

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
        context = self._context(inputs, settings, state, now)
        given_wh = self.battery_energy_today_wh(inputs)
        inputs = self.evening.apply(
            context, estimator, lambda: expected_cars(context, self._cars_now(inputs, settings)), given_wh
        )
        return self._planner.apply(replace(context, inputs=inputs), estimator)

    def battery_energy_today_wh(self, inputs: Inputs) -> float:
        """Return what the home battery gave to the cars since midnight."""
        return sum(self._sessions.ledger(charger.id).totals.day_battery_wh for charger in inputs.chargers)

    def prices(self, settings: Settings, now: datetime) -> Series:
        """Return the prices known now; empty if none is."""
        return self._prices.series(now, settings.site)

    def preview(
        self, inputs: Inputs, settings: Settings, state: EngineState, estimator: SolarEstimator, now: datetime
    ) -> Mapping[str, Plan]:
        """Return the plans that these settings would lead to, by the charger's id; nothing is changed. `inputs`: the last step's."""
        return self._planner.preview(self._context(inputs, settings, state, now), estimator)

    def _context(self, inputs: Inputs, settings: Settings, state: EngineState, now: datetime) -> PlanningContext:
        asked = self._asked(settings)
        dated = self._with_departures(asked, now)
        batteries = {charger.id: self._cars.here(charger.id).battery for charger in inputs.chargers}
        return PlanningContext(
            now=now,
            inputs=inputs,
            state=state,
            asked=asked,
            settings=dated,
            prices=self.prices(settings, now),
            feed_in=self._prices.feed_in(settings.site) or 0.0,
            charged={charger_id: self.charged(charger_id) for charger_id in batteries},
            batteries=batteries,
            calendar_warnings={
                key: calendar_warnings(dated.charger(key).charge_request, self.departures, batteries[key])
                for key in batteries
            },
            schedules=self._schedules,
        )

    def charging_forecast(
        self, inputs: Inputs, settings: Settings, state: EngineState, estimator: SolarEstimator
    ) -> list[ForecastSlot]:
        """Return what the cars are expected to draw in the coming day. `inputs`: the last step's."""
        context = self._context(inputs, settings, state, dt_util.utcnow())
        return coming_day(context, self._cars_now(inputs, settings), estimator)

    def _cars_now(self, inputs: Inputs, settings: Settings) -> CarsNow:
        modes = {charger.id: self.mode(settings, charger.id) for charger in inputs.chargers}
        usual_wh = {charger.id: self._sessions.ledger(charger.id).totals.usual_wh for charger in inputs.chargers}
        return CarsNow(modes, usual_wh, self._planner.plans)


def _progress(kept: Mapping[str, Any]) -> dict[str, PlanProgress]:
    known = {key: PlanProgress.from_dict(one) for key, one in kept.items() if isinstance(one, Mapping)}
    return {key: one for key, one in known.items() if one is not None}


def _schedules(kept: Mapping[str, Any]) -> dict[str, OutsideSchedule]:
    return {key: OutsideSchedule.from_dict(one) for key, one in kept.items()}
