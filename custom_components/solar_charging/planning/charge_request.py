"""What the user wants of a charger beyond its mode: ready by a time, full speed for a while, no more than so much.

Times: UTC seconds; energies in Wh, counted since the car was plugged in; states of charge in %.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Self

from ..engine.model import CHARGING_EFFICIENCY
from .charging_plan import Assumption


@dataclass(frozen=True, slots=True)
class Charged:
    """What the car has by now: energy and time of charging since it was plugged in, its state of charge (None: not known)."""

    energy_wh: float = 0.0
    charging_s: float = 0.0
    soc_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRequest:
    """All of it optional.

    Ready by: once (`departure_s`), or each day at `ready_by_time` ("07:00", local) on `ready_by_weekdays` (0 is Monday; none: every
    day); with `ready_by_wh` in the car, or at `ready_by_soc_pct` of a battery of `vehicle_battery_wh`. Boost: until a time, or until
    the session has `boost_until_wh`. Limit: no more than `energy_limit_wh`, `charge_limit_pct` or `charging_time_limit_s` of charging,
    for this session or (`keep_limits`) for every one. Minimum: below `minimum_charge_pct` any power is fine. `departure_calendar`: the
    entity id of a calendar whose events are departures.
    """

    departure_s: float | None = None
    ready_by_time: str | None = None
    ready_by_weekdays: tuple[int, ...] = ()
    ready_by_wh: float | None = None
    ready_by_soc_pct: float | None = None
    vehicle_battery_wh: float | None = None
    boost_until_s: float | None = None
    boost_until_wh: float | None = None
    energy_limit_wh: float | None = None
    charge_limit_pct: float | None = None
    charging_time_limit_s: float | None = None
    keep_limits: bool = False
    minimum_charge_pct: float | None = None
    departure_calendar: str | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a stored form; what is unknown is dropped."""
        names = {item.name for item in fields(cls)}
        known = {key: value for key, value in data.items() if key in names}
        known["ready_by_weekdays"] = tuple(int(day) for day in known.get("ready_by_weekdays") or ())
        return cls(**known)


@dataclass(frozen=True, slots=True)
class CarBattery:
    """A car's, as far as it is known: what it holds, the part of what is charged that gets into it, where the car stops itself."""

    capacity_wh: float | None = None
    charging_efficiency: float = CHARGING_EFFICIENCY
    limit_pct: float | None = None

    def room_wh(self, soc_pct: float | None, target_pct: float = 100.0) -> float | None:
        """Return what is to be delivered to get from here to there, no further than the car goes; None where that is not known."""
        if self.capacity_wh is None or soc_pct is None:
            return None
        highest_pct = target_pct if self.limit_pct is None else min(target_pct, self.limit_pct)
        return max(highest_pct - soc_pct, 0.0) / 100.0 * self.capacity_wh / self.charging_efficiency


_UNKNOWN = CarBattery()


def next_departure_s(request: ChargeRequest, now: datetime, zone: tzinfo) -> float | None:
    """Return the next departure; None if there is none to come.

    A local time that a clock change skips is the moment the clock jumps over it; one that comes twice is the first.
    """
    once_s = request.departure_s if request.departure_s is not None and request.departure_s > now.timestamp() else None
    daily_s = _next_daily_s(request, now, zone)
    known = [at_s for at_s in (once_s, daily_s) if at_s is not None]
    return min(known, default=None)


def needed_wh(
    request: ChargeRequest, charged: Charged, battery: CarBattery = _UNKNOWN
) -> tuple[float | None, tuple[Assumption, ...]]:
    """Return what is still to be charged, and what that assumes. None: the user named no target."""
    if request.vehicle_battery_wh is not None:
        battery = replace(battery, capacity_wh=request.vehicle_battery_wh)
    if request.ready_by_soc_pct is not None and battery.capacity_wh is not None:
        is_cut = battery.limit_pct is not None and battery.limit_pct < request.ready_by_soc_pct
        assumed = (Assumption.CAR_LIMIT,) if is_cut else ()
        room_wh = battery.room_wh(charged.soc_pct, request.ready_by_soc_pct)
        if room_wh is not None:
            return room_wh, assumed
        # Nobody knows how full it is: it is taken to have come empty.
        whole_wh = battery.room_wh(0.0, request.ready_by_soc_pct) or 0.0
        return max(whole_wh - charged.energy_wh, 0.0), (*assumed, Assumption.SOC_UNKNOWN)
    if request.ready_by_wh is None:
        return None, () if request.ready_by_soc_pct is None else (Assumption.BATTERY_UNKNOWN,)
    wanted_wh = max(request.ready_by_wh - charged.energy_wh, 0.0)
    room_wh = battery.room_wh(charged.soc_pct)
    if room_wh is None or battery.limit_pct is None or wanted_wh <= room_wh:
        return wanted_wh, ()
    return room_wh, (Assumption.CAR_LIMIT,)


# What a car may ask for itself, wherever it is plugged in: each group replaces its charger's as a whole.
_OF_CAR = (
    ("ready_by_time", "ready_by_weekdays"),
    ("ready_by_soc_pct", "ready_by_wh"),
    ("charge_limit_pct",),
    ("minimum_charge_pct",),
)
_NOTHING = ChargeRequest()


def with_car(request: ChargeRequest, car: ChargeRequest) -> ChargeRequest:
    """Return a charger's request with what the car there asks for itself, which counts first."""
    asked = [
        group
        for group in _OF_CAR
        if any(getattr(car, name) is not None for name in group if name != "ready_by_weekdays")
    ]
    return replace(request, **{name: getattr(car, name) for group in asked for name in group})


def without(car: ChargeRequest, names: AbstractSet[str]) -> ChargeRequest:
    """Return what a car asks for itself without the groups in which something else is asked instead."""
    groups = [group for group in _OF_CAR if not names.isdisjoint(group)]
    return replace(car, **{name: getattr(_NOTHING, name) for group in groups for name in group})


def is_boosting(request: ChargeRequest, now_s: float, session_wh: float) -> bool:
    """Whether a boost is on: every bound that was given still holds."""
    bounds = []
    if request.boost_until_s is not None:
        bounds.append(now_s < request.boost_until_s)
    if request.boost_until_wh is not None:
        bounds.append(session_wh < request.boost_until_wh)
    return bool(bounds) and all(bounds)


def is_limit_reached(request: ChargeRequest, charged: Charged) -> bool:
    """Whether the car has what it may have."""
    limits = (
        (request.energy_limit_wh, charged.energy_wh),
        (request.charging_time_limit_s, charged.charging_s),
        (request.charge_limit_pct, charged.soc_pct),
    )
    return any(limit is not None and has is not None and has >= limit for limit, has in limits)


def is_below_minimum(request: ChargeRequest, charged: Charged) -> bool:
    """Whether the car is known to have less than the minimum charge."""
    return (
        request.minimum_charge_pct is not None
        and charged.soc_pct is not None
        and charged.soc_pct < request.minimum_charge_pct
    )


def after_session(request: ChargeRequest) -> ChargeRequest:
    """Return what is left of a request when the car has gone: boosts end, and so do limits for one session."""
    left = replace(request, boost_until_s=None, boost_until_wh=None)
    return (
        left
        if request.keep_limits
        else replace(left, energy_limit_wh=None, charge_limit_pct=None, charging_time_limit_s=None)
    )


def _next_daily_s(request: ChargeRequest, now: datetime, zone: tzinfo) -> float | None:
    if request.ready_by_time is None:
        return None
    at = time.fromisoformat(request.ready_by_time)
    today = now.astimezone(zone).date()
    for days in range(8):
        date = today + timedelta(days=days)
        moment_s = datetime.combine(date, at, zone).timestamp()
        if moment_s > now.timestamp() and (
            not request.ready_by_weekdays or date.weekday() in request.ready_by_weekdays
        ):
            return moment_s
    return None
