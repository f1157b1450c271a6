"""Following the user's changes of entity ids: the set-up keeps pointing at the same entities."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN


def _replaced(value: Any, old: str, new: str | None) -> Any:
    """Return `value` (strings in lists, values and keys of mappings) with one entity id in place of another, or without it."""
    match value:
        case str():
            return new if value == old else value
        case list() | tuple():
            return [kept for item in value if (kept := _replaced(item, old, new)) is not None]
        case Mapping():
            return {
                new if key == old else key: kept
                for key, item in value.items()
                if ((kept := _replaced(item, old, new)) is not None or item is None)
                and not (key == old and new is None)
            }
        case _:
            return value


@callback
def async_replace_entity(hass: HomeAssistant, old: str, new: str | None) -> None:
    """Use `new` wherever the set-up names `old`; None: do without."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        hass.config_entries.async_update_entry(entry, data=_replaced(entry.data, old, new))
        for subentry in entry.subentries.values():
            data = _replaced(subentry.data, old, new)
            hass.config_entries.async_update_subentry(entry, subentry, data=data)


@callback
def async_follow_renames(hass: HomeAssistant) -> None:
    """Keep every reference to an entity when the user renames it, also while the home is not loaded."""

    @callback
    def is_rename(event_data: er.EventEntityRegistryUpdatedData) -> bool:
        return "old_entity_id" in event_data

    @callback
    def renamed(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        old, new = event.data["old_entity_id"], event.data["entity_id"]  # type: ignore[typeddict-item]  # see is_rename
        async_replace_entity(hass, old, new)

    hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, renamed, event_filter=is_rename)
