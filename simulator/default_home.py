"""An ordinary home, for whoever does not care about its parts."""

from random import Random

from .battery import Battery
from .car import Car, CarSpec
from .clouds import CloudKind, Clouds
from .evse import Evse, EvseSpec
from .home import Home
from .household import Household
from .inverter import Inverter, InverterSpec
from .weather import CloudySun, Roof, WeatherTrace


def ordinary_home(
    cloudless: WeatherTrace,
    *,
    seed: int = 0,
    sky: CloudKind = CloudKind.BROKEN,
    roof: Roof | None = None,
    evse: EvseSpec | None = None,
    car: CarSpec | None = None,
    car_soc_pct: float = 40.0,
    has_battery: bool = False,
    export_limit_w: float | None = None,
) -> Home:
    """Return a home under `cloudless` (see `weather.cloudless_trace`) with one station and a car on its cable.

    The same seed gives the same weather, household and noise, whatever the station is told.
    """
    roof = roof or Roof()
    return Home(
        sun=CloudySun(cloudless, Clouds(Random(f"{seed} clouds"), sky)),
        household=Household(Random(f"{seed} household")),
        rng=Random(f"{seed} sensors"),
        evses=(Evse(evse, Car(car, car_soc_pct)),),
        inverter=Inverter(InverterSpec(limit_w=roof.capacity_w, export_limit_w=export_limit_w)),
        battery=Battery() if has_battery else None,
        longitude=roof.longitude,
    )
