"""What is planned for the car at a charger, in plain view: when it charges next from the grid, when it will be ready, or nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.util import dt as dt_util

from ..engine.model import Reason
from ..entity import ChargerEntity
from ..planning.charging_plan import Plan
from .pace import Value
from .paced import PacedSensor

PLAN = SensorEntityDescription(key="plan", translation_key="plan")


class PlanSensor(ChargerEntity, PacedSensor):
    """The plan in a few words of Home Assistant's language; its times as attributes."""

    # Plans are updated all the time.
    _moving_attributes = frozenset({"expected_ready"})

    @override
    def _value(self) -> Value:
        return self.coordinator.explainer.sentence(_reason(self._plan, dt_util.utcnow()))

    @override
    def _attributes(self) -> Mapping[str, Any]:
        plan = self._plan
        return {
            "ready_by": _iso(plan.ready_by_s if plan else None),
            "expected_ready": _iso(plan.ready_at_s if plan else None),
        }

    @property
    def _plan(self) -> Plan | None:
        return self.coordinator.requests.plans.get(self.charger.id)


def _reason(plan: Plan | None, now: datetime) -> Reason:
    if plan is None or plan.ready_by_s is None:
        return Reason("plan_none")
    if not plan.is_in_time:
        return Reason("plan_late", {"time": _clock(plan.ready_at_s or plan.ready_by_s)})
    now_s = now.timestamp()
    ahead = [one for one in plan.purchases if one.start_s > now_s]
    is_charging = any(one.start_s <= now_s < one.end_s for one in plan.purchases)
    if ahead and not is_charging:
        return Reason("plan_start", {"time": _clock(ahead[0].start_s)})
    return Reason("plan_ready", {"time": _clock(plan.ready_at_s or plan.ready_by_s)})


def _clock(at_s: float) -> str:
    return dt_util.as_local(dt_util.utc_from_timestamp(at_s)).strftime("%H:%M")


def _iso(at_s: float | None) -> str | None:
    # To the minute: plans are updated all the time.
    return None if at_s is None else dt_util.utc_from_timestamp(round(at_s / 60) * 60).isoformat()
