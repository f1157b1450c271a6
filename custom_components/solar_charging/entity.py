"""Base entities: one device for the site, one for each charger."""

from typing import override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .catalogue.charger_config import ChargerConfig
from .const import DOMAIN
from .coordinator import SolarChargingCoordinator
from .engine.model import Command


class SolarChargingEntity(CoordinatorEntity[SolarChargingCoordinator]):
    """An entity of the site's own device or of a charger's."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: SolarChargingCoordinator, description: EntityDescription, owner_id: str) -> None:
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_unique_id = f"{owner_id}_{description.key}"
        self._written: tuple[object, ...] | None = None

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write what differs from what was written: most decisions change nothing that a setting shows."""
        shown = (self.available, self.state, self.capability_attributes, self.extra_state_attributes)
        if shown != self._written:
            self._written = shown
            self.async_write_ha_state()


class SiteEntity(SolarChargingEntity):
    """An entity of the home as a whole."""

    def __init__(self, coordinator: SolarChargingCoordinator, description: EntityDescription) -> None:
        entry = coordinator.config_entry
        super().__init__(coordinator, description, entry.entry_id)
        self._attr_device_info = DeviceInfo(
            entry_type=DeviceEntryType.SERVICE,
            identifiers={(DOMAIN, entry.entry_id)},
            name=entry.title,
        )


class ChargerEntity(SolarChargingEntity):
    """An entity of one charger: a device of our own, since the charger's belongs to its integration."""

    def __init__(
        self, coordinator: SolarChargingCoordinator, description: EntityDescription, charger: ChargerConfig
    ) -> None:
        super().__init__(coordinator, description, charger.id)
        self.charger = charger
        self._attr_device_info = DeviceInfo(
            entry_type=DeviceEntryType.SERVICE,
            identifiers={(DOMAIN, charger.id)},
            name=charger.name,
        )
        device_id = charger.device_id
        if device_id and dr.async_get(coordinator.hass).async_get(device_id, include_child_devices=False):
            # Linked, not taken over: the charger's own device stays its integration's.
            self._attr_device_info["via_device_id"] = device_id

    @property
    def command(self) -> Command | None:
        """What the charger is told now."""
        return self.coordinator.data.command(self.charger.id)
