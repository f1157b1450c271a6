"""Intents, for sentences that are spoken and for conversation agents that use tools."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.setup import async_when_setup

from .assist.handlers import HANDLERS
from .assist.sentences import async_register_sentences


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register them, once for all homes."""
    for handler in HANDLERS:
        intent.async_register(hass, handler())
    async_when_setup(hass, "conversation", async_register_sentences)
