"""Who may see and control what: a charger as its mode entity, the home as its excess power sensor."""

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN

# By what follows the owner's id in the unique id of the entity that stands for a charger, and for the home.
_STANDING_FOR = (("select", "mode"), ("sensor", "excess_power"))


@callback
def may(hass: HomeAssistant, user: User | None, owner_id: str, policy: str) -> bool:
    """Whether a user has this permission on a charger or the home, by its ID. None: no user, such as an automation, which may do everything.

    Without the entity that stands for it, only who has the permission on everything.
    """
    if user is None:
        return True
    if (entity_id := standing_for(hass, owner_id)) is None:
        return user.permissions.access_all_entities(policy)
    return user.permissions.check_entity(entity_id, policy)


@callback
def standing_for(hass: HomeAssistant, owner_id: str) -> str | None:
    """Return the entity whose permissions are those of a charger, or of the home."""
    registry = er.async_get(hass)
    found = (registry.async_get_entity_id(domain, DOMAIN, f"{owner_id}_{key}") for domain, key in _STANDING_FOR)
    return next((entity_id for entity_id in found if entity_id is not None), None)
