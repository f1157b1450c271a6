"""A home battery and a car over a year, by the quarter hour: who gets the sun, how full the battery is at sunset, what is imported then.

The car is at home each day for some hours and takes what it is given, up to a day's energy; its charger needs a least power, as all do.
A law says at each quarter hour up to which level the battery comes first.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from custom_components.solar_charging.engine.decide.battery_share import (
    BatteryPriority,
    HomeBattery,
    SunSlot,
    share_sun,
)
from custom_components.solar_charging.engine.measure.battery_size import EFFICIENCY

from .year import P20_DEVIATIONS, QUARTERS_PER_DAY, Year

HOURS = 0.25
# Generation below this is dusk.
DUSK_W = 50.0

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
    """One figure a day: the battery's level at sunset in %, the car's energy, and import from sunset to midnight, in Wh."""

    sunset_pct: NDArray[np.float64]
    car_wh: NDArray[np.float64]
    evening_import_wh: NDArray[np.float64]


def chosen(priority: BatteryPriority) -> Law:
    """Return our law for one of the choices."""

    def level_pct(year: Year, quarter: int, battery: HomeBattery) -> float:
        until = (quarter // QUARTERS_PER_DAY + 1) * QUARTERS_PER_DAY
        expected = year.forecast_w(quarter, until, 0.0)
        low = year.forecast_w(quarter, until, P20_DEVIATIONS)
        slots = (SunSlot(HOURS, float(e), float(s)) for e, s in zip(expected, low, strict=True))
        return share_sun(priority, battery, slots).priority_level_pct

    return level_pct


def all_knowing(year: Year, quarter: int, battery: HomeBattery) -> float:
    """Return what sharing makes of the day that will really come: no law that fills the battery gives the car more."""
    day, time = divmod(quarter, QUARTERS_PER_DAY)
    rest_w = np.maximum(year.pv_w[day, time:] - year.load_w[day, time:], 0.0)
    slots = (SunSlot(HOURS, float(w), float(w)) for w in rest_w)
    return share_sun(BatteryPriority.SHARE_BY_FORECAST, battery, slots).priority_level_pct


def priority_soc(level_pct: float) -> Law:
    """Return evcc's law: below a fixed level the battery's own charging is no surplus."""
    return lambda _year, _quarter, _battery: level_pct


def live(year: Year, law: Law, home: BatteryHome) -> Days:
    """Live through the year."""
    days = year.pv_w.shape[0]
    figures = Days(np.zeros(days), np.zeros(days), np.zeros(days))
    battery = home.battery
    for day in range(days):
        lit = np.nonzero(year.pv_w[day] > DUSK_W)[0]
        sunset = int(lit[-1]) if lit.size else QUARTERS_PER_DAY // 2
        car_wh = 0.0
        for time in range(QUARTERS_PER_DAY):
            over_w = float(year.pv_w[day, time] - year.load_w[day, time])
            car_w = 0.0
            if home.car_from <= time < home.car_until and car_wh < home.car_needs_wh and over_w >= home.least_w:
                # A level that is passed within the quarter hour counts from then on.
                first_pct = law(year, day * QUARTERS_PER_DAY + time + 1, battery)
                needed_wh = max(first_pct - battery.level_pct, 0.0) / 100.0 * battery.capacity_wh
                kept_w = min(_takes_w(battery, over_w), needed_wh / EFFICIENCY / HOURS)
                offered_w = min(over_w - kept_w, home.most_w)
                car_w = offered_w if offered_w >= home.least_w else 0.0
                car_wh += car_w * HOURS
            battery, grid_w = _after(battery, over_w - car_w)
            if time > sunset:
                figures.evening_import_wh[day] += max(grid_w, 0.0) * HOURS
            if time == sunset:
                figures.sunset_pct[day] = battery.level_pct
        figures.car_wh[day] = car_wh
    return figures


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
    stock_wh = max(battery.level_pct - 5.0, 0.0) / 100.0 * battery.capacity_wh
    give_w = min(-over_w, battery.charge_w, stock_wh * EFFICIENCY / HOURS)
    level = battery.level_pct - 100.0 * give_w * HOURS / EFFICIENCY / battery.capacity_wh
    return replace(battery, level_pct=level), -over_w - give_w
