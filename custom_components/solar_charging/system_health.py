"""The integration's part of Home Assistant's system health page."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import SolarChargingConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register what is shown."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[SolarChargingConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    if not entries:
        return {}
    coordinator = entries[0].runtime_data
    site = coordinator.data.decision.site
    return {
        "integration_type": site.integration_type.value,
        "surplus_source": site.source.value,
        "chargers": len(coordinator.site.chargers),
        "not_following": sum(commander.does_not_follow for commander in coordinator.home.commanders.values()),
    }
