"""Permissions the user gives."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .catalogue.entry import Role
from .coordinator import SolarChargingConfigEntry
from .entity import SiteEntity

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0

BATTERY_MAY_DISCHARGE = SwitchEntityDescription(
    key="battery_may_discharge",
    translation_key="battery_may_discharge",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what a home with a battery can allow."""
    if Role.BATTERY_SOC in entry.runtime_data.site.sources:
        async_add_entities([BatteryMayDischarge(entry.runtime_data, BATTERY_MAY_DISCHARGE)])


class BatteryMayDischarge(SiteEntity, SwitchEntity):
    """Whether the home battery may charge the car."""

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.settings.site.battery_may_discharge

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._allow(is_allowed=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._allow(is_allowed=False)

    def _allow(self, *, is_allowed: bool) -> None:
        settings = self.coordinator.settings
        self.coordinator.async_set_settings(settings.with_site(battery_may_discharge=is_allowed))
