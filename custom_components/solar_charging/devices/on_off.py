"""The driver of starting and stopping: a pair of orders, read back from the entity or else from what the charger does."""

from homeassistant.core import HomeAssistant

from ..engine.model import CarState
from .call import ServiceCall, entity_action_call, is_in_force
from .charger_config import StartStopActions
from .last_command import LastCommand

# A charger that can be charging is not paused, whatever its entity says about the future.
_STOPPED = frozenset({CarState.CONNECTED, CarState.AWAITING, CarState.COMPLETE, CarState.DISCONNECTED})


class StartStopDriver:
    """Starts and stops."""

    def __init__(self, hass: HomeAssistant, pair: StartStopActions) -> None:
        self._hass = hass
        self._pair = pair

    @property
    def tells(self) -> bool:
        """Whether an entity shows if charging is allowed; buttons and actions do not."""
        return any(is_in_force(self._hass, order) is not None for order in (self._pair.first, self._pair.second))

    def shown(self, car: CarState, told: LastCommand) -> bool | None:
        """Return whether charging is allowed; None if nobody can tell."""
        if is_in_force(self._hass, self._pair.first):
            return True
        if is_in_force(self._hass, self._pair.second):
            return False
        if car is CarState.CHARGING:
            return True
        # What was stopped by a button and does not charge is stopped; what was started may still wait for the car.
        return False if told.is_enabled is False and car in _STOPPED else None

    def call(self, *, on: bool) -> ServiceCall | None:
        """Return the call that starts or stops; None while nobody can hear it."""
        return entity_action_call(self._hass, self._pair.first if on else self._pair.second)
