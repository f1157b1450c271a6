"""A battery's discharge limit that outlives Home Assistant, as one in an inverter's memory does: for `script/bench killed`."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.discovery import async_load_platform
from homeassistant.helpers.typing import ConfigType


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up its number."""
    await async_load_platform(hass, "number", "kept_limit", {}, config)
    return True
