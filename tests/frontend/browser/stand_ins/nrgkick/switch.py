"""Whether it may charge."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import NrgkickEntity


class ChargingSwitch(NrgkickEntity, SwitchEntity):
    """Starts and stops."""

    @property
    @override
    def is_on(self) -> bool:
        return bool(self.simulation.home.evse.is_enabled)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self.simulation.home.evse.command(is_enabled=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self.simulation.home.evse.command(is_enabled=False)


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry[Any], async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add it."""
    async_add_entities([ChargingSwitch(entry, "charging_enabled", "Charging enabled")])
