"""What the car does, as the charger's entities report it, in one vocabulary."""

from collections.abc import Callable, Mapping

from homeassistant.const import STATE_HOME
from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util

from ..catalogue.charger_config import ReadingConfig
from ..engine.model import CarState
from .call import live_state, to_float
from .entity_state import known_state
from .full_car import FullCar
from .last_command import LastCommand
from .status_words import car_state

_WHEREABOUTS = ("location", "status", "plugged", "charging")
_WAITS = frozenset({CarState.CONNECTED, CarState.AWAITING})


class ChargerCarState:
    """Reads status, plug, location and state of charge, as far as there are entities for them."""

    def __init__(
        self,
        hass: HomeAssistant,
        readings: Mapping[str, ReadingConfig],
        last_command: LastCommand,
        shows_pause: Callable[[], bool | None],
    ) -> None:
        self._hass = hass
        self._readings = readings
        self.full = FullCar(last_command, shows_pause)

    def state(self) -> CarState:
        """Return what the car does."""
        if self.is_away():
            return CarState.DISCONNECTED
        if self.is_asleep():
            return CarState.AWAITING
        state = self._connection()
        if state in _WAITS and self._is_charged():
            return CarState.COMPLETE
        return self._genuine(state)

    def is_away(self) -> bool:
        """Whether this is a car that is somewhere else; what it does there is no concern of this home."""
        location = self._value("location")
        return location is not None and location != STATE_HOME

    def is_asleep(self) -> bool:
        """Whether this is a car that can be woken and that reports nothing: not even whether it is here."""
        wake = self._readings.get("wake")
        return (
            wake is not None
            and live_state(self._hass, wake.entity_id) is not None
            and all(self._value(name) is None for name in _WHEREABOUTS)
        )

    def _connection(self) -> CarState:
        status, plugged, charging = (self._reported(name) for name in ("status", "plugged", "charging"))
        if plugged is CarState.DISCONNECTED and CarState.CHARGING not in (status, charging):
            return CarState.DISCONNECTED
        if status is not CarState.UNKNOWN:
            return status
        if charging is CarState.CHARGING:
            return charging
        # "Does not charge" means nothing for the plug.
        return plugged if "plugged" in self._readings else charging

    def _reported(self, name: str) -> CarState:
        reading, value = self._readings.get(name), self._value(name)
        if reading is None or value is None:
            return CarState.UNKNOWN
        meanings = {word.casefold(): meaning for word, meaning in reading.states.items()}
        if meaning := meanings.get(value.casefold()):
            return CarState(meaning)
        state = self._hass.states.get(reading.entity_id)
        known = state if reading.attribute is None or state is None else State(state.entity_id, value)
        return car_state(known)

    def _genuine(self, state: CarState) -> CarState:
        """Many chargers call a charge complete that was only paused."""
        if state is not CarState.COMPLETE:
            # What is not known now is no end of it.
            if state is not CarState.UNKNOWN:
                self.full.note_other()
            return state
        return state if self.full.is_full(dt_util.utcnow()) else CarState.CONNECTED

    def _is_charged(self) -> bool:
        """Whether the car has reached the limit it was set to."""
        level, limit = to_float(self._value("vehicle_soc")), to_float(self._value("charge_limit"))
        return level is not None and limit is not None and limit > 0 and level >= limit

    def _value(self, name: str) -> str | None:
        reading = self._readings.get(name)
        state = self._hass.states.get(reading.entity_id) if reading else None
        if reading is None or state is None or known_state(state) is None:
            return None
        if reading.attribute is None:
            return state.state
        value = state.attributes.get(reading.attribute)
        return None if value is None else str(value)
