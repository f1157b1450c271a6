"""The driver of a charger's phase switch: two actions, or an entity whose states and options name the phases."""

import re

from homeassistant.components.number import ATTR_VALUE, SERVICE_SET_VALUE
from homeassistant.components.select import ATTR_OPTION, ATTR_OPTIONS, SERVICE_SELECT_OPTION
from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State, split_entity_id

from ..catalogue.charger_config import PhaseSwitchConfig
from ..engine.finite import finite
from .call import NUMBERS, SELECTS, ServiceCall, entity_action_call, is_in_force, live_state

_SINGLE = re.compile(r"\b(1|one|single|mono|l1)(\b|p|ph|-|_)", re.IGNORECASE)
_THREE = re.compile(r"\b(3|three|tri|triple)(\b|p|ph|-|_)", re.IGNORECASE)


# Longer than any option or name: what follows is not read.
LONGEST_NAME = 128


def phases_named(option: str) -> int | None:
    """Return how many phases a word means ("3p", "Three phases", "1"); None for others, such as "Automatic"."""
    words = str(option)[:LONGEST_NAME].replace("_", " ")
    if _THREE.search(words):
        return 3
    return 1 if _SINGLE.search(words) else None


def phases_in_name(state: State) -> int | None:
    """Return the number of phases in a switch's name; None if there is none."""
    return phases_named(f"{state.object_id} {state.name}".replace("einphasig", "single"))


def phase_count(state: State) -> int | None:
    """Return how many phases an entity shows; of a switch, on means three, unless it is named after the single phase."""
    if state.state in (STATE_ON, STATE_OFF):
        return 1 if (state.state == STATE_ON) is (phases_in_name(state) == 1) else 3
    number = finite(state.state)
    if number is None:
        return phases_named(state.state)
    return round(number) if round(number) in (1, 2, 3) else None


class PhaseSwitch:
    """Switches between one phase and three."""

    def __init__(self, hass: HomeAssistant, config: PhaseSwitchConfig) -> None:
        self._hass = hass
        self._config = config

    def shown(self) -> int | None:
        """Return how many phases it is set to; None if nothing shows it."""
        if self._config.entity_id:
            state = live_state(self._hass, self._config.entity_id)
            return phase_count(state) if state else None
        if self._config.one and is_in_force(self._hass, self._config.one):
            return 1
        return 3 if self._config.three and is_in_force(self._hass, self._config.three) else None

    def call(self, phases: int) -> ServiceCall | None:
        """Return the call that switches; None while it cannot."""
        action = self._config.one if phases == 1 else self._config.three
        if action is not None:
            return entity_action_call(self._hass, action)
        entity_id = self._config.entity_id
        state = live_state(self._hass, entity_id)
        if entity_id is None or state is None:
            return None
        domain = split_entity_id(entity_id)[0]
        if domain in SELECTS:
            named = [option for option in state.attributes.get(ATTR_OPTIONS, ()) if phases_named(option) == phases]
            return ServiceCall(domain, SERVICE_SELECT_OPTION, {ATTR_OPTION: named[0]}, entity_id) if named else None
        if domain in NUMBERS:
            return ServiceCall(domain, SERVICE_SET_VALUE, {ATTR_VALUE: phases}, entity_id)
        is_on = (phases == 1) is (phases_in_name(state) == 1)
        return ServiceCall(domain, SERVICE_TURN_ON if is_on else SERVICE_TURN_OFF, entity_id=entity_id)
