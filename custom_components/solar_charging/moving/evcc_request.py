"""What evcc was asked beyond a mode: limits of a session and of a car, the least charge, plans."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from ..engine.finite import finite
from ..planning.charge_request import ChargeRequest
from ..planning.departure import MOST_KWH
from .old_setup import MOST_OF_A_KIND, NotMovedReason

type State = Mapping[str, Any]

# A departure further away is a mistake.
_FARTHEST = timedelta(days=366)
# A longer text is no time.
_LONGEST_TIME = 40


def old_request(
    point: State, car: State, now: datetime, zone: tzinfo
) -> tuple[ChargeRequest, tuple[NotMovedReason, ...]]:
    """Return what is asked of a charger with the car that is at it, and what of that has no counterpart."""
    least_pct = max(finite(one.get("minSoc"), 0.0, 100.0) or 0.0 for one in (point, car))
    always_pct = finite(car.get("limitSoc"), 1.0, 99.0)
    session_pct = finite(point.get("limitSoc"), 1.0, 99.0)
    session_kwh = None if always_pct else finite(point.get("limitEnergy"), 0.1, MOST_KWH)
    battery_kwh = finite(car.get("capacity"), 1.0, MOST_KWH)
    asked = [*_weekly(car, zone), *_single(point, car, now)]
    # A state of charge says nothing of a battery that nobody knows the size of.
    possible = [one for one in asked if battery_kwh is not None or "ready_by_soc_pct" not in one]
    plan = possible[0] if possible else {}
    request = ChargeRequest(
        minimum_charge_pct=least_pct or None,
        charge_limit_pct=always_pct or session_pct,
        keep_limits=always_pct is not None,
        energy_limit_wh=session_kwh * 1000.0 if session_kwh else None,
        vehicle_battery_wh=battery_kwh * 1000.0 if battery_kwh and "ready_by_soc_pct" in plan else None,
        **plan,
    )
    has_more = len(asked) > bool(possible) or _has_strategy(point) or _has_strategy(car)
    return request, (NotMovedReason.PLANS,) if has_more else ()


def _weekly(car: State, zone: tzinfo) -> list[dict[str, Any]]:
    """Return the repeating plans that are on; those of one time and target are one."""
    plans = car.get("repeatingPlans")
    found: dict[tuple[str, float], set[int]] = {}
    for plan in plans[:MOST_OF_A_KIND] if isinstance(plans, list) else ():
        if not isinstance(plan, Mapping) or plan.get("active") is not True:
            continue
        at, target_pct = _local_time(plan), finite(plan.get("soc"), 1.0, 100.0)
        named = plan.get("weekdays")
        # Theirs begin on Sunday, ours on Monday.
        days = (
            {(day - 1) % 7 for day in named if isinstance(day, int) and 0 <= day <= 6}
            if isinstance(named, list)
            else {}
        )
        if at and target_pct and days and str(plan.get("tz", zone)) == str(zone):
            found.setdefault((at, target_pct), set()).update(days)
    return [
        {"ready_by_time": at, "ready_by_soc_pct": target_pct, "ready_by_weekdays": _days(days)}
        for (at, target_pct), days in found.items()
    ]


def _days(days: set[int]) -> tuple[int, ...]:
    """Return days of the week in order; none: every day."""
    return () if len(days) == 7 else tuple(sorted(days))


def _single(point: State, car: State, now: datetime) -> list[dict[str, Any]]:
    """Return plans for one departure that is still to come."""
    plans = car.get("plans")
    listed = plans[:MOST_OF_A_KIND] if isinstance(plans, list) else []
    of_point = {"time": point.get("planTime"), "energy": point.get("planEnergy")}
    found = []
    for plan in (car.get("plan"), *listed, of_point):
        if not isinstance(plan, Mapping) or (at := _moment(plan.get("time"))) is None or not now < at < now + _FARTHEST:
            continue
        target_pct, target_kwh = finite(plan.get("soc"), 1.0, 100.0), finite(plan.get("energy"), 0.1, MOST_KWH)
        if target_pct:
            found.append({"departure_s": at.timestamp(), "ready_by_soc_pct": target_pct})
        elif target_kwh:
            found.append({"departure_s": at.timestamp(), "ready_by_wh": target_kwh * 1000.0})
    return found


def _has_strategy(holder: State) -> bool:
    strategy = holder.get("planStrategy")
    return isinstance(strategy, Mapping) and (
        strategy.get("continuous") is True or bool(finite(strategy.get("precondition"), 1.0))
    )


def _local_time(plan: State) -> str | None:
    text = plan.get("time")
    try:
        return time.fromisoformat(text).strftime("%H:%M") if isinstance(text, str) and len(text) <= 8 else None
    except ValueError:
        return None


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) and len(text) <= _LONGEST_TIME else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
