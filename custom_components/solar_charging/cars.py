"""The cars of a home, as far as they are known: which is plugged in, and how full it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from homeassistant.const import STATE_HOME, STATE_ON
from homeassistant.core import HomeAssistant

from .devices.state import PERCENT, read_state
from .engine.model import CarState, ChargerInputs
from .engine.reading import Reading
from .session_keeper import SessionKeeper
from .sessions.soc import SocTracker

# What plug sensors and location trackers say of a car that is here.
_HERE = (STATE_ON, STATE_HOME, "plugged_in", "connected")


@dataclass(frozen=True, slots=True)
class CarConfig:
    """A car: the size of its battery, and the entities that tell how full it is and whether it is here."""

    id: str
    name: str
    battery_wh: float
    soc_entity: str | None = None
    presence_entity: str | None = None


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

    def soc_pct(self, car: CarConfig, charger_id: str, sessions: SessionKeeper) -> float | None:
        """Return the car's state of charge now, in %: as reported, and what was charged since."""
        reading = read_state(self._hass, car.soc_entity, PERCENT) if car.soc_entity else None
        reported = reading.value if isinstance(reading, Reading) and 0.0 <= reading.value <= 100.0 else None
        return self._trackers[car.id].estimate(reported, sessions.session_wh(charger_id), car.battery_wh)

    def _may_be_here(self, car: CarConfig) -> bool:
        if car.presence_entity is None:
            return True
        state = self._hass.states.get(car.presence_entity)
        return state is not None and state.state.lower() in _HERE
