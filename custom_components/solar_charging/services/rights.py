"""Who may call what: an action needs the permission that its charger's own mode entity would ask for."""

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import CAT_ENTITIES
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN


async def async_caller(call: ServiceCall) -> User | None:
    """Return who calls; None: nobody, as for an automation, which may do everything. Raises UnknownUser."""
    if call.context.user_id is None:
        return None
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    return user


async def async_require(call: ServiceCall, charger_ids: list[str], policy: str) -> None:
    """Raise Unauthorized unless the caller has this permission on all of these chargers."""
    user = await async_caller(call)
    for charger_id in charger_ids:
        if user is not None and not may(call.hass, user, charger_id, policy):
            raise Unauthorized(
                context=call.context,
                perm_category=CAT_ENTITIES,
                permission=policy,
                entity_id=mode_entity_id(call.hass, charger_id),
            )


@callback
def may(hass: HomeAssistant, user: User, charger_id: str, policy: str) -> bool:
    """Whether a user has this permission on a charger; without its mode entity, only who has it on everything."""
    if (entity_id := mode_entity_id(hass, charger_id)) is None:
        return user.permissions.access_all_entities(policy)
    return user.permissions.check_entity(entity_id, policy)


@callback
def mode_entity_id(hass: HomeAssistant, charger_id: str) -> str | None:
    """Return the select entity of a charger's mode."""
    return er.async_get(hass).async_get_entity_id("select", DOMAIN, f"{charger_id}_mode")
