"""Who gets the sun first, the car or the home battery, so that the battery is still full when the sun is gone. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..measure.battery_size import EFFICIENCY
from ..model import Reason
from ..reasons import ReasonKey, because

# A level from which on nothing more is stored.
FULL_PCT = 100.0


class BatteryPriority(StrEnum):
    """Who comes first, as the user chose."""

    CAR_FIRST = "car_first"
    BATTERY_FIRST = "battery_first"
    SHARE_BY_FORECAST = "share_by_forecast"


@dataclass(frozen=True, slots=True)
class HomeBattery:
    """The battery now: its level, what it holds, what it charges with at most, and the level it is wanted at in the evening."""

    level_pct: float
    capacity_wh: float
    charge_w: float
    target_pct: float = FULL_PCT


@dataclass(frozen=True, slots=True)
class SunSlot:
    """What the sun leaves after the house in a part of the day, as means in W: expected, and exceeded four times in five."""

    hours: float
    expected_w: float
    low_w: float


@dataclass(frozen=True, slots=True)
class BatteryShare:
    """The level below which the battery comes before cars, the level expected in the evening, and why."""

    priority_level_pct: float
    evening_level_pct: float
    reason: Reason


def share_sun(
    choice: BatteryPriority, battery: HomeBattery, rest_of_day: Iterable[SunSlot], feed_in_limit_w: float | None = None
) -> BatteryShare:
    """Return up to which level the battery comes first now.

    By forecast that is the level from which the rest of the day, if it is no worse than four days in five, still fills the battery. Behind
    a feed-in limit, room is kept for what could not be fed in otherwise: until then the sun below the limit goes to the car, or is sold.
    """
    slots = tuple(rest_of_day)
    sure_pct = _gain_pct(battery, ((slot.low_w, slot.hours) for slot in slots))
    expected_pct = _gain_pct(battery, ((slot.expected_w, slot.hours) for slot in slots))
    evening_pct = min(battery.level_pct + expected_pct, FULL_PCT)
    if expected_pct <= 0.0:
        return BatteryShare(0.0, evening_pct, because(ReasonKey.BATTERY_EVENING, level_pct=battery.level_pct))
    target_pct = battery.target_pct
    level_pct = 0.0
    if choice is BatteryPriority.BATTERY_FIRST:
        level_pct = target_pct
    elif choice is BatteryPriority.SHARE_BY_FORECAST:
        level_pct = max(target_pct - sure_pct, 0.0)
    if feed_in_limit_w is not None:
        above = ((slot.expected_w - feed_in_limit_w, slot.hours) for slot in slots)
        kept_pct = max(target_pct - _gain_pct(battery, above), 0.0)
        if kept_pct < level_pct and battery.level_pct >= kept_pct:
            reason = because(ReasonKey.BATTERY_KEEPS_ROOM, level_pct=kept_pct, limit_w=feed_in_limit_w)
            return BatteryShare(kept_pct, evening_pct, reason)
    if battery.level_pct < level_pct:
        return BatteryShare(
            level_pct,
            evening_pct,
            because(ReasonKey.BATTERY_BEFORE_CAR, level_pct=battery.level_pct, target_pct=level_pct),
        )
    return BatteryShare(level_pct, evening_pct, because(ReasonKey.CAR_BEFORE_BATTERY, level_pct=evening_pct))


def _gain_pct(battery: HomeBattery, sun: Iterable[tuple[float, float]]) -> float:
    """Return by how much the battery could be charged by these powers (W) over these hours, in % of what it holds."""
    charged_wh = sum(min(max(power_w, 0.0), battery.charge_w) * hours for power_w, hours in sun)
    return FULL_PCT * charged_wh * EFFICIENCY / battery.capacity_wh
