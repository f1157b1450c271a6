"""The moment by which a car is to be ready, once."""

from datetime import datetime
from typing import override

from homeassistant.components.datetime import DateTimeEntity, DateTimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .control.charger import async_update_request
from .coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from .entity import ChargerEntity, Made, SiteEntities

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0

DEPARTURE = DateTimeEntityDescription(
    key="departure",
    translation_key="departure",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a departure for each charger."""
    SiteEntities(entry.runtime_data, async_add_entities, _made)


def _made(coordinator: SolarChargingCoordinator) -> Made:
    for charger in coordinator.site.chargers:
        yield charger.id, DepartureTime(coordinator, DEPARTURE, charger)


class DepartureTime(ChargerEntity, DateTimeEntity):
    """When the car is to be ready, once; counts only together with a target. One that has passed is none."""

    @property
    @override
    def native_value(self) -> datetime | None:
        departure_s = self.coordinator.settings.charger(self.charger.id).charge_request.departure_s
        if departure_s is None or departure_s <= dt_util.utcnow().timestamp():
            return None
        return dt_util.utc_from_timestamp(departure_s)

    @override
    async def async_set_value(self, value: datetime) -> None:
        async_update_request(self.coordinator, self.charger.id, departure_s=value.timestamp())
