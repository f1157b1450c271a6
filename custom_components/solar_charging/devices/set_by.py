"""Who set an entity last, as far as Home Assistant knows: an automation, a script, a person, or else its own integration."""

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er


def set_by(hass: HomeAssistant, entity_id: str) -> str:
    """Return the name of who set this entity last."""
    state = hass.states.get(entity_id)
    if state is None:
        return entity_id
    context = state.context
    if (runs := _running(hass, state)) is not None:
        return runs.name
    if context.user_id is not None:
        for one in hass.states.async_all("person"):
            if one.attributes.get("user_id") == context.user_id:
                return one.name
    known = er.async_get(hass).async_get(entity_id)
    return known.platform if known else entity_id


def is_set_by_somebody(hass: HomeAssistant, state: State) -> bool:
    """Return whether a person, an automation or a script is known to have brought an entity to this state."""
    return state.context.user_id is not None or _running(hass, state) is not None


def _running(hass: HomeAssistant, state: State) -> State | None:
    """Return the automation or script that set it: what runs one writes its state in the context of its calls."""
    ids = (state.context.id, state.context.parent_id)
    return next((one for one in hass.states.async_all(("automation", "script")) if one.context.id in ids), None)
