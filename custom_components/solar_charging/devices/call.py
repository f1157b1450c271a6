"""One call to another integration: an action of Home Assistant with its data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.components.number import ATTR_MAX, ATTR_MIN, ATTR_VALUE, SERVICE_SET_VALUE
from homeassistant.components.select import ATTR_OPTION, ATTR_OPTIONS, SERVICE_SELECT_OPTION
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import Context, HomeAssistant, State, split_entity_id

from ..catalogue.charger_config import EntityAction
from ..engine.finite import finite

BUTTONS = ("button", "input_button")
SELECTS = ("select", "input_select")
NUMBERS = ("number", "input_number")
SWITCHES = ("switch", "input_boolean")
_PRESS = "press"


class EntityAwayError(Exception):
    """The entity that a call is for is not available: the call is lost."""


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """An action and its data; `entity_id` is the entity it is for, where there is one."""

    domain: str
    name: str
    data: Mapping[str, Any] = field(default_factory=dict)
    entity_id: str | None = None

    @override
    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in self.data.items())
        return f"{self.domain}.{self.name}({facts}) to {self.entity_id or 'the charger'}"

    async def send(self, hass: HomeAssistant, context: Context) -> None:
        """Call the action and wait for it. Raises what the other integration raises, and EntityAwayError if the entity is unavailable."""
        self._require_entity(hass)
        target = {ATTR_ENTITY_ID: self.entity_id} if self.entity_id else {}
        await hass.services.async_call(self.domain, self.name, {**self.data, **target}, blocking=True, context=context)
        # A connection that breaks in the middle may have taken it along.
        self._require_entity(hass)

    def _require_entity(self, hass: HomeAssistant) -> None:
        """Home Assistant passes calls to an entity that is away over in silence."""
        if self.entity_id and live_state(hass, self.entity_id) is None:
            raise EntityAwayError(f"{self.entity_id} is not available")


def failure_text(error: Exception) -> str:
    """Return what went wrong in words: the error's own, else its kind."""
    return str(error) or type(error).__name__


def live_state(hass: HomeAssistant, entity_id: str | None) -> State | None:
    """Return an entity's state; None while it is away."""
    state = hass.states.get(entity_id) if entity_id else None
    return None if state is None or state.state == STATE_UNAVAILABLE else state


def action_call(hass: HomeAssistant, action: str, data: Mapping[str, Any]) -> ServiceCall | None:
    """Return the call of an action; None while no integration offers it."""
    domain, _, name = action.partition(".")
    return ServiceCall(domain, name, data) if hass.services.has_service(domain, name) else None


def entity_action_call(hass: HomeAssistant, action: EntityAction) -> ServiceCall | None:
    """Return the call that carries out an action; None while its entity is away, or the live entity does not take the value."""
    if action.action:
        return action_call(hass, action.action, action.data)
    state = live_state(hass, action.entity_id)
    if action.entity_id is None or state is None:
        return None
    domain, value = split_entity_id(action.entity_id)[0], action.value
    if domain in BUTTONS:
        return ServiceCall(domain, _PRESS, entity_id=action.entity_id)
    if domain in SELECTS:
        takes = value in state.attributes.get(ATTR_OPTIONS, ())
        return ServiceCall(domain, SERVICE_SELECT_OPTION, {ATTR_OPTION: value}, action.entity_id) if takes else None
    if domain in NUMBERS:
        number = to_float(value)
        takes = number is not None and _in_range(state, number)
        return ServiceCall(domain, SERVICE_SET_VALUE, {ATTR_VALUE: number}, action.entity_id) if takes else None
    return ServiceCall(domain, SERVICE_TURN_ON if value == STATE_ON else SERVICE_TURN_OFF, entity_id=action.entity_id)


def is_in_force(hass: HomeAssistant, action: EntityAction) -> bool | None:
    """Return whether the entity is already as wanted; None: nothing shows it (a button, an action, an entity that is away)."""
    state = live_state(hass, action.entity_id)
    if action.entity_id is None or state is None or state.state == STATE_UNKNOWN:
        return None
    domain = split_entity_id(action.entity_id)[0]
    if domain in BUTTONS:
        return None
    return to_float(state.state) == to_float(action.value) if domain in NUMBERS else state.state == action.value


def to_float(text: str | None) -> float | None:
    """Return the number in a text; None if it is none."""
    return finite(text)


def _in_range(state: State, number: float) -> bool:
    least, most = finite(state.attributes.get(ATTR_MIN)), finite(state.attributes.get(ATTR_MAX))
    return (least is None or number >= least) and (most is None or number <= most)
