"""What the entities of the simulated home have in common."""

from enum import Enum
from typing import override

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .simulation import DOMAIN, Simulation


class Device(Enum):
    """The devices: key, name, model."""

    INVERTER = ("inverter", "Inverter", "5.5 kW")
    METER = ("meter", "Grid meter", "At the house connection")
    BATTERY = ("battery", "Home battery", "10 kWh")
    WALLBOX = ("wallbox", "Wallbox", "Single-phase, 16 A")
    CAR = ("car", "Car", "60 kWh")
    SKY = ("sky", "Simulation", "Sky and household")


class SimulatedEntity(Entity):
    """An entity of one of the simulated devices, told after every tick."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, simulation: Simulation, device: Device, description: EntityDescription) -> None:
        """Belong to `device`."""
        key, name, model = device.value
        self.simulation = simulation
        self.entity_description = description
        self._attr_unique_id = f"{key}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, key)}, name=name, model=model, manufacturer="Simulated home"
        )

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.simulation.listen(self.ticked))

    def ticked(self) -> None:
        """Publish the state: unchanged ones cost nothing."""
        self.async_write_ha_state()
