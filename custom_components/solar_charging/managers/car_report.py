"""A car as people and programs look at it: how full, since when that is known, where, and what it is to be ready with."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from ..cars.state_of_charge import SocSource
from ..devices.vehicle import VehicleConfig
from ..planning.charge_request import ChargeRequest, next_departure_s
from ..sessions.accounts import Account
from .vehicles import VehicleTracker

HOME, AWAY = "home", "away"


@dataclass(frozen=True, slots=True)
class CarCharge:
    """How full a car is, what that is known by, and when it held (UTC seconds)."""

    pct: float
    source: SocSource
    at_s: float


def car_charge(cars: VehicleTracker, car_id: str) -> CarCharge | None:
    """Return how full a car is, wherever it is; away, what it left with is carried on until it reports. None: not known."""
    pct, saved_car = cars.soc_pct(car_id), cars.saved(car_id)
    if pct is None:
        return None
    charger_id = cars.where(car_id)
    soc_source = cars.here(charger_id).soc_source if charger_id else None
    if soc_source is None:
        soc_source = SocSource.REPORTED if pct == saved_car.charge.reported_pct else SocSource.ESTIMATED
    return CarCharge(pct, soc_source, saved_car.known_s)


def location(cars: VehicleTracker, car_id: str) -> str | None:
    """Return the id of the charger a car is at, else `HOME` or `AWAY`; None: not known."""
    if charger_id := cars.where(car_id):
        return charger_id
    is_home = cars.saved(car_id).home.value
    return None if is_home is None else HOME if is_home else AWAY


def ready_by_s(request: ChargeRequest | None, now: datetime, zone: tzinfo) -> float | None:
    """Return when a car is to be ready (UTC seconds), as the charger it is at was asked; None: nothing was asked."""
    return next_departure_s(request, now, zone) if request else None


def solar_range_km(cars: VehicleTracker, car: VehicleConfig, account: Account) -> float | None:
    """Return how far today's sun takes a car, in km; None if its range or state of charge is unknown."""
    range_km, charge = cars.readings(car.id).range_km, car_charge(cars, car.id)
    if range_km is None or charge is None or charge.pct <= 0.0:
        return None
    stored_wh = account.totals.day_solar_wh * cars.charge(car.id).charging_efficiency
    return stored_wh / car.battery_wh * 100.0 * range_km / charge.pct
