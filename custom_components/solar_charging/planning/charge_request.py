"""What the user wants of a charger beyond its mode: ready by a time, full speed for a while, no more than so much.

Times: UTC seconds; energies in Wh, counted since the car was plugged in; states of charge in %.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Self

from ..engine.model import CHARGED_PART
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

    Ready by: once (`ready_by_s`), or each day at `ready_time` ("07:00", local) on `ready_weekdays` (0 is Monday; none: every day);
    with `target_wh` in the car, or at `target_pct` of a battery of `battery_wh`. Boost: until a time, or until the session has
    `boost_to_wh`. Limit: no more than `limit_wh`, `limit_pct` or `limit_s` of charging, for this session or (`limit_stays`) for
    every one. Minimum: below `min_pct` any power is fine. `calendar`: the entity id of a calendar whose events are departures.
    """

    ready_by_s: float | None = None
    ready_time: str | None = None
    ready_weekdays: tuple[int, ...] = ()
    target_wh: float | None = None
    target_pct: float | None = None
    battery_wh: float | None = None
    boost_until_s: float | None = None
    boost_to_wh: float | None = None
    limit_wh: float | None = None
    limit_pct: float | None = None
    limit_s: float | None = None
    limit_stays: bool = False
    min_pct: float | None = None
    calendar: str | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a stored form; what is unknown is dropped."""
        names = {item.name for item in fields(cls)}
        known = {key: value for key, value in data.items() if key in names}
        known["ready_weekdays"] = tuple(int(day) for day in known.get("ready_weekdays") or ())
        return cls(**known)


@dataclass(frozen=True, slots=True)
class CarBattery:
    """A car's, as far as it is known: what it holds, the part of what is charged that gets into it, where the car stops itself."""

    capacity_wh: float | None = None
    charged_part: float = CHARGED_PART
    limit_pct: float | None = None

    def room_wh(self, soc_pct: float | None, target_pct: float = 100.0) -> float | None:
        """Return what is to be delivered to get from here to there, no further than the car goes; None where that is not known."""
        if self.capacity_wh is None or soc_pct is None:
            return None
        highest_pct = target_pct if self.limit_pct is None else min(target_pct, self.limit_pct)
        return max(highest_pct - soc_pct, 0.0) / 100.0 * self.capacity_wh / self.charged_part


_UNKNOWN = CarBattery()


def departure_s(wish: ChargeRequest, now: datetime, zone: tzinfo) -> float | None:
    """Return the next departure; None if there is none to come.

    A local time that a clock change skips is the moment the clock jumps over it; one that comes twice is the first.
    """
    once_s = wish.ready_by_s if wish.ready_by_s is not None and wish.ready_by_s > now.timestamp() else None
    daily_s = _next_daily_s(wish, now, zone)
    known = [at_s for at_s in (once_s, daily_s) if at_s is not None]
    return min(known, default=None)


def needed_wh(
    wish: ChargeRequest, charged: Charged, battery: CarBattery = _UNKNOWN
) -> tuple[float | None, tuple[Assumption, ...]]:
    """Return what is still to be charged, and what that assumes. None: the user named no target."""
    if wish.battery_wh is not None:
        battery = replace(battery, capacity_wh=wish.battery_wh)
    if wish.target_pct is not None and battery.capacity_wh is not None:
        is_cut = battery.limit_pct is not None and battery.limit_pct < wish.target_pct
        assumed = (Assumption.CAR_LIMIT,) if is_cut else ()
        room_wh = battery.room_wh(charged.soc_pct, wish.target_pct)
        if room_wh is not None:
            return room_wh, assumed
        # Nobody knows how full it is: it is taken to have come empty.
        whole_wh = battery.room_wh(0.0, wish.target_pct) or 0.0
        return max(whole_wh - charged.energy_wh, 0.0), (*assumed, Assumption.SOC_UNKNOWN)
    if wish.target_wh is None:
        return None, () if wish.target_pct is None else (Assumption.BATTERY_UNKNOWN,)
    wanted_wh = max(wish.target_wh - charged.energy_wh, 0.0)
    room_wh = battery.room_wh(charged.soc_pct)
    if room_wh is None or battery.limit_pct is None or wanted_wh <= room_wh:
        return wanted_wh, ()
    return room_wh, (Assumption.CAR_LIMIT,)


def is_boosting(wish: ChargeRequest, now_s: float, session_wh: float) -> bool:
    """Whether a boost is on: every bound that was given still holds."""
    bounds = []
    if wish.boost_until_s is not None:
        bounds.append(now_s < wish.boost_until_s)
    if wish.boost_to_wh is not None:
        bounds.append(session_wh < wish.boost_to_wh)
    return bool(bounds) and all(bounds)


def is_limit_reached(wish: ChargeRequest, charged: Charged) -> bool:
    """Whether the car has what it may have."""
    limits = (
        (wish.limit_wh, charged.energy_wh),
        (wish.limit_s, charged.charging_s),
        (wish.limit_pct, charged.soc_pct),
    )
    return any(limit is not None and has is not None and has >= limit for limit, has in limits)


def is_below_minimum(wish: ChargeRequest, charged: Charged) -> bool:
    """Whether the car is known to have less than the minimum charge."""
    return wish.min_pct is not None and charged.soc_pct is not None and charged.soc_pct < wish.min_pct


def after_session(wish: ChargeRequest) -> ChargeRequest:
    """Return what is left of a wish when the car has gone: boosts end, and so do limits for one session."""
    left = replace(wish, boost_until_s=None, boost_to_wh=None)
    return left if wish.limit_stays else replace(left, limit_wh=None, limit_pct=None, limit_s=None)


def _next_daily_s(wish: ChargeRequest, now: datetime, zone: tzinfo) -> float | None:
    if wish.ready_time is None:
        return None
    at = time.fromisoformat(wish.ready_time)
    today = now.astimezone(zone).date()
    for days in range(8):
        date = today + timedelta(days=days)
        moment_s = datetime.combine(date, at, zone).timestamp()
        if moment_s > now.timestamp() and (not wish.ready_weekdays or date.weekday() in wish.ready_weekdays):
            return moment_s
    return None
