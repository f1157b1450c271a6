"""Permissions the user gives, whether limits of a session stay, and whether a charger is only watched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .catalogue.entry import Role
from .control.charger import async_set_shadow_mode, async_update_request
from .coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from .entity import ChargerEntity, Made, SiteEntities, SiteEntity
from .settings import SiteSettings
from .setup.site_config import SiteConfig

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PermissionDescription(SwitchEntityDescription):
    """A switch whose key names a field of `SiteSettings`; `is_asked_at_start`: it takes a reload to matter."""

    value_fn: Callable[[SiteSettings, SiteConfig], bool]
    has_fn: Callable[[SiteConfig], bool] = lambda _: True
    is_asked_at_start: bool = False
    attributes_fn: Callable[[SolarChargingCoordinator], Mapping[str, Any]] = lambda _: {}


def _battery_use(coordinator: SolarChargingCoordinator) -> Mapping[str, Any]:
    """Return how far the home battery may charge cars today: down to which level, and how much of what energy."""
    site = coordinator.settings.site
    return {
        "down_to": site.battery_buffer_level_pct,
        "energy_today": round(coordinator.requests.battery_energy_today_wh(coordinator.data.inputs) / 1000.0, 1),
        "energy_per_day": site.battery_daily_energy_kwh,
    }


# Off: limits of energy, charge and time end when the car leaves.
KEEP_LIMITS = SwitchEntityDescription(
    key="keep_limits",
    translation_key="keep_limits",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)
SHADOW_MODE = SwitchEntityDescription(
    key="shadow_mode",
    translation_key="shadow_mode",
    entity_category=EntityCategory.CONFIG,
)
PERMISSIONS = [
    PermissionDescription(
        key="use_home_battery",
        translation_key="use_home_battery",
        entity_category=EntityCategory.CONFIG,
        value_fn=lambda settings, _: settings.use_home_battery,
        has_fn=lambda site: Role.BATTERY_SOC in site.sources,
        attributes_fn=_battery_use,
    ),
    PermissionDescription(
        key="use_open_meteo",
        translation_key="use_open_meteo",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        value_fn=lambda settings, site: site.allows_open_meteo(settings.use_open_meteo),
        is_asked_at_start=True,
    ),
    PermissionDescription(
        key="suggest_departures",
        translation_key="suggest_departures",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        value_fn=lambda settings, _: settings.suggest_departures,
    ),
]


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what this home can allow, and a switch for each charger."""
    SiteEntities(entry.runtime_data, async_add_entities, _made)


def _made(coordinator: SolarChargingCoordinator) -> Made:
    for permission in PERMISSIONS:
        if permission.has_fn(coordinator.site):
            yield None, Permission(coordinator, permission)
    for charger in coordinator.site.chargers:
        yield charger.id, KeepLimits(coordinator, KEEP_LIMITS, charger)
        yield charger.id, ShadowMode(coordinator, SHADOW_MODE, charger)


class Permission(SiteEntity, SwitchEntity):
    """Something that is not done unless the user allows it."""

    _unrecorded_attributes = frozenset({"energy_today"})
    entity_description: PermissionDescription

    @property
    @override
    def entity_registry_enabled_default(self) -> bool:
        """A home that is estimated sees at once what would make the estimate better."""
        return super().entity_registry_enabled_default or Role.PV_POWER not in self.coordinator.site.sources

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        return self.entity_description.attributes_fn(self.coordinator)

    @property
    @override
    def is_on(self) -> bool:
        return self.entity_description.value_fn(self.coordinator.settings.site, self.coordinator.site)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._allow(is_allowed=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._allow(is_allowed=False)

    def _allow(self, *, is_allowed: bool) -> None:
        settings = self.coordinator.settings
        self.coordinator.async_set_settings(settings.with_site(**{self.entity_description.key: is_allowed}))
        if self.entity_description.is_asked_at_start:
            self.hass.config_entries.async_schedule_reload(self.coordinator.config_entry.entry_id)


class KeepLimits(ChargerEntity, SwitchEntity):
    """Whether the limits hold for every session, rather than for this one."""

    _shows_settings_alone = True

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.settings.charger(self.charger.id).charge_request.keep_limits

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        async_update_request(self.coordinator, self.charger.id, keep_limits=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        async_update_request(self.coordinator, self.charger.id, keep_limits=False)


class ShadowMode(ChargerEntity, SwitchEntity):
    """Whether everything is decided and nothing commanded."""

    _shows_settings_alone = True

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.settings.charger(self.charger.id).shadow_mode

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        async_set_shadow_mode(self.coordinator, self.charger.id, is_on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        async_set_shadow_mode(self.coordinator, self.charger.id, is_on=False)
