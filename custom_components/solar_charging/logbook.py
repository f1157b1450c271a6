"""The logbook entry for each change of the surplus source."""

from collections.abc import Callable

from homeassistant.components.logbook import LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN, EVENT_SOURCE_CHANGED

_WORDS = f"component.{DOMAIN}.entity.sensor.surplus_source."


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Callable[[Event], dict[str, str]]], None]
) -> None:
    """Describe our event, in Home Assistant's language."""

    @callback
    def describe(event: Event) -> dict[str, str]:
        words = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
        source = event.data["source"]
        what = words.get(f"{_WORDS}name", "surplus_source")
        return {
            LOGBOOK_ENTRY_NAME: event.data["name"],
            LOGBOOK_ENTRY_MESSAGE: f"{what}: {words.get(f'{_WORDS}state.{source}', source)}",
        }

    async_describe_event(DOMAIN, EVENT_SOURCE_CHANGED, describe)
