"""The wallbox's set-point."""

from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberEntityDescription
from homeassistant.const import UnitOfElectricCurrent
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import Device, SimulatedEntity
from .simulation import STATION, SimulationConfigEntry

CURRENT = NumberEntityDescription(
    key="current",
    name="Charging current",
    device_class=NumberDeviceClass.CURRENT,
    native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
    native_min_value=STATION.min_current_a,
    native_max_value=STATION.max_current_a,
    native_step=STATION.step_a,
)


class CurrentNumber(SimulatedEntity, NumberEntity):
    """The current the wallbox offers, as the wallbox itself has taken it."""

    @property
    @override
    def native_value(self) -> float:
        return self.simulation.home.evse.set_current_a

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.simulation.home.evse.command(current_a=value)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the set-point."""
    async_add_entities([CurrentNumber(entry.runtime_data, Device.WALLBOX, CURRENT)])
