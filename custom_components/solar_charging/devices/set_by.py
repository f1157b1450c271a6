"""Who set an entity last, as far as Home Assistant knows: an automation, a script, a person, or else its own integration."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er


def set_by(hass: HomeAssistant, entity_id: str) -> str:
    """Return the name of who set this entity last."""
    state = hass.states.get(entity_id)
    if state is None:
        return entity_id
    context = state.context
    # What runs an automation or a script writes that one's state in the context of its calls.
    for one in hass.states.async_all(("automation", "script")):
        if one.context.id in (context.id, context.parent_id):
            return one.name
    if context.user_id is not None:
        for one in hass.states.async_all("person"):
            if one.attributes.get("user_id") == context.user_id:
                return one.name
    known = er.async_get(hass).async_get(entity_id)
    return known.platform if known else entity_id
