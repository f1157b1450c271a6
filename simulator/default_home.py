"""The default home, where its parts do not matter."""

from random import Random
from typing import TypedDict, Unpack

from .battery import Battery
from .car import Car, CarSpec
from .clouds import CloudKind, Clouds
from .evse import Evse, EvseSpec
from .home import Home
from .household import Household
from .inverter import Inverter, InverterSpec
from .weather import CloudySun, Roof, WeatherTrace


class DefaultHomeParts(TypedDict, total=False):
    """What may differ from the default home."""

    sky: CloudKind
    roof: Roof
    evse: EvseSpec
    car: CarSpec
    car_soc_pct: float
    has_battery: bool
    export_limit_w: float | None


def default_home(cloudless: WeatherTrace, *, seed: int = 0, **parts: Unpack[DefaultHomeParts]) -> Home:
    """Return a home under `cloudless` (see `weather.cloudless_trace`) with one station and a car on its cable.

    The same seed gives the same weather, household and noise, whatever the station is told.
    """
    roof = parts.get("roof") or Roof()
    car = Car(parts.get("car"), parts.get("car_soc_pct", 40.0))
    return Home(
        sun=CloudySun(cloudless, Clouds(Random(f"{seed} clouds"), parts.get("sky", CloudKind.BROKEN))),
        household=Household(Random(f"{seed} household")),
        rng=Random(f"{seed} sensors"),
        evses=(Evse(parts.get("evse"), car),),
        inverter=Inverter(InverterSpec(limit_w=roof.capacity_w, export_limit_w=parts.get("export_limit_w"))),
        battery=Battery() if parts.get("has_battery") else None,
        longitude=roof.longitude,
    )
