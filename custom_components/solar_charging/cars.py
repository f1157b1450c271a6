"""The cars of a home, as far as they are known: which is plugged in, and how full it is."""

from collections.abc import Mapping, Sequence

from homeassistant.core import HomeAssistant

from .devices.car_entities import CarConfig, car_problems, read_car
from .devices.state import Problem
from .engine.model import CarState, ChargerInputs
from .session_keeper import SessionKeeper
from .sessions.soc import SocTracker


class Cars:
    """Tells which car is at a charger. Where that is not certain, none is: a wrong car is worse than none."""

    def __init__(self, hass: HomeAssistant, cars: Sequence[CarConfig]) -> None:
        self._hass = hass
        self._cars = cars
        self._trackers = {car.id: SocTracker() for car in cars}

    @property
    def are_known(self) -> bool:
        """Whether any car was described."""
        return bool(self._cars)

    def at_chargers(self, chargers: Sequence[ChargerInputs]) -> Mapping[str, CarConfig]:
        """Return the car at each charger, by the charger's id, where one charger is taken and one car can be at it."""
        taken = [charger.id for charger in chargers if charger.car is not CarState.DISCONNECTED]
        here = [car for car in self._cars if self._may_be_here(car)]
        return {taken[0]: here[0]} if len(taken) == 1 and len(here) == 1 else {}

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps entities of cars from being read, by entity id."""
        return {key: problem for car in self._cars for key, problem in car_problems(self._hass, car).items()}

    def soc_pct(self, car: CarConfig, charger_id: str, sessions: SessionKeeper) -> float | None:
        """Return the car's state of charge now, in %: as reported, and what was charged since."""
        reported = read_car(self._hass, car).soc_pct
        return self._trackers[car.id].estimate(reported, sessions.session_wh(charger_id), car.battery_wh)

    def _may_be_here(self, car: CarConfig) -> bool:
        says = read_car(self._hass, car)
        return says.is_plugged is not False and says.is_home is not False
