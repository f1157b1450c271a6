"""Base entities: one device for the site, one for each charger."""

from collections.abc import Callable, Mapping
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .catalogue.charger_config import ChargerConfig
from .catalogue.entry import Role
from .const import DOMAIN
from .coordinator import SolarChargingCoordinator
from .engine.model import Command


def _never(_: SolarChargingCoordinator) -> bool:
    return False


def _has_cars(coordinator: SolarChargingCoordinator) -> bool:
    return bool(coordinator.cars.cars)


def _has_several_cars(coordinator: SolarChargingCoordinator) -> bool:
    return len(coordinator.cars.cars) > 1


def _has_silent_car(coordinator: SolarChargingCoordinator) -> bool:
    return any(car.soc_entity is None for car in coordinator.cars.cars.values())


def _has_prices(coordinator: SolarChargingCoordinator) -> bool:
    return bool(coordinator.site.price_entities) or coordinator.site.rates is not None


def _has_battery(coordinator: SolarChargingCoordinator) -> bool:
    return Role.BATTERY_SOC in coordinator.site.sources


def _has_fuse(coordinator: SolarChargingCoordinator) -> bool:
    return bool(coordinator.site.phase_currents)


def _has_limits(coordinator: SolarChargingCoordinator) -> bool:
    return bool(coordinator.site.phase_currents or coordinator.site.circuits)


# By its key, what makes an entity worth showing: what a step of the set-up has just added is not hidden.
ENABLED_WITH: Mapping[str, Callable[[SolarChargingCoordinator], bool]] = {
    "car": _has_several_cars,
    "state_of_charge": _has_cars,
    "ready_by_soc": _has_cars,
    "minimum_charge": _has_cars,
    "charge_limit": _has_cars,
    "entered_soc": _has_silent_car,
    "cheap_energy_price_limit": _has_prices,
    "charging_savings": _has_prices,
    "battery_buffer_level_pct": _has_battery,
    "use_home_battery": _has_battery,
    "main_fuse_a": _has_fuse,
    "limited_by": _has_limits,
    "detected_grid_phase": _has_fuse,
}


@callback
def async_enable_entities(coordinator: SolarChargingCoordinator) -> None:
    """Show what was hidden before there was anything to show, unless the user hid it. Called before the entities are made."""
    registry = er.async_get(coordinator.hass)
    for known in er.async_entries_for_config_entry(registry, coordinator.config_entry.entry_id):
        # A unique id is its owner's, which has no underscore, and the key.
        is_shown = ENABLED_WITH.get(known.unique_id.partition("_")[2], _never)
        if known.disabled_by is er.RegistryEntryDisabler.INTEGRATION and is_shown(coordinator):
            registry.async_update_entity(known.entity_id, disabled_by=None)


class SolarChargingEntity(CoordinatorEntity[SolarChargingCoordinator]):
    """An entity of the site's own device or of a charger's."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: SolarChargingCoordinator, description: EntityDescription, owner_id: str) -> None:
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_unique_id = f"{owner_id}_{description.key}"
        if ENABLED_WITH.get(description.key, _never)(coordinator):
            self._attr_entity_registry_enabled_default = True
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
