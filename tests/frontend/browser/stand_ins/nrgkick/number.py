"""Its set-point."""

from typing import Any, override

from homeassistant.components.number import NumberDeviceClass, NumberEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import NrgkickEntity


class CurrentNumber(NrgkickEntity, NumberEntity):
    """The current it offers."""

    _attr_device_class = NumberDeviceClass.CURRENT
    _attr_native_unit_of_measurement = "A"
    _attr_native_min_value = 6
    _attr_native_max_value = 16
    _attr_native_step = 1

    @property
    @override
    def native_value(self) -> float:
        return float(self.simulation.home.evse.set_current_a)

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.simulation.home.evse.command(current_a=value)


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry[Any], async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add it."""
    async_add_entities([CurrentNumber(entry, "current_set", "Charging current")])
