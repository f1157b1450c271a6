"""Who gets the sun first, the car or the home battery, so that the battery is still full when the sun is gone. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

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
    """The battery now: its level, what it holds, what it charges with at most, the level it is to reach, and up to which it always comes first."""

    level_pct: float
    capacity_wh: float
    charge_w: float
    target_pct: float = FULL_PCT
    first_pct: float = 0.0


@dataclass(frozen=True, slots=True)
class SunSlot:
    """What the sun leaves after the house in a part of the day, as means in W: expected, and exceeded four times in five.

    `is_in_time`: whether it is before the battery is to have its level.
    """

    hours: float
    expected_w: float
    low_w: float
    is_in_time: bool = True


@dataclass(frozen=True, slots=True)
class CarNeeds:
    """What the cars that are here take of the sun: their least and most power in W, and how much they still take in all, in Wh."""

    least_w: float = 0.0
    most_w: float = 0.0
    energy_wh: float = inf


NO_CARS = CarNeeds()


@dataclass(frozen=True, slots=True)
class BatteryShare:
    """The level below which the battery comes before cars, the level expected in the evening, and why."""

    priority_level_pct: float
    evening_level_pct: float
    reason: Reason


def share_sun(
    choice: BatteryPriority,
    battery: HomeBattery,
    rest_of_day: Iterable[SunSlot],
    feed_in_limit_w: float | None = None,
    cars: CarNeeds = NO_CARS,
) -> BatteryShare:
    """Return up to which level the battery comes first now.

    By forecast that is the level from which the rest of the time, if it is no worse than four days in five, still fills the battery. Behind
    a feed-in limit, room is kept for what could not be fed in otherwise: until then the sun below the limit goes to the car, or is sold.
    """
    slots = tuple(rest_of_day)
    levels_pct = _levels_pct(choice, battery, slots)
    evening_pct = _evening_pct(battery, slots, levels_pct, cars)
    if not any(slot.expected_w > 0.0 for slot in slots):
        return BatteryShare(0.0, evening_pct, because(ReasonKey.BATTERY_EVENING, level_pct=battery.level_pct))
    level_pct = levels_pct[0]
    if feed_in_limit_w is not None:
        above = ((slot.expected_w - feed_in_limit_w, slot.hours) for slot in slots if slot.is_in_time)
        kept_pct = max(battery.target_pct - _gain_pct(battery, above), battery.first_pct)
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


def _levels_pct(choice: BatteryPriority, battery: HomeBattery, slots: Sequence[SunSlot]) -> list[float]:
    """Return up to which level the battery comes first now, and at the end of each slot.

    What comes after the time is for a battery that missed it: until the sun is gone, the rest of the day has to fill it then.
    """
    if choice is BatteryPriority.CAR_FIRST:
        return [battery.first_pct] * (len(slots) + 1)
    wanted_pct = max(battery.target_pct, battery.first_pct)
    levels_pct, sure_pct, is_late = [wanted_pct], 0.0, True
    for slot in reversed(slots):
        if slot.is_in_time and is_late:
            # What is sure afterwards is too late.
            sure_pct, is_late = 0.0, False
            levels_pct[-1] = wanted_pct
        sure_pct += _gain_pct(battery, [(slot.low_w, slot.hours)])
        is_shared = choice is BatteryPriority.SHARE_BY_FORECAST
        levels_pct.append(max(battery.target_pct - sure_pct, battery.first_pct) if is_shared else wanted_pct)
    return levels_pct[::-1]


def _evening_pct(battery: HomeBattery, slots: Sequence[SunSlot], levels_pct: Sequence[float], cars: CarNeeds) -> float:
    """Return the level that is expected when the sun is gone, after what the cars take before the battery, or what it leaves them."""
    level_pct, car_wh = battery.level_pct, cars.energy_wh
    for slot, needed_pct in zip(slots, levels_pct[1:], strict=True):
        sun_w = max(slot.expected_w, 0.0)
        needed_wh = max(needed_pct - level_pct, 0.0) / FULL_PCT * battery.capacity_wh
        kept_w = min(sun_w, battery.charge_w, needed_wh / EFFICIENCY / slot.hours)
        offered_w = min(sun_w - kept_w, cars.most_w, car_wh / slot.hours)
        car_w = offered_w if offered_w >= min(cars.least_w, car_wh / slot.hours) else 0.0
        car_wh -= car_w * slot.hours
        level_pct = min(level_pct + _gain_pct(battery, [(sun_w - car_w, slot.hours)]), FULL_PCT)
    return level_pct


def _gain_pct(battery: HomeBattery, sun: Iterable[tuple[float, float]]) -> float:
    """Return by how much the battery could be charged by these powers (W) over these hours, in % of what it holds."""
    charged_wh = sum(min(max(power_w, 0.0), battery.charge_w) * hours for power_w, hours in sun)
    return FULL_PCT * charged_wh * EFFICIENCY / battery.capacity_wh
