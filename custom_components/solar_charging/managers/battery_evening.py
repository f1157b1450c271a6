"""The home battery's part of the day's sun, and of what it may give to cars: from which level they come first, and for how long today."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..engine.decide.battery_share import NO_CARS, BatteryShare, CarNeeds, HomeBattery, SunSlot, share_sun
from ..engine.inputs import Inputs
from ..engine.measure.reading import Reading
from ..engine.model import SolarMode
from ..planning.charging_forecast import ExpectedCar
from ..settings import SiteSettings
from ..solar_sources.estimator import SolarEstimator
from .plan_basis import PlanningContext

# The evening is looked at in half hours, as the forecast has them.
SLOT = timedelta(minutes=30)
# The forecast changes with each hour's weather, the level with each percent.
_LASTS = timedelta(minutes=1)


class BatteryEvening:
    """What is expected of the battery by the evening. `share`: None where its size or its level is not known."""

    def __init__(self) -> None:
        self.share: BatteryShare | None = None
        self._made_at: datetime | None = None

    def look_anew(self) -> None:
        """Reckon anew with the next step: the user chose otherwise."""
        self._made_at = None

    def apply(
        self,
        context: PlanningContext,
        estimator: SolarEstimator,
        cars: Callable[[], Sequence[ExpectedCar]],
        given_wh: float = 0.0,
    ) -> Inputs:
        """Return the inputs with the level up to which the battery comes first now: never less than the user's own.

        `given_wh`: what the battery gave to cars today; once that is what it may give, it gives no more.
        """
        inputs, now = context.inputs, context.now
        if self._made_at is None or not timedelta(0) <= now - self._made_at < _LASTS:
            self.share, self._made_at = _share(context, estimator, cars), now
        level_pct = inputs.site.battery_priority_level_pct
        if self.share is not None:
            level_pct = max(level_pct, self.share.priority_level_pct)
        most_kwh = context.asked.site.battery_daily_energy_kwh
        may_give = inputs.site.use_home_battery and (most_kwh is None or given_wh < 1000.0 * most_kwh)
        if (level_pct, may_give) == (inputs.site.battery_priority_level_pct, inputs.site.use_home_battery):
            return inputs
        site = replace(inputs.site, battery_priority_level_pct=level_pct, use_home_battery=may_give)
        return replace(inputs, site=site)


def _share(
    context: PlanningContext, estimator: SolarEstimator, cars: Callable[[], Sequence[ExpectedCar]]
) -> BatteryShare | None:
    size, level = context.state.measure.battery_size, context.inputs.battery_soc_pct
    if size.capacity_wh is None or not isinstance(level, Reading):
        return None
    site = context.asked.site
    battery = HomeBattery(
        level.value,
        size.capacity_wh,
        size.charge_w,
        site.battery_target_level_pct,
        context.inputs.site.battery_priority_level_pct,
    )
    slots = _rest_of_day(estimator, context.now, _until(site, context.now))
    return share_sun(site.battery_priority, battery, slots, site.feed_in_limit_w, _needs(cars()))


def _until(site: SiteSettings, now: datetime) -> datetime | None:
    """Return when the battery is to have its level today; None: when the sun is gone, also once that time is over."""
    if site.battery_ready_at is None:
        return None
    at = datetime.combine(dt_util.as_local(now).date(), site.battery_ready_at, dt_util.get_default_time_zone())
    return at if at > now else None


def _needs(cars: Sequence[ExpectedCar]) -> CarNeeds:
    """Return what the cars that charge by the sun take together."""
    charging = [car for car in cars if car.room_wh > 0.0 and car.mode is not SolarMode.OFF]
    if not charging:
        return NO_CARS
    return CarNeeds(
        min(car.min_w for car in charging),
        sum(car.max_w for car in charging),
        sum(car.room_wh for car in charging),
    )


def _rest_of_day(estimator: SolarEstimator, now: datetime, until: datetime | None) -> list[SunSlot]:
    """Return what the sun leaves after the house until midnight; of the slot under way, its rest."""
    return [
        SunSlot(
            min((part.start + SLOT - now) / SLOT, 1.0) * part.hours,
            part.mean_wh / part.hours,
            part.p20_wh / part.hours,
            is_in_time=until is None or part.start + SLOT <= until,
        )
        for part in estimator.surplus(now, 1, SLOT)
        if part.start + SLOT > now and part.hours
    ]
