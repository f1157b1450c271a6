"""What it shows."""

from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import NrgkickEntity

_STATUS = {"disconnected": "standby", "awaiting": "connected", "complete": "connected", "charging": "charging"}


class PowerSensor(NrgkickEntity, SensorEntity):
    """What the car draws."""

    _attr_device_class = SensorDeviceClass.POWER
    _attr_native_unit_of_measurement = "W"
    _attr_state_class = SensorStateClass.MEASUREMENT

    @property
    @override
    def native_value(self) -> float | None:
        report = self.simulation.report_of("car_w")
        return round(report.value) if report else None


class StatusSensor(NrgkickEntity, SensorEntity):
    """What it knows of the car."""

    _attr_device_class = SensorDeviceClass.ENUM

    @property
    @override
    def options(self) -> list[str]:
        return sorted({*_STATUS.values(), "error", "wakeup"})

    @property
    @override
    def native_value(self) -> str:
        return _STATUS[self.simulation.home.evse.status.value]


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry[Any], async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add both."""
    async_add_entities(
        [PowerSensor(entry, "total_active_power", "Total active power"), StatusSensor(entry, "status", "Status")]
    )
