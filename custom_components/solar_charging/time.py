"""The time of day by which a car shall be ready, each day."""

from datetime import time
from typing import override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .charger_control import async_wish
from .coordinator import SolarChargingConfigEntry
from .entity import ChargerEntity

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0

READY_BY = TimeEntityDescription(
    key="ready_by",
    translation_key="ready_by",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a time for each charger."""
    coordinator = entry.runtime_data
    for charger in coordinator.site.chargers:
        async_add_entities([ReadyBy(coordinator, READY_BY, charger)], config_subentry_id=charger.id)


class ReadyBy(ChargerEntity, TimeEntity):
    """When the car is to have the energy to be ready with; counts only together with that."""

    @property
    @override
    def native_value(self) -> time | None:
        ready_time = self.coordinator.settings.charger(self.charger.id).wish.ready_time
        return time.fromisoformat(ready_time) if ready_time else None

    @override
    async def async_set_value(self, value: time) -> None:
        async_wish(self.coordinator, self.charger.id, ready_time=value.isoformat("minutes"))
