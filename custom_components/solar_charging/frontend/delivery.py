"""Brings the card to dashboards: served as a file, and listed among their resources by itself.

Dashboards that are kept in storage list it as a resource; where resources stand in YAML, which is the user's to write, the page
itself loads it (an extra module). Either way one address, which names the build.
"""

from homeassistant.components.frontend import DOMAIN as FRONTEND
from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.components.lovelace.const import LOVELACE_DATA, MODE_YAML
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant

from ..const import LOGGER
from .bundle import DIST, FILE_URL, FOLDER_URL, content_hash, versioned_url
from .resource_plan import ResourcePlan, plan_card, plan_removal


async def async_offer_card(hass: HomeAssistant) -> None:
    """Serve the card and list it, in the build that is installed. A card that cannot be offered must not keep cars from charging."""
    if FRONTEND not in hass.config.components:
        return
    try:
        await hass.async_add_executor_job(content_hash)
        await hass.http.async_register_static_paths([StaticPathConfig(FOLDER_URL, str(DIST), cache_headers=True)])
        if resources := _stored_resources(hass):
            # It reads the storage; without, the list looks empty and each start adds one more.
            await resources.async_get_info()
            await _async_carry_out(resources, plan_card(resources.async_items(), FILE_URL, versioned_url()))
        else:
            add_extra_js_url(hass, versioned_url())
    except Exception:  # noqa: BLE001  see above
        LOGGER.exception("The dashboard card cannot be offered")


async def async_withdraw_card(hass: HomeAssistant) -> None:
    """Take the card out of the list: the integration is removed."""
    if resources := _stored_resources(hass):
        await resources.async_get_info()
        await _async_carry_out(resources, plan_removal(resources.async_items(), FILE_URL))
    elif FRONTEND in hass.config.components and content_hash.cache_info().currsize:
        remove_extra_js_url(hass, versioned_url())


def _stored_resources(hass: HomeAssistant) -> ResourceStorageCollection | None:
    lovelace = hass.data.get(LOVELACE_DATA)
    if lovelace is None or lovelace.resource_mode == MODE_YAML:
        return None
    return lovelace.resources if isinstance(lovelace.resources, ResourceStorageCollection) else None


async def _async_carry_out(resources: ResourceStorageCollection, plan: ResourcePlan) -> None:
    if plan.create:
        await resources.async_create_item({"res_type": "module", "url": plan.create})
    for id_, url in (plan.update or {}).items():
        await resources.async_update_item(id_, {"res_type": "module", "url": url})
    for id_ in plan.delete:
        await resources.async_delete_item(id_)
