"""Keeps the plans: plans again when their basis has changed, and passes their present requests to the engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from ..engine.charger.override import is_overridden
from ..engine.grid_top_up import GridTopUp
from ..engine.inputs import ChargerInputs, Inputs
from ..engine.model import Reason, SolarMode
from ..engine.reasons import ReasonKey, because
from ..planning.break_even import cheap_hours_price
from ..planning.charge_request import is_below_minimum, is_boosting, is_limit_reached
from ..planning.charging_plan import Assumption, Plan
from ..planning.multi_charger import plan_all
from ..planning.outside_schedule import follow
from ..planning.plan_progress import PlanProgress
from ..planning.slots import ExpectedSun, Series, SeriesEntry
from ..solar.forecast import Period
from ..solar_sources.estimator import SolarEstimator
from ..solar_sources.open_meteo import FORECAST_DAYS
from .plan_basis import PlanBasis, PlanningContext, basis_of
from .plan_room import power_room

# Whether what plans rest on has changed is looked at so often: what is charged too much until then is a dozen watt-hours.
LOOK_EVERY = timedelta(seconds=10)
# Asking the sun's model for three days is the slow part; its answer changes slowly.
FORECAST_EVERY = timedelta(minutes=10)


class PlanManager:
    """The plans of all chargers that have a departure, updated when their basis has changed."""

    def __init__(self) -> None:
        self.plans: Mapping[str, Plan] = {}
        self.progress: Mapping[str, PlanProgress] = {}
        self._basis: PlanBasis | None = None
        self._looked_at: datetime | None = None
        self._cheap_price: float | None = None
        self._sun = ExpectedSun()
        self._forecast_at: datetime | None = None

    def replan(self) -> None:
        """Plan again at the next check: something the plans are based on has changed."""
        self._basis = self._looked_at = None

    def apply(self, context: PlanningContext, estimator: SolarEstimator) -> Inputs:
        """Return the inputs with what boosts, limits and plans ask for at this moment."""
        if self._looked_at is None or not timedelta(0) <= context.now - self._looked_at < LOOK_EVERY:
            self._look(context, estimator)
        chargers = tuple(self._wanted(charger, context) for charger in context.inputs.chargers)
        return replace(context.inputs, chargers=chargers)

    def _look(self, context: PlanningContext, estimator: SolarEstimator) -> None:
        now_s = context.now.timestamp()
        self._looked_at = context.now
        going_on = {
            key: replace(one, is_buying=one.is_buying or self._is_buying(key, now_s))
            for key, one in self.progress.items()
        }
        basis = basis_of(context, going_on)
        if self._basis is None or self._basis.is_outdated(basis, self.plans.values()):
            self.plans = self._made(basis, context, estimator)
            self._cheap_price = cheap_hours_price(now_s, context.prices)
            self._basis = basis
        self.progress = {
            key: replace(one, is_buying=self._is_buying(key, now_s)) for key, one in basis.progress.items()
        }

    def _is_buying(self, charger_id: str, now_s: float) -> bool:
        plan = self.plans.get(charger_id)
        return plan is not None and plan.wants_full_speed(now_s)

    def preview(self, context: PlanningContext, estimator: SolarEstimator) -> Mapping[str, Plan]:
        """Return the plans of this moment, without putting them in force."""
        return self._made(basis_of(context, self.progress), context, estimator)

    def _wanted(self, charger: ChargerInputs, context: PlanningContext) -> ChargerInputs:
        request, charged, now_s = (
            context.settings.charger(charger.id).charge_request,
            context.charged[charger.id],
            context.now.timestamp(),
        )
        if is_boosting(request, now_s, charged.energy_wh):
            charger = replace(charger, mode=SolarMode.BOOST, full_speed_until_s=request.boost_until_s)
        if charger.mode is SolarMode.OFF:
            return charger
        if is_limit_reached(request, charged):
            return replace(charger, pause=because(ReasonKey.LIMIT_REACHED))
        if charger.mode is SolarMode.BOOST:
            return charger
        charger = self._scheduled(charger, context)
        if charger.pause or charger.full_speed:
            return charger
        plan = self.plans.get(charger.id)
        if plan is not None and plan.energy_wh > 0.0:
            charger = replace(charger, ready_by_s=plan.ready_by_s)
        if full_speed := self._full_speed(charger, context):
            return replace(charger, mode=SolarMode.SOLAR_AND_GRID, full_speed=full_speed)
        return replace(
            charger,
            grid_top_up=self._grid_top_up(charger, context),
            is_minimum_unknown=request.minimum_charge_pct is not None and charged.soc_pct is None,
        )

    def _scheduled(self, charger: ChargerInputs, context: PlanningContext) -> ChargerInputs:
        """Return the charger as a program outside wants it now; a person at the charger, and a minimum charge, come first."""
        key, now_s = charger.id, context.now.timestamp()
        schedule = context.schedules.get(key)
        slot = schedule.at(now_s) if schedule else None
        charger_state = context.state.chargers.get(key)
        is_by_hand = charger_state is not None and is_overridden(charger_state, now_s)
        is_low = is_below_minimum(context.settings.charger(key).charge_request, context.charged[key])
        return charger if schedule is None or slot is None or is_by_hand or is_low else follow(charger, schedule, slot)

    def _full_speed(self, charger: ChargerInputs, context: PlanningContext) -> Reason | None:
        """Return why a charger is to charge at full speed now, whatever the sun does; None: it need not."""
        request, charged = context.settings.charger(charger.id).charge_request, context.charged[charger.id]
        if is_below_minimum(request, charged):
            return because(
                ReasonKey.MINIMUM_CHARGE, level_pct=charged.soc_pct or 0.0, target_pct=request.minimum_charge_pct or 0.0
            )
        plan = self.plans.get(charger.id)
        if plan and plan.wants_full_speed(context.now.timestamp()):
            return because(ReasonKey.CHARGING_OVERDUE if plan.is_overdue else ReasonKey.CHARGING_BY_PLAN)
        return _cheap_energy(context) if charger.mode is SolarMode.SOLAR_AND_GRID else None

    def _grid_top_up(self, charger: ChargerInputs, context: PlanningContext) -> GridTopUp | None:
        """Return the cost up to which the grid may top up a weak sun; None: the mode alone decides."""
        price = context.prices.at(context.now.timestamp())
        break_even_price = self._break_even_price(charger, context.settings.site.cheap_energy_price_limit)
        if price is None or break_even_price is None:
            return None
        return GridTopUp(price, context.feed_in, break_even_price)

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

    def _made(self, basis: PlanBasis, context: PlanningContext, estimator: SolarEstimator) -> Mapping[str, Plan]:
        undated = {key: Plan(key, None, 0.0, assumptions=found) for key, found in basis.assumed.items() if found}
        if not basis.needs:
            return undated
        plans = plan_all(
            list(basis.needs.values()),
            basis.now_s,
            context.prices,
            self._forecast(estimator, context.now),
            room=power_room(context, estimator.house_load_w(context.now)),
        )
        made = {
            key: replace(
                plan,
                assumptions=(*basis.assumed[key], *plan.assumptions),
                car_limit_pct=context.batteries[key].limit_pct,
            )
            for key, plan in plans.items()
        }
        return {**undated, **{key: _overdue(plan, basis) for key, plan in made.items()}}

    def _forecast(self, estimator: SolarEstimator, now: datetime) -> ExpectedSun:
        if self._forecast_at is None or not timedelta(0) <= now - self._forecast_at < FORECAST_EVERY:
            self._sun = _sun(estimator.surplus(now, FORECAST_DAYS))
            self._forecast_at = now
        return self._sun


def _overdue(plan: Plan, basis: PlanBasis) -> Plan:
    """Return the plan as what it is if its departure has passed: what it has still to give is late."""
    late = basis.progress.get(plan.charger_id)
    if late is None or not late.is_overdue(basis.now_s):
        return plan
    assumptions = (Assumption.DEPARTURE_PASSED, *plan.assumptions)
    return replace(
        plan, ready_by_s=late.departure_s, missing_wh=plan.energy_wh, assumptions=assumptions, is_overdue=True
    )


def _cheap_energy(context: PlanningContext) -> Reason | None:
    """Return why the user's price limit asks for full speed now, if it does; a price that is not known is not cheap."""
    limit, price = context.settings.site.cheap_energy_price_limit, context.prices.at(context.now.timestamp())
    if limit is None or price is None or price > limit:
        return None
    return because(ReasonKey.CHEAP_ENERGY, bought_price=price, limit_price=limit)


def _sun(periods: list[Period]) -> ExpectedSun:
    def series(name: str) -> Series:
        return Series.of(
            [
                SeriesEntry(start_s, start_s + part.hours * 3600.0, getattr(part, name) / part.hours)
                for part in periods
                if (start_s := part.start.timestamp()) is not None
            ]
        )

    return ExpectedSun(series("p20_wh"), (series("p10_wh"), series("p50_wh"), series("p90_wh")))
