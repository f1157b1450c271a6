"""The driver of starting and stopping: two actions, read back from the entity or else from what the charger does."""

from homeassistant.core import HomeAssistant

from ..catalogue.charger_config import StartStopActions
from ..engine.model import CarState
from .call import ServiceCall, entity_action_call, is_in_force
from .last_command import LastCommand

# A charger that can be charging is not paused, whatever its entity shows about the future.
_STOPPED = frozenset({CarState.CONNECTED, CarState.AWAITING, CarState.COMPLETE, CarState.DISCONNECTED})


class StartStopDriver:
    """Starts and stops."""

    def __init__(self, hass: HomeAssistant, actions: StartStopActions) -> None:
        self._hass = hass
        self._actions = actions

    @property
    def is_readable(self) -> bool:
        """Whether an entity shows if charging is allowed; buttons and actions do not."""
        return any(is_in_force(self._hass, action) is not None for action in (self._actions.start, self._actions.stop))

    def shown(self, car: CarState, last_command: LastCommand) -> bool | None:
        """Return whether charging is allowed; None if nothing shows it."""
        if is_in_force(self._hass, self._actions.start):
            return True
        if is_in_force(self._hass, self._actions.stop):
            return False
        if car is CarState.CHARGING:
            return True
        # What was stopped by a button and does not charge is stopped; what was started may still wait for the car.
        return False if last_command.is_enabled is False and car in _STOPPED else None

    def shows_stop(self) -> bool | None:
        """Whether its entity shows that charging is not allowed, whatever the car does; None: nothing shows it."""
        if is_in_force(self._hass, self._actions.start):
            return False
        return True if is_in_force(self._hass, self._actions.stop) else None

    def call(self, *, on: bool) -> ServiceCall | None:
        """Return the call that starts or stops; None while its entity is away."""
        return entity_action_call(self._hass, self._actions.start if on else self._actions.stop)
