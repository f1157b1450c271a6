"""The mode of each charger, and the state it is left in."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .charger_control import async_set_mode
from .coordinator import SolarChargingConfigEntry
from .engine.model import SolarMode
from .entity import ChargerEntity
from .settings import EndState

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0

MODE = SelectEntityDescription(key="mode", translation_key="mode", options=[mode.value for mode in SolarMode])
END_STATE = SelectEntityDescription(
    key="end_state",
    translation_key="end_state",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
    options=[state.value for state in EndState],
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the selectors of each charger."""
    coordinator = entry.runtime_data
    for charger in coordinator.site.chargers:
        selects = [ModeSelect(coordinator, MODE, charger), EndStateSelect(coordinator, END_STATE, charger)]
        async_add_entities(selects, config_subentry_id=charger.id)


class ModeSelect(ChargerEntity, SelectEntity):
    """Off, solar only, solar and grid, or full speed now."""

    @property
    @override
    def current_option(self) -> str:
        return self.coordinator.settings.charger(self.charger.id).mode

    @override
    async def async_select_option(self, option: str) -> None:
        async_set_mode(self.coordinator, self.charger.id, SolarMode(option))


class EndStateSelect(ChargerEntity, SelectEntity):
    """What becomes of the charger when Home Assistant or this integration stops."""

    @property
    @override
    def current_option(self) -> str:
        return self.coordinator.settings.charger(self.charger.id).end_state

    @override
    async def async_select_option(self, option: str) -> None:
        settings = self.coordinator.settings
        self.coordinator.async_set_settings(settings.with_charger(self.charger.id, end_state=EndState(option)))
