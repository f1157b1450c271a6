"""What the cars are expected to take of sun and grid in the coming day, for other programs that plan: powers in W, energies in Wh."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from typing import Any

from ..engine.model import SolarMode
from .charging_plan import Plan
from .outside_schedule import OutsideSchedule

# As far as the state of the sensor reaches.
HORIZON_S = 86_400.0


@dataclass(frozen=True, slots=True)
class SurplusSlot:
    """A quarter of an hour (UTC s): the house's expected load, and its surplus, exceeded nine times in ten, every other, and one in ten."""

    start_s: float
    end_s: float
    house_load_w: float
    p10_w: float
    p50_w: float
    p90_w: float

    @property
    def hours(self) -> float:
        """How long it is."""
        return (self.end_s - self.start_s) / 3600.0


@dataclass(frozen=True, slots=True)
class ExpectedCar:
    """A car at a charger: its mode, its power while it charges, what it still takes at most, and what is planned for it.

    `boost_until_s`: None without a boost, infinite for one that ends with an energy.
    """

    charger_id: str
    mode: SolarMode
    min_w: float
    max_w: float
    room_wh: float
    priority: float = 0.0
    plan: Plan | None = None
    boost_until_s: float | None = None
    schedule: OutsideSchedule = field(default_factory=OutsideSchedule)


@dataclass(frozen=True, slots=True)
class ForecastSlot:
    """What the cars are expected to draw in a slot, from surplus and from the grid."""

    surplus: SurplusSlot
    solar_w: float = 0.0
    grid_w: float = 0.0

    @property
    def energy_wh(self) -> float:
        """What they take in it."""
        return (self.solar_w + self.grid_w) * self.surplus.hours


def described(slot: ForecastSlot) -> dict[str, Any]:
    """Return a slot as other programs take it: times in ISO 8601, powers in W."""
    surplus = slot.surplus
    return {
        "start": datetime.fromtimestamp(surplus.start_s, UTC).isoformat(timespec="seconds"),
        "end": datetime.fromtimestamp(surplus.end_s, UTC).isoformat(timespec="seconds"),
        "car_solar_w": round(slot.solar_w),
        "car_grid_w": round(slot.grid_w),
        "house_load_w": round(surplus.house_load_w),
        "surplus_p10_w": round(surplus.p10_w),
        "surplus_p50_w": round(surplus.p50_w),
        "surplus_p90_w": round(surplus.p90_w),
    }


def total_wh(slots: Sequence[ForecastSlot]) -> float:
    """Return what the cars will take in all of them."""
    return sum(slot.energy_wh for slot in slots)


def forecast(cars: Sequence[ExpectedCar], slots: Sequence[SurplusSlot]) -> list[ForecastSlot]:
    """Return what the cars are expected to draw: higher priorities take of the sun first."""
    order = sorted(cars, key=lambda car: -car.priority)
    return list(_forecast(order, slots, {car.charger_id: car.room_wh for car in cars}))


def _forecast(
    order: Sequence[ExpectedCar], slots: Sequence[SurplusSlot], room_wh: Mapping[str, float]
) -> Iterator[ForecastSlot]:
    left_wh = dict(room_wh)
    for slot in slots:
        sun_w, solar_w, grid_w = max(slot.p50_w, 0.0), 0.0, 0.0
        for car in order:
            wanted_w = min(_wanted_w(car, slot, sun_w), left_wh[car.charger_id] / slot.hours)
            left_wh[car.charger_id] -= wanted_w * slot.hours
            from_sun_w = min(wanted_w, sun_w)
            sun_w -= from_sun_w
            solar_w += from_sun_w
            grid_w += wanted_w - from_sun_w
        yield ForecastSlot(slot, solar_w, grid_w)


def _wanted_w(car: ExpectedCar, slot: SurplusSlot, sun_w: float) -> float:
    """Return what a car draws in a slot if it has room for it."""
    boost_until_s = -inf if car.boost_until_s is None else car.boost_until_s
    if slot.start_s < boost_until_s:
        return car.max_w
    if car.mode is SolarMode.OFF or _has_left(car.plan, slot.start_s):
        return 0.0
    if car.mode is SolarMode.BOOST:
        return car.max_w
    most_w = car.max_w
    if (scheduled := car.schedule.at(slot.start_s)) is not None:
        if scheduled.charge_w is not None:
            # As it is done: what is below the least that charges is that, and nothing is a pause.
            return min(max(scheduled.charge_w, car.min_w), car.max_w) if scheduled.charge_w > 0.0 else 0.0
        most_w = min(most_w, scheduled.limit_w or 0.0)
        if most_w < car.min_w:
            return 0.0
    followed_w = max(sun_w, car.min_w if car.mode is SolarMode.SOLAR_AND_GRID else 0.0)
    by_sun_w = min(followed_w, most_w) if min(followed_w, most_w) >= car.min_w else 0.0
    return max(by_sun_w, min(_planned_w(car.plan, slot), most_w))


def summary(slots: Sequence[ForecastSlot]) -> dict[str, Any]:
    """Return a forecast as plain values: its sum, and each slot."""
    return {"energy_wh": round(total_wh(slots)), "slots": [described(slot) for slot in slots]}


def _has_left(plan: Plan | None, now_s: float) -> bool:
    return plan is not None and plan.ready_by_s is not None and not plan.is_overdue and now_s >= plan.ready_by_s


def _planned_w(plan: Plan | None, slot: SurplusSlot) -> float:
    """Return the mean of what a plan draws in a slot at full speed."""
    if plan is None:
        return 0.0
    sure = (one for one in plan.purchases if not one.is_reserve)
    shared_s = ((one, min(one.end_s, slot.end_s) - max(one.start_s, slot.start_s)) for one in sure)
    return sum(one.power_w * max(both_s, 0.0) for one, both_s in shared_s) / (slot.end_s - slot.start_s)
