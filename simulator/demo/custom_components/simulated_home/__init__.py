"""The simulated home as devices of Home Assistant, for the demo. Set up from YAML: `speed`, `seed` and its place."""

import voluptuous as vol
from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .past import give_past
from .preferences import give_energy_dashboard
from .simulation import DOMAIN, Simulation, SimulationConfigEntry

PLATFORMS = [Platform.NUMBER, Platform.SELECT, Platform.SENSOR, Platform.SWITCH, Platform.WEATHER]


CONFIG_SCHEMA = vol.Schema(
    {
        DOMAIN: vol.Schema(
            {
                vol.Optional("speed", default=1): vol.All(vol.Coerce(int), vol.Range(1, 288)),
                vol.Optional("seed", default=1): vol.Coerce(int),
                vol.Required("latitude"): cv.latitude,
                vol.Required("longitude"): cv.longitude,
            }
        )
    },
    extra=vol.ALLOW_EXTRA,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Take the YAML settings and make the one entry."""
    hass.data[DOMAIN] = config[DOMAIN]
    hass.async_create_task(hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT}, data={}))
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SimulationConfigEntry) -> bool:
    """Build the home, give it a past, and let time run."""
    simulation = entry.runtime_data = await hass.async_add_executor_job(lambda: Simulation(**hass.data[DOMAIN]))
    await give_past(hass, simulation)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    give_energy_dashboard(hass)
    entry.async_on_unload(simulation.run(hass))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SimulationConfigEntry) -> bool:
    """Stop."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
