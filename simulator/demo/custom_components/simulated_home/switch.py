"""The wallbox's switch, the kettle and the car's plug."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import Device, SimulatedEntity
from .simulation import Simulation, SimulationConfigEntry

KETTLE_W = 2200.0


@dataclass(frozen=True, kw_only=True)
class SwitchDescription(SwitchEntityDescription):
    """A switch: how it stands, and what turning it does."""

    is_on: Callable[[Simulation], bool]
    turn: Callable[[Simulation, bool], None]


def _boil(simulation: Simulation, is_on: bool) -> None:
    simulation.home.household.extra_w = KETTLE_W if is_on else 0.0


def _plug(simulation: Simulation, is_on: bool) -> None:
    simulation.home.evse.car = simulation.car if is_on else None


SWITCHES = (
    (
        Device.WALLBOX,
        SwitchDescription(
            key="charging",
            name="Charging",
            icon="mdi:ev-station",
            is_on=lambda simulation: simulation.home.evse.is_enabled,
            turn=lambda simulation, is_on: simulation.home.evse.command(is_enabled=is_on),
        ),
    ),
    (
        Device.SKY,
        SwitchDescription(
            key="kettle",
            name="Kettle",
            icon="mdi:kettle",
            is_on=lambda simulation: simulation.home.household.extra_w > 0.0,
            turn=_boil,
        ),
    ),
    (
        Device.CAR,
        SwitchDescription(
            key="plugged_in",
            name="Plugged in",
            icon="mdi:power-plug",
            is_on=lambda simulation: simulation.home.evse.car is not None,
            turn=_plug,
        ),
    ),
)


class SimulatedSwitch(SimulatedEntity, SwitchEntity):
    """Switches something of the home; shows it when it has happened."""

    entity_description: SwitchDescription

    @property
    @override
    def is_on(self) -> bool:
        return self.entity_description.is_on(self.simulation)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._turn(is_on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._turn(is_on=False)

    def _turn(self, *, is_on: bool) -> None:
        self.entity_description.turn(self.simulation, is_on)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switches."""
    async_add_entities(SimulatedSwitch(entry.runtime_data, device, description) for device, description in SWITCHES)
