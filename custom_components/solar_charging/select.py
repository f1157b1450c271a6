"""The mode of each charger."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import SolarChargingConfigEntry
from .engine.model import SolarMode
from .entity import ChargerEntity

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0

MODE = SelectEntityDescription(key="mode", translation_key="mode", options=[mode.value for mode in SolarMode])


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a mode selector for each charger."""
    coordinator = entry.runtime_data
    for charger in coordinator.site.chargers:
        async_add_entities([ModeSelect(coordinator, MODE, charger)], config_subentry_id=charger.id)


class ModeSelect(ChargerEntity, SelectEntity):
    """Off, solar only, solar and grid, or full speed now."""

    @property
    @override
    def current_option(self) -> str:
        return self.coordinator.settings.charger(self.charger.id).mode

    @override
    async def async_select_option(self, option: str) -> None:
        settings = self.coordinator.settings
        self.coordinator.async_set_settings(settings.with_charger(self.charger.id, mode=SolarMode(option)))
