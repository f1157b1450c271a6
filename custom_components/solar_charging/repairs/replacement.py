"""Another entity in the place of one that is gone: as in every form, one that has no other role, and none of Solar Charging's."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..flows.entity_use import NO_USE_ERRORS, UseErrors, async_uses, use_errors

CONF_ENTITY = "entity"


async def async_replacement_errors(
    hass: HomeAssistant, entry: ConfigEntry[Any] | None, answers: Mapping[str, Any]
) -> UseErrors:
    """Return why the chosen entity cannot take the place."""
    entity_id = answers.get(CONF_ENTITY)
    if entry is None or not entity_id:
        return NO_USE_ERRORS
    if hass.states.get(entity_id) is None:
        return UseErrors({CONF_ENTITY: "entity_not_found"}, NO_USE_ERRORS.placeholders)
    return use_errors(hass, [(CONF_ENTITY, entity_id)], await async_uses(hass, entry, entry.data))
