"""A charger that is found by itself: the simulated wallbox, under the names and ids of a core integration's."""

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType

PLATFORMS = [Platform.NUMBER, Platform.SENSOR, Platform.SWITCH]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Make the one entry once everything runs, the simulated home too."""

    async def begin(hass: HomeAssistant) -> None:
        await hass.config_entries.flow.async_init("nrgkick", context={"source": SOURCE_IMPORT}, data={})

    async_at_started(hass, begin)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Add its entities."""
    simulated = hass.config_entries.async_loaded_entries("simulated_home")
    if not simulated:
        raise ConfigEntryNotReady
    entry.runtime_data = simulated[0].runtime_data
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True
