"""A home battery and a car over a year, by the quarter hour: who gets the sun, how full the battery is at sunset, what is imported then.

The car is at home each day for some hours and takes what it is given, up to a day's energy; its charger needs a least power, as all do.
A law says at each quarter hour up to which level the battery comes first.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from custom_components.solar_charging.engine.decide.battery_share import (
    NO_CARS,
    BatteryPriority,
    BatteryShare,
    CarNeeds,
    HomeBattery,
    SunSlot,
    share_sun,
)
from custom_components.solar_charging.engine.measure.battery_size import EFFICIENCY

from .year import P20_DEVIATIONS, QUARTERS_PER_DAY, Year

HOURS = 0.25
# Generation below this is dusk.
DUSK_W = 50.0
# What inverters keep in a battery by default.
LEAST_PCT = 5.0

type Law = Callable[[Year, int, HomeBattery], float]


@dataclass(frozen=True)
class BatteryHome:
    """What stands in the home: battery, charger, and when the car is there, as quarter hours of the day."""

    battery: HomeBattery = field(default_factory=lambda: HomeBattery(50.0, 10_000.0, 4000.0))
    least_w: float = 1380.0
    most_w: float = 11_000.0
    car_from: int = 40
    car_until: int = 68
    car_needs_wh: float = 10_000.0


@dataclass(frozen=True)
class Days:
    """One figure a day: the battery's level at sunset and when the car comes in %, the car's energy, and import from sunset to midnight, in Wh."""

    sunset_pct: NDArray[np.float64]
    arrival_pct: NDArray[np.float64]
    car_wh: NDArray[np.float64]
    evening_import_wh: NDArray[np.float64]


def chosen(priority: BatteryPriority) -> Law:
    """Return our law for one of the choices."""
    return lambda year, quarter, battery: forecast_share(priority, year, quarter, battery).priority_level_pct


def forecast_share(
    priority: BatteryPriority, year: Year, quarter: int, battery: HomeBattery, cars: CarNeeds = NO_CARS
) -> BatteryShare:
    """Return what our law makes of the forecast of the rest of the day."""
    until = (quarter // QUARTERS_PER_DAY + 1) * QUARTERS_PER_DAY
    expected = year.forecast_w(quarter, until, 0.0)
    low = year.forecast_w(quarter, until, P20_DEVIATIONS)
    slots = (SunSlot(HOURS, float(e), float(s)) for e, s in zip(expected, low, strict=True))
    return share_sun(priority, battery, slots, cars=cars)


def expected_at_sunset_pct(priority: BatteryPriority, year: Year, home: BatteryHome, days: Days) -> NDArray[np.float64]:
    """Return the level that was expected each day when the car came, for sunset. `days`: as they were lived with this priority."""
    cars = CarNeeds(home.least_w, home.most_w, home.car_needs_wh)
    return np.array([
        forecast_share(
            priority, year, day * QUARTERS_PER_DAY + home.car_from, replace(home.battery, level_pct=float(level)), cars
        ).evening_level_pct
        for day, level in enumerate(days.arrival_pct)
    ])  # fmt: skip


def most_for_car_wh(year: Year, home: BatteryHome, days: Days, points: float) -> NDArray[np.float64]:
    """Return what nobody can give the car more than, each day in Wh, with the battery within these points of `days` at sunset.

    Knowing the day, the battery takes what the car cannot use: above its most power, below its least, after it has left. What
    is missing then is the car's loss. That this may come too late, or leave less than the least power, is not looked at: a bound.
    """
    most_wh = np.zeros(days.car_wh.size)
    capacity_wh = home.battery.capacity_wh
    for day in range(days.car_wh.size):
        over_w = year.pv_w[day] - year.load_w[day]
        car_w = np.where(over_w >= home.least_w, np.minimum(over_w, home.most_w), 0.0)
        car_w[: home.car_from] = car_w[home.car_until :] = 0.0
        battery = replace(home.battery, level_pct=float(days.arrival_pct[day]))
        moved_pct = []
        for left_w in (over_w - car_w)[home.car_from : sunset(year, day) + 1]:
            # A battery that got more may take as much later, and gives no less to the house.
            gain_pct = 100.0 * min(float(left_w), battery.charge_w) * EFFICIENCY * HOURS / capacity_wh
            after, _ = _after(battery, float(left_w))
            moved_pct.append(gain_pct if left_w > 0.0 else after.level_pct - battery.level_pct)
            battery = after
        needed_pct = float(days.sunset_pct[day]) - points
        for one in reversed(moved_pct):
            needed_pct = min(max(needed_pct - one, LEAST_PCT), 100.0)
        lost_wh = max(needed_pct - float(days.arrival_pct[day]), 0.0) / 100.0 * capacity_wh / EFFICIENCY
        most_wh[day] = min(max(float(car_w.sum()) * HOURS - lost_wh, 0.0), home.car_needs_wh)
    return most_wh


def priority_soc(level_pct: float) -> Law:
    """Return evcc's law: below a fixed level the battery's own charging is no surplus."""
    return lambda _year, _quarter, _battery: level_pct


def live(year: Year, law: Law, home: BatteryHome) -> Days:
    """Live through the year."""
    days = year.pv_w.shape[0]
    figures = Days(np.zeros(days), np.zeros(days), np.zeros(days), np.zeros(days))
    battery = home.battery
    for day in range(days):
        last = sunset(year, day)
        car_wh = 0.0
        for time in range(QUARTERS_PER_DAY):
            over_w = float(year.pv_w[day, time] - year.load_w[day, time])
            car_w = 0.0
            if time == home.car_from:
                figures.arrival_pct[day] = battery.level_pct
            if home.car_from <= time < home.car_until and car_wh < home.car_needs_wh and over_w >= home.least_w:
                # A level that is passed within the quarter hour counts from then on.
                first_pct = law(year, day * QUARTERS_PER_DAY + time + 1, battery)
                needed_wh = max(first_pct - battery.level_pct, 0.0) / 100.0 * battery.capacity_wh
                kept_w = min(_takes_w(battery, over_w), needed_wh / EFFICIENCY / HOURS)
                offered_w = min(over_w - kept_w, home.most_w)
                missing_w = (home.car_needs_wh - car_wh) / HOURS
                car_w = min(offered_w, missing_w) if offered_w >= home.least_w else 0.0
                car_wh += car_w * HOURS
            battery, grid_w = _after(battery, over_w - car_w)
            if time > last:
                figures.evening_import_wh[day] += max(grid_w, 0.0) * HOURS
            if time == last:
                figures.sunset_pct[day] = battery.level_pct
        figures.car_wh[day] = car_wh
    return figures


def sunset(year: Year, day: int) -> int:
    """Return the last quarter hour of a day with sun."""
    lit = np.nonzero(year.pv_w[day] > DUSK_W)[0]
    return int(lit[-1]) if lit.size else QUARTERS_PER_DAY // 2


def _takes_w(battery: HomeBattery, over_w: float) -> float:
    """Return what of a surplus the battery takes."""
    room_wh = (100.0 - battery.level_pct) / 100.0 * battery.capacity_wh
    return max(min(over_w, battery.charge_w, room_wh / EFFICIENCY / HOURS), 0.0)


def _after(battery: HomeBattery, over_w: float) -> tuple[HomeBattery, float]:
    """Return the battery after a quarter hour with this left over (or missing, below 0), and the grid's power (+ import)."""
    if over_w >= 0.0:
        charge_w = _takes_w(battery, over_w)
        stored_wh = charge_w * EFFICIENCY * HOURS
        level = battery.level_pct + 100.0 * stored_wh / battery.capacity_wh
        return replace(battery, level_pct=level), charge_w - over_w
    stock_wh = max(battery.level_pct - LEAST_PCT, 0.0) / 100.0 * battery.capacity_wh
    give_w = min(-over_w, battery.charge_w, stock_wh * EFFICIENCY / HOURS)
    level = battery.level_pct - 100.0 * give_w * HOURS / EFFICIENCY / battery.capacity_wh
    return replace(battery, level_pct=level), -over_w - give_w
