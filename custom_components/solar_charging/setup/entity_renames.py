"""Following the user's changes: of the set-up (reload), and of entity ids (keep pointing at the same entity)."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
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


@callback
def async_follow_changes(hass: HomeAssistant, entry: ConfigEntry[Any]) -> CALLBACK_TYPE:
    """Reload when the set-up changed. Returns what ends it."""
    known = _setup_of(entry)

    async def updated(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        # A title alone, or a change made while it is already reloading, needs no other reload.
        if _setup_of(entry) != known and entry.state is ConfigEntryState.LOADED:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    return entry.add_update_listener(updated)


def _setup_of(entry: ConfigEntry[Any]) -> tuple[Any, ...]:
    subentries = {key: (subentry.title, dict(subentry.data)) for key, subentry in entry.subentries.items()}
    return dict(entry.data), subentries
