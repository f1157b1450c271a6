"""Keeps the plans: makes them anew as sun and prices turn out, and tells the engine what they ask for now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..engine.grid_top_up import GridTopUp
from ..engine.model import NOMINAL_V, CarState, ChargerInputs, Inputs, Reason, SolarMode
from ..engine.reasons import ReasonKey, because
from ..engine.state import EngineState
from ..planning.break_even import cheap_hours_price
from ..planning.charge_request import (
    CarBattery,
    Charged,
    is_below_minimum,
    is_boosting,
    is_limit_reached,
    needed_wh,
    next_departure_s,
)
from ..planning.charging_plan import Assumption, Need, Plan
from ..planning.multi_charger import plan_all
from ..planning.slots import ExpectedSun, Series
from ..settings import Settings
from ..solar.forecast import Period
from ..solar_sources.estimator import SolarEstimator
from .sessions import full_speed_w

REPLAN_EVERY = timedelta(minutes=1)
# Asking the sun's model for two days is the dear part; its answer changes slowly.
FORECAST_EVERY = timedelta(minutes=10)
_FORECAST_DAYS = 3
# Of a normal distribution, P20 lies at this part of the way from P50 to P10.
_P20_OF_P10 = 0.657


@dataclass(frozen=True, slots=True)
class PlanningContext:
    """What plans are made from at one time; what is known of the car at a charger is by the charger's id.

    `charged`: what it has by now. `batteries`: how much it holds. `calendar_warnings`: what is amiss with its departure.
    """

    now: datetime
    inputs: Inputs
    state: EngineState
    settings: Settings
    prices: Series = field(default_factory=Series)
    charged: Mapping[str, Charged] = field(default_factory=dict)
    batteries: Mapping[str, CarBattery] = field(default_factory=dict)
    calendar_warnings: Mapping[str, tuple[Assumption, ...]] = field(default_factory=dict)


class PlanManager:
    """The plans of all chargers that have a departure."""

    def __init__(self) -> None:
        self.plans: Mapping[str, Plan] = {}
        self._planned_at: datetime | None = None
        self._cheap_price: float | None = None
        self._sun = ExpectedSun()
        self._forecast_at: datetime | None = None

    def plan_anew(self) -> None:
        """Make the plans anew at the next look: something they rest on changed."""
        self._planned_at = None

    def apply(self, moment: PlanningContext, estimator: SolarEstimator) -> Inputs:
        """Return the inputs with what boosts, limits and plans ask for at this moment."""
        if self._planned_at is None or not timedelta(0) <= moment.now - self._planned_at < REPLAN_EVERY:
            self.plans = self._made(moment, estimator)
            self._cheap_price = cheap_hours_price(moment.now.timestamp(), moment.prices)
            self._planned_at = moment.now
        chargers = tuple(self._wanted(charger, moment) for charger in moment.inputs.chargers)
        return replace(moment.inputs, chargers=chargers)

    def preview(self, moment: PlanningContext, estimator: SolarEstimator) -> Mapping[str, Plan]:
        """Return the plans of this moment, without putting them in force."""
        return self._made(moment, estimator)

    def _wanted(self, charger: ChargerInputs, moment: PlanningContext) -> ChargerInputs:
        request, charged, now_s = (
            moment.settings.charger(charger.id).charge_request,
            moment.charged[charger.id],
            moment.now.timestamp(),
        )
        if is_boosting(request, now_s, charged.energy_wh):
            charger = replace(charger, mode=SolarMode.BOOST, full_speed_until_s=request.boost_until_s)
        if charger.mode is SolarMode.OFF:
            return charger
        if is_limit_reached(request, charged):
            return replace(charger, is_limit_reached=True)
        if charger.mode is SolarMode.BOOST:
            return charger
        if full_speed := self._full_speed(charger, moment):
            return replace(charger, mode=SolarMode.SOLAR_AND_GRID, full_speed=full_speed)
        return replace(
            charger,
            grid_top_up=self._grid_top_up(charger, moment),
            is_minimum_unknown=request.minimum_charge_pct is not None and charged.soc_pct is None,
        )

    def _full_speed(self, charger: ChargerInputs, moment: PlanningContext) -> Reason | None:
        """Return why a charger shall charge at full speed now, whatever the sun does; None: it need not."""
        request, charged = moment.settings.charger(charger.id).charge_request, moment.charged[charger.id]
        if is_below_minimum(request, charged):
            return because(
                ReasonKey.MINIMUM_CHARGE, level_pct=charged.soc_pct or 0.0, target_pct=request.minimum_charge_pct or 0.0
            )
        plan = self.plans.get(charger.id)
        if plan and plan.wants_full_speed(moment.now.timestamp()):
            return because(ReasonKey.CHARGING_BY_PLAN)
        return _cheap_energy(moment) if charger.mode is SolarMode.SOLAR_AND_GRID else None

    def _grid_top_up(self, charger: ChargerInputs, moment: PlanningContext) -> GridTopUp | None:
        """Return up to which cost the grid may help a weak sun; None: the mode alone tells."""
        price = moment.prices.at(moment.now.timestamp())
        break_even_price = self._break_even_price(charger, moment.settings.site.cheap_energy_price_limit)
        if price is None or break_even_price is None:
            return None
        return GridTopUp(price, moment.settings.site.feed_in_price or 0.0, break_even_price)

    def _break_even_price(self, charger: ChargerInputs, limit: float | None) -> float | None:
        """Return what a kWh would cost at another time: by the plan, else the user's limit, else as in the next day's cheap hours."""
        plan = self.plans.get(charger.id)
        if charger.mode is SolarMode.SOLAR_ONLY:
            return plan.break_even_price if plan else None
        if plan and plan.energy_wh > 0.0:
            return (
                plan.break_even_price
                if plan.break_even_price is None or limit is None
                else max(plan.break_even_price, limit)
            )
        return self._cheap_price if limit is None else limit

    def _made(self, moment: PlanningContext, estimator: SolarEstimator) -> Mapping[str, Plan]:
        needs: list[Need] = []
        assumed: dict[str, tuple[Assumption, ...]] = {}
        for charger in moment.inputs.chargers:
            need, assumed[charger.id] = _need(charger, moment)
            if need:
                needs.append(need)
        undated = {key: Plan(key, None, 0.0, assumptions=warnings) for key, warnings in assumed.items() if warnings}
        if not needs:
            return undated
        plans = plan_all(
            needs,
            moment.now.timestamp(),
            moment.prices,
            self._forecast(estimator, moment.now),
            room_w=_room_w(moment, estimator),
        )
        made = {
            key: replace(
                plan,
                assumptions=(*assumed[key], *plan.assumptions),
                car_limit_pct=moment.batteries[key].limit_pct,
            )
            for key, plan in plans.items()
        }
        return {**undated, **made}

    def _forecast(self, estimator: SolarEstimator, now: datetime) -> ExpectedSun:
        if self._forecast_at is None or not timedelta(0) <= now - self._forecast_at < FORECAST_EVERY:
            self._sun = _sun(estimator.surplus(now, _FORECAST_DAYS))
            self._forecast_at = now
        return self._sun


def _need(charger: ChargerInputs, moment: PlanningContext) -> tuple[Need | None, tuple[Assumption, ...]]:
    """Return what a charger has to have delivered by when (None: nothing, or nobody is there for it), and what that assumes."""
    request = moment.settings.charger(charger.id).charge_request
    ready_by_s = next_departure_s(request, moment.now, dt_util.get_default_time_zone())
    warnings = moment.calendar_warnings.get(charger.id, ())
    if ready_by_s is None or charger.car is CarState.DISCONNECTED:
        return None, warnings
    energy_wh, assumptions = needed_wh(request, moment.charged[charger.id], moment.batteries[charger.id])
    if energy_wh is None:
        return None, (*warnings, *assumptions)
    least_w, most_w = charger.limits.least_w, full_speed_w(charger, moment.state)
    feed_in = moment.settings.site.feed_in_price or 0.0
    need = Need(charger.id, energy_wh, ready_by_s, min(least_w, most_w), most_w, feed_in, charger.priority)
    return need, (*warnings, *assumptions)


def _cheap_energy(moment: PlanningContext) -> Reason | None:
    """Return why the user's price limit asks for full speed now, if it does; a price that is not known is not cheap."""
    limit, price = moment.settings.site.cheap_energy_price_limit, moment.prices.at(moment.now.timestamp())
    if limit is None or price is None or price > limit:
        return None
    return because(ReasonKey.CHEAP_ENERGY, bought_price=price, limit_price=limit)


def _room_w(moment: PlanningContext, estimator: SolarEstimator) -> float | None:
    """Return what the main fuse leaves for cars, by the house's usual load: the engine holds the fuse itself at any moment."""
    limits = moment.inputs.site
    if limits.main_fuse_a is None:
        return None
    return max(
        limits.main_fuse_a * limits.phases * (limits.voltage_v or NOMINAL_V) - estimator.house_load_w(moment.now), 0.0
    )


def _sun(periods: list[Period]) -> ExpectedSun:
    def series(name: str) -> Series:
        return Series.of(
            [
                (start_s, start_s + part.hours * 3600.0, _energy(part, name) / part.hours)
                for part in periods
                if (start_s := part.start.timestamp()) is not None
            ]
        )

    return ExpectedSun(series("p20"), (series("p10_wh"), series("p50_wh"), series("p90_wh")))


def _energy(part: Period, name: str) -> float:
    if name == "p20":
        return part.p50_wh + (part.p10_wh - part.p50_wh) * _P20_OF_P10
    return float(getattr(part, name))
