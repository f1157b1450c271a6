"""Base entities: one device for the site, one for each charger, one for each car."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription, EntityPlatformState
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .catalogue.charger_config import ChargerConfig
from .const import DOMAIN
from .coordinator import SolarChargingCoordinator
from .devices.vehicle import VehicleConfig
from .engine.decision import Command
from .setup.docs_links import car_url, charger_url, home_url


def _has_cars(coordinator: SolarChargingCoordinator, _: ChargerConfig | None) -> bool:
    return bool(coordinator.cars.cars)


def _has_silent_car(coordinator: SolarChargingCoordinator, _: ChargerConfig | None) -> bool:
    return any(car.soc_entity is None for car in coordinator.cars.cars.values())


def _has_soc(coordinator: SolarChargingCoordinator, charger: ChargerConfig | None) -> bool:
    return bool(coordinator.cars.cars) or (charger is not None and "vehicle_soc" in charger.readings)


def _has_prices(coordinator: SolarChargingCoordinator, _: ChargerConfig | None) -> bool:
    return coordinator.site.tariff.has_prices or coordinator.settings.site.import_price is not None


def _has_fuse(coordinator: SolarChargingCoordinator, _: ChargerConfig | None) -> bool:
    return bool(coordinator.site.phase_currents)


def _has_limits(coordinator: SolarChargingCoordinator, _: ChargerConfig | None) -> bool:
    site = coordinator.site
    is_set_up = bool(site.phase_currents or site.circuits or site.grid_signal or site.peak)
    return is_set_up or coordinator.settings.site.main_fuse_a is not None


def _is_watched(coordinator: SolarChargingCoordinator, charger: ChargerConfig | None) -> bool:
    return charger is not None and coordinator.settings.charger(charger.id).shadow_mode


# By its key, what makes an entity useful. Until then it is not made at all, and from then on it is shown: one that was made before,
# hidden, would have to be enabled, for which Home Assistant reloads the whole home half a minute later.
USEFUL_WITH: Mapping[str, Callable[[SolarChargingCoordinator, ChargerConfig | None], bool]] = {
    "car": _has_cars,
    "state_of_charge": _has_soc,
    "ready_by_soc": _has_soc,
    "minimum_charge": _has_soc,
    "charge_limit": _has_soc,
    "entered_soc": _has_silent_car,
    "cheap_energy_price_limit": _has_prices,
    "charging_savings": _has_prices,
    "limited_by": _has_limits,
    "detected_grid_phase": _has_fuse,
    "shadow_comparison": _is_watched,
}


class SolarChargingEntity(CoordinatorEntity[SolarChargingCoordinator]):
    """An entity of the site's own device, of a charger's or of a car's."""

    _attr_has_entity_name = True
    # Shows what the user set, and nothing that a decision could change.
    _shows_settings_alone = False

    def __init__(self, coordinator: SolarChargingCoordinator, description: EntityDescription, owner_id: str) -> None:
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_unique_id = f"{owner_id}_{description.key}"
        if description.key in USEFUL_WITH:
            self._attr_entity_registry_enabled_default = True
        self._written: tuple[object, ...] | None = None
        self._shown_settings: tuple[object, ...] | None = None

    @property
    def is_useful(self) -> bool:
        """Whether the home has what this is about."""
        return self._is_useful(None)

    def _is_useful(self, charger: ChargerConfig | None) -> bool:
        is_useful = USEFUL_WITH.get(self.entity_description.key)
        return is_useful is None or is_useful(self.coordinator, charger)

    @property
    def is_added(self) -> bool:
        """Whether Home Assistant has it; one that is disabled it has not."""
        return self._platform_state is EntityPlatformState.ADDED

    @callback
    def take_over(self, other: SolarChargingEntity) -> None:
        """Go on as the entity that would have been made in this one's place."""

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write what differs from what was written: most decisions change nothing that a setting shows."""
        if self._shows_settings_alone and not self._has_new_settings():
            return
        shown = (self.available, self.state, self.capability_attributes, self.extra_state_attributes)
        if shown != self._written:
            self._written = shown
            self.async_write_ha_state()

    def _has_new_settings(self) -> bool:
        """Whether settings, or what their defaults come from, are others than at the last look: half of all entities need no other."""
        coordinator, before = self.coordinator, self._shown_settings
        self._shown_settings = coordinator.settings, coordinator.site, self.hass.config.country, self.available
        return self._shown_settings != before


type Made = Iterable[tuple[str | None, SolarChargingEntity]]


class SiteEntities:
    """The entities of one platform, made from what the home has: at its set-up, and again whenever a part comes or goes.

    What stays is left alone, so that it never is unavailable.
    """

    def __init__(
        self,
        coordinator: SolarChargingCoordinator,
        async_add_entities: AddConfigEntryEntitiesCallback,
        make: Callable[[SolarChargingCoordinator], Made],
    ) -> None:
        """`make` returns each entity with the subentry it belongs to, None: the home."""
        self._coordinator = coordinator
        self._async_add_entities = async_add_entities
        self._make = make
        self._known: dict[str, SolarChargingEntity] = {}
        coordinator.platforms.append(self)
        self.renew()

    async def async_remove_of(self, chargers: Collection[str]) -> None:
        """Remove the entities of chargers that are about to be removed."""
        for key, entity in list(self._known.items()):
            if isinstance(entity, ChargerEntity) and entity.charger.id in chargers:
                await self._async_remove(key)

    @callback
    def renew(self) -> None:
        """Add what is new or has just been enabled; what stays takes over what it shows of its charger."""
        made = {
            entity.unique_id or "": (owner, entity)
            for owner, entity in self._make(self._coordinator)
            if entity.is_useful
        }
        for key in self._known.keys() - made.keys():
            self._coordinator.hass.async_create_task(self._async_remove(key), f"remove {key}")
        new: dict[str | None, list[SolarChargingEntity]] = {}
        for key, (owner, entity) in made.items():
            known = self._known.get(key)
            if known is not None and known.is_added:
                known.take_over(entity)
            else:
                self._known[key] = entity
                new.setdefault(owner, []).append(entity)
        for owner, entities in new.items():
            self._async_add_entities(entities, config_subentry_id=owner)

    async def _async_remove(self, key: str) -> None:
        entity = self._known.pop(key)
        if entity.is_added:
            await entity.async_remove()


class SiteEntity(SolarChargingEntity):
    """An entity of the home as a whole."""

    def __init__(self, coordinator: SolarChargingCoordinator, description: EntityDescription) -> None:
        entry = coordinator.config_entry
        super().__init__(coordinator, description, entry.entry_id)
        self._attr_device_info = DeviceInfo(
            entry_type=DeviceEntryType.SERVICE,
            identifiers={(DOMAIN, entry.entry_id)},
            configuration_url=home_url(coordinator.hass),
            name=entry.title,
        )


class PolledSiteEntity(SiteEntity):
    """An entity that is asked every few minutes, and only where it is enabled: an answer takes the loop some milliseconds."""

    _attr_should_poll = True
    _was_available = True

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write whether it is available; what it shows is written when it was asked."""
        if (is_available := self.available) != self._was_available:
            self._was_available = is_available
            self.async_write_ha_state()

    @override
    async def async_added_to_hass(self) -> None:
        """Ask for the first time. Home Assistant's own way to do so asks what is disabled, too."""
        await super().async_added_to_hass()
        await self.async_update()


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
            configuration_url=charger_url(coordinator.hass, charger.integration),
            name=charger.name,
        )
        device_id = charger.device_id
        if device_id and dr.async_get(coordinator.hass).async_get(device_id, include_child_devices=False):
            # Linked, not taken over: the charger's own device stays its integration's.
            self._attr_device_info["via_device_id"] = device_id

    @property
    @override
    def is_useful(self) -> bool:
        return self._is_useful(self.charger)

    @callback
    @override
    def take_over(self, other: SolarChargingEntity) -> None:
        if isinstance(other, ChargerEntity) and other.charger != self.charger:
            self.charger = other.charger
            if (device := self.device_entry) and device.name != other.charger.name:
                dr.async_get(self.hass).async_update_device(device.id, name=other.charger.name)

    @property
    def command(self) -> Command | None:
        """The charger's present command."""
        return self.coordinator.data.command(self.charger.id)


class CarEntity(SolarChargingEntity):
    """An entity of one car: a device of our own, linked to that of the integration which reports on the car."""

    def __init__(
        self, coordinator: SolarChargingCoordinator, description: EntityDescription, car: VehicleConfig
    ) -> None:
        super().__init__(coordinator, description, car.id)
        self.car = car
        self._attr_device_info = DeviceInfo(
            entry_type=DeviceEntryType.SERVICE,
            identifiers={(DOMAIN, car.id)},
            configuration_url=car_url(coordinator.hass),
            name=car.name,
        )
        if device_id := _device_of(coordinator, car):
            self._attr_device_info["via_device_id"] = device_id

    @callback
    @override
    def take_over(self, other: SolarChargingEntity) -> None:
        if isinstance(other, CarEntity) and other.car != self.car:
            self.car = other.car
            if device := self.device_entry:
                via_device_id = _device_of(self.coordinator, other.car)
                dr.async_get(self.hass).async_update_device(device.id, name=other.car.name, via_device_id=via_device_id)


def _device_of(coordinator: SolarChargingCoordinator, car: VehicleConfig) -> str | None:
    """Return the device that the car's own integration made for it: the one its entities belong to."""
    registry, devices = er.async_get(coordinator.hass), dr.async_get(coordinator.hass)
    for entity_id in (car.soc_entity, car.plug_entity, car.limit_entity, car.odometer_entity, car.location_entity):
        entry = registry.async_get(entity_id) if entity_id else None
        if entry and entry.device_id and devices.async_get(entry.device_id, include_child_devices=False):
            return entry.device_id
    return None
