"""A charger on days gone by: who is there, what the car still takes, and what is asked for it."""

from dataclasses import dataclass, field
from datetime import datetime

from ..engine.grid_top_up import GridTopUp
from ..engine.inputs import ChargerInputs
from ..engine.measure.reading import Reading
from ..engine.model import CarState, SolarMode
from ..engine.reasons import ReasonKey, because
from ..planning.charging_plan import Plan
from ..planning.slots import STEP_S
from .charged import ChargedFigures
from .charger_model import ModelledCharger
from .days import ReplayCharger, ReplayPrices
from .stay_plan import StayPlanner


@dataclass(slots=True)
class PastCharger:
    """One of them. `left_wh`: what its car still takes."""

    config: ReplayCharger
    modelled: ModelledCharger
    figures: ChargedFigures = field(default_factory=ChargedFigures)
    left_wh: float = 0.0
    stay_from_s: float = 0.0
    car: CarState = CarState.DISCONNECTED
    plan: Plan | None = None
    planned_s: float = 0.0
    read: Reading | None = None

    @property
    def is_active(self) -> bool:
        """Whether its car charges, or is about to."""
        is_waiting = self.car in (CarState.AWAITING, CarState.CHARGING)
        return is_waiting and (self.modelled.is_enabled or bool(self.modelled.sent))

    @property
    def is_moving(self) -> bool:
        """Whether what was commanded is on its way, or the car on its way to it."""
        return bool(self.modelled.sent) or (self.modelled.is_enabled and self.modelled.offered_a != self.modelled.set_a)

    def advance(self, now_s: float, elapsed_s: float) -> None:
        """Go on to `now_s`."""
        config, stay = self.config, self.config.stay_at(now_s)
        if stay is None:
            self.car, self.plan = CarState.DISCONNECTED, None
            self.modelled.stop()
            return
        if stay.from_s != self.stay_from_s:
            self.stay_from_s, self.left_wh, self.planned_s = stay.from_s, stay.energy_wh, 0.0
        self.left_wh -= self.modelled.power_w * elapsed_s / 3600.0
        self.modelled.advance(config.model, config.limits, now_s, elapsed_s)
        if self.left_wh <= 0.0:
            self.car = CarState.COMPLETE
            self.modelled.stop()
        else:
            self.car = CarState.CHARGING if self.modelled.is_charging else CarState.AWAITING

    def inputs(self, planner: StayPlanner, prices: ReplayPrices | None, now: datetime) -> ChargerInputs:
        """Return it as the engine sees it now."""
        config, modelled, now_s = self.config, self.modelled, now.timestamp()
        self._plan(planner, now_s)
        is_buying = self.plan is not None and self.plan.wants_full_speed(now_s)
        return ChargerInputs(
            id=config.id,
            mode=SolarMode.SOLAR_AND_GRID if is_buying else config.mode,
            limits=config.limits,
            priority=config.priority,
            car=self.car,
            power_w=self._read_w(now),
            offered_current_a=Reading(modelled.set_a, now),
            is_enabled=modelled.is_enabled,
            active_phases=modelled.phases,
            switching_preference=config.switching_preference,
            full_speed=because(ReasonKey.CHARGING_BY_PLAN) if is_buying else None,
            ready_by_s=self.plan.ready_by_s if self.plan else None,
            grid_top_up=None if is_buying else self._grid_top_up(planner, prices, now_s),
        )

    def _read_w(self, now: datetime) -> Reading:
        """Return its power as it was read last: of boxes that a maker's cloud is asked for, that may be half a minute ago."""
        if self.read is None or (now - self.read.reported_at).total_seconds() >= self.config.read_s:
            self.read = Reading(self.modelled.power_w, now, self.config.read_s or None)
        return self.read

    def _plan(self, planner: StayPlanner, now_s: float) -> None:
        """Plan anew, if it is time to."""
        stay = self.config.stay_at(now_s)
        if stay is None or now_s // STEP_S == self.planned_s // STEP_S:
            return
        is_buying = self.plan is not None and self.plan.wants_full_speed(now_s)
        self.plan = planner.plan(self.config, stay, max(self.left_wh, 0.0), now_s, is_buying=is_buying)
        self.planned_s = now_s

    def _grid_top_up(self, planner: StayPlanner, prices: ReplayPrices | None, now_s: float) -> GridTopUp | None:
        """Return up to which cost the grid may help a weak sun, as for a real charger; None: the mode alone decides."""
        price = planner.price(now_s)
        if self.plan is not None and self.plan.energy_wh > 0.0:
            worth = self.plan.break_even_price
        else:
            worth = planner.cheap_price(now_s) if self.config.mode is SolarMode.SOLAR_AND_GRID else None
        if price is None or worth is None or prices is None:
            return None
        return GridTopUp(price, prices.feed_in, worth)
