"""Who may call what: an action asks for the caller's permission on what it acts on."""

from collections.abc import Iterable

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import CAT_ENTITIES
from homeassistant.core import ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser

from ..control.rights import may, standing_for


async def async_caller(call: ServiceCall) -> User | None:
    """Return the calling user; None: no user, such as an automation, which may do everything. Raises UnknownUser."""
    if call.context.user_id is None:
        return None
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    return user


async def async_require(call: ServiceCall, owner_ids: Iterable[str], policy: str) -> None:
    """Raise Unauthorized unless the caller has this permission on all of these chargers, or the home."""
    user = await async_caller(call)
    for owner_id in owner_ids:
        if not may(call.hass, user, owner_id, policy):
            raise Unauthorized(
                context=call.context,
                perm_category=CAT_ENTITIES,
                permission=policy,
                entity_id=standing_for(call.hass, owner_id),
            )
