"""What the cars are expected to draw in the coming day, from what is known of them, of their plans and of the sun."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

from ..engine.inputs import ChargerInputs
from ..engine.model import CarState, SolarMode
from ..planning.charge_request import CarBattery, Charged, ChargeRequest, is_boosting
from ..planning.charging_forecast import HORIZON_S, ExpectedCar, ForecastSlot, SurplusSlot, forecast
from ..planning.charging_plan import Plan
from ..planning.outside_schedule import OutsideSchedule
from ..planning.slots import STEP_S
from ..solar.forecast import STEP
from ..solar_sources.estimator import SolarEstimator
from .plan_basis import PlanningContext
from .sessions import full_speed_w

# The coming 24 hours lie in two calendar days.
_CALENDAR_DAYS = 2


@dataclass(frozen=True, slots=True)
class CarsNow:
    """The modes in force, what a session usually takes in Wh, and the plans, by the charger's id."""

    modes: Mapping[str, SolarMode]
    usual_wh: Mapping[str, float]
    plans: Mapping[str, Plan]


def coming_day(context: PlanningContext, now: CarsNow, estimator: SolarEstimator) -> list[ForecastSlot]:
    """Return the forecast from the present quarter of an hour on."""
    return forecast(expected_cars(context, now), list(_slots(context, estimator)))


def expected_cars(context: PlanningContext, now: CarsNow) -> list[ExpectedCar]:
    """Return the cars that are here, and what each still takes."""
    return [
        _car(charger, context, now) for charger in context.inputs.chargers if charger.car is not CarState.DISCONNECTED
    ]


def _car(charger: ChargerInputs, context: PlanningContext, now: CarsNow) -> ExpectedCar:
    key, now_s = charger.id, context.now.timestamp()
    request, charged = context.settings.charger(key).charge_request, context.charged[key]
    boost_until_s = None
    if is_boosting(request, now_s, charged.energy_wh):
        boost_until_s = inf if request.boost_until_s is None else request.boost_until_s
    plan = now.plans.get(key)
    room_wh = _room_wh(request, charged, context.batteries[key])
    if room_wh is None:
        room_wh = max(now.usual_wh[key] - charged.energy_wh, plan.energy_wh if plan else 0.0)
    most_w = full_speed_w(charger, context.state)
    return ExpectedCar(
        charger_id=key,
        mode=now.modes[key],
        min_w=min(charger.limits.least_w, most_w),
        max_w=most_w,
        room_wh=0.0 if charger.car is CarState.COMPLETE else max(room_wh, 0.0),
        priority=charger.priority,
        plan=plan,
        boost_until_s=boost_until_s,
        schedule=context.schedules.get(key, OutsideSchedule()),
    )


def _room_wh(request: ChargeRequest, charged: Charged, battery: CarBattery) -> float | None:
    """Return the most energy the car can still take, None if unknown."""
    limit_pct = request.charge_limit_pct or 100.0
    known = [battery.room_wh(charged.soc_pct, limit_pct)]
    if request.energy_limit_wh is not None:
        known.append(request.energy_limit_wh - charged.energy_wh)
    return min((one for one in known if one is not None), default=None)


def _slots(context: PlanningContext, estimator: SolarEstimator) -> Iterator[SurplusSlot]:
    now_s = context.now.timestamp()
    first_s = now_s // STEP_S * STEP_S
    for part in estimator.surplus(context.now, _CALENDAR_DAYS, STEP):
        start_s = part.start.timestamp()
        if first_s <= start_s < first_s + HORIZON_S:
            yield SurplusSlot(
                # What has passed of the present one is no forecast.
                start_s=max(start_s, now_s),
                end_s=start_s + part.hours * 3600.0,
                house_load_w=estimator.house_load_w(part.start),
                p10_w=part.p10_wh / part.hours,
                p50_w=part.p50_wh / part.hours,
                p90_w=part.p90_wh / part.hours,
            )
