"""The knobs of the simulation: the sky, and what is wrong with the inverter and the grid meter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from simulator.clouds import CloudKind
from simulator.meter import Fault

from .entity import Device, SimulatedEntity
from .simulation import Simulation, SimulationConfigEntry


@dataclass(frozen=True, kw_only=True)
class SelectDescription(SelectEntityDescription):
    """A choice: how it stands, and what choosing does."""

    current: Callable[[Simulation], str]
    choose: Callable[[Simulation, str], None]


def _set_sky(simulation: Simulation, option: str) -> None:
    simulation.clouds.sky = CloudKind(option)


def _fault(sensor: str) -> SelectDescription:
    def choose(simulation: Simulation, option: str) -> None:
        simulation.home.sensors[sensor].fault = Fault(option)

    return SelectDescription(
        key=f"{sensor}_fault",
        name="Fault",
        translation_key="fault",
        icon="mdi:alert-decagram-outline",
        # Home Assistant's own sensors cannot be nan: the platform refuses it.
        options=[fault.value for fault in Fault if fault is not Fault.NAN],
        current=lambda simulation: simulation.home.sensors[sensor].fault.value,
        choose=choose,
    )


SELECTS = (
    (
        Device.SKY,
        SelectDescription(
            key="sky",
            name="Sky",
            translation_key="sky",
            icon="mdi:weather-partly-cloudy",
            options=[sky.value for sky in CloudKind],
            current=lambda simulation: simulation.clouds.sky.value,
            choose=_set_sky,
        ),
    ),
    (Device.INVERTER, _fault("generation_w")),
    (Device.METER, _fault("grid_w")),
)


class SimulatedSelect(SimulatedEntity, SelectEntity):
    """Turns a knob of the simulation."""

    entity_description: SelectDescription

    @property
    @override
    def current_option(self) -> str:
        return self.entity_description.current(self.simulation)

    @override
    async def async_select_option(self, option: str) -> None:
        self.entity_description.choose(self.simulation, option)
        self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the knobs."""
    async_add_entities(SimulatedSelect(entry.runtime_data, device, description) for device, description in SELECTS)
