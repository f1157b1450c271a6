"""What plans are based on: who needs how much by when, and whether that has changed enough to plan again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from homeassistant.util import dt as dt_util

from ..engine.grid_limits import LimitSignal
from ..engine.inputs import ChargerInputs, Inputs
from ..engine.model import CarState
from ..engine.state import EngineState
from ..planning.charge_request import CarBattery, Charged, needed_wh, next_departure_s
from ..planning.charging_plan import Assumption, Need, Plan
from ..planning.feasibility import BUYING_RESERVE_PART
from ..planning.outside_schedule import OutsideSchedule
from ..planning.plan_progress import Asked, PlanProgress, progress
from ..planning.planner import NOTHING_WH
from ..planning.slots import STEP_S, Series
from ..settings import Settings
from .sessions import full_speed_w

# Beyond what was charged since, a need that changed by more is another: a state of charge that was reported, a target that was moved.
OTHER_WH = 100.0
# A power is another beyond what its learning moves it by.
OTHER_POWER_PART = 0.02


@dataclass(frozen=True, slots=True)
class PlanningContext:
    """What plans are made from at one time; what is known of the car at a charger is by the charger's id.

    `feed_in`: what a kWh earns that is fed in. `asked`: the settings, and `settings`: the same with the departures that calendars
    know. `charged`: what it has by now. `batteries`: how much it holds. `calendar_warnings`: what is amiss with its departure.
    `schedules`: what programs outside plan for it.
    """

    now: datetime
    inputs: Inputs
    state: EngineState
    asked: Settings
    settings: Settings
    prices: Series = field(default_factory=Series)
    feed_in: float = 0.0
    charged: Mapping[str, Charged] = field(default_factory=dict)
    batteries: Mapping[str, CarBattery] = field(default_factory=dict)
    calendar_warnings: Mapping[str, tuple[Assumption, ...]] = field(default_factory=dict)
    schedules: Mapping[str, OutsideSchedule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What plans rest on at one time, by the charger's id; `assumed`: what was taken for granted of those, and of others.

    `signal`: the limit that somebody outside sets, as it is read.
    """

    now_s: float
    needs: Mapping[str, Need]
    assumed: Mapping[str, tuple[Assumption, ...]]
    progress: Mapping[str, PlanProgress]
    charged_wh: Mapping[str, float]
    signal: LimitSignal | None = None

    def is_outdated(self, now: PlanBasis, plans: Iterable[Plan]) -> bool:
        """Return whether plans based on this are outdated."""
        return (
            self.now_s // STEP_S != now.now_s // STEP_S
            or self.needs.keys() != now.needs.keys()
            or self.assumed != now.assumed
            or self.signal != now.signal
            or any(self.now_s < one.end_s <= now.now_s for plan in plans for one in plan.purchases)
            or any(self._is_other(need, now) for need in now.needs.values())
        )

    def _is_other(self, need: Need, now: PlanBasis) -> bool:
        key = need.charger_id
        before = self.needs[key]
        expected_wh = max(before.energy_wh - (now.charged_wh[key] - self.charged_wh[key]), 0.0)
        departures_s = [basis.progress[key].departure_s for basis in (self, now) if key in basis.progress]
        return (
            abs(need.energy_wh - expected_wh) > OTHER_WH
            or need.energy_wh <= NOTHING_WH < before.energy_wh
            or abs(need.max_w - before.max_w) > OTHER_POWER_PART * before.max_w
            or (need.min_w, need.priority, need.feed_in) != (before.min_w, before.priority, before.feed_in)
            or len(set(departures_s)) > 1
        )


def basis_of(context: PlanningContext, before: Mapping[str, PlanProgress]) -> PlanBasis:
    """Return what plans rest on at this moment; `before`: how far they had come."""
    needs: dict[str, Need] = {}
    assumed: dict[str, tuple[Assumption, ...]] = {}
    going_on: dict[str, PlanProgress] = {}
    for charger in context.inputs.chargers:
        key = charger.id
        known = _progress(charger, context, before.get(key))
        need, assumed[key] = _need(charger, context, known)
        if known is not None and known.is_overdue(context.now.timestamp()) and (need is None or not need.energy_wh):
            # It has what it was to have.
            known = _progress(charger, context, None)
            need, assumed[key] = _need(charger, context, known)
        if known is not None:
            going_on[key] = known
        if need is not None:
            needs[key] = need
    charged_wh = {key: one.energy_wh for key, one in context.charged.items()}
    outside = context.inputs.outside
    signal = None if outside is None else outside.signal
    return PlanBasis(context.now.timestamp(), needs, assumed, going_on, charged_wh, signal)


def _progress(charger: ChargerInputs, context: PlanningContext, before: PlanProgress | None) -> PlanProgress | None:
    """Return the progress of the plan; None if there is none, or no car is there."""
    if charger.car is CarState.DISCONNECTED:
        return None
    request, dated = (one.charger(charger.id).charge_request for one in (context.asked, context.settings))
    departure_s = next_departure_s(dated, context.now, dt_util.get_default_time_zone())
    return progress(before, Asked(request, dated, departure_s), context.now.timestamp())


def _need(
    charger: ChargerInputs, context: PlanningContext, known: PlanProgress | None
) -> tuple[Need | None, tuple[Assumption, ...]]:
    """Return what a charger has to have delivered by when (None: nothing), and what that assumes."""
    warnings = context.calendar_warnings.get(charger.id, ())
    if known is None:
        return None, warnings
    now_s = context.now.timestamp()
    request = known.applied(context.settings.charger(charger.id).charge_request)
    energy_wh, assumptions = needed_wh(request, context.charged[charger.id], context.batteries[charger.id])
    if energy_wh is None:
        return None, (*warnings, *assumptions)
    least_w, most_w = charger.limits.least_w, full_speed_w(charger, context.state)
    ready_by_s = known.departure_s
    if known.is_overdue(now_s):
        ready_by_s = known.window_end_s(now_s + energy_wh / max(most_w, 1.0) * 3600.0 * (1.0 + BUYING_RESERVE_PART))
    need = Need(
        charger_id=charger.id,
        energy_wh=energy_wh,
        ready_by_s=ready_by_s,
        min_w=min(least_w, most_w),
        max_w=most_w,
        feed_in=context.feed_in,
        priority=charger.priority,
        is_buying=known.is_buying or known.is_overdue(now_s),
        is_overdue=known.is_overdue(now_s),
    )
    return need, (*warnings, *assumptions)
