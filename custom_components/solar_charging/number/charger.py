"""Limits of one charger, as numbers: its currents, and which charger goes first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntityDescription, NumberMode
from homeassistant.const import EntityCategory, UnitOfElectricCurrent
from homeassistant.core import callback

from ..catalogue.charger_config import ChargerConfig
from ..const import EVSE_CEILING_A, EVSE_FLOOR_A
from ..control.charger import async_limit
from ..coordinator import SolarChargingCoordinator
from ..engine.limit_settings import ChargerLimits
from ..entity import ChargerEntity
from ..settings import ChargerSettings
from .finite import FiniteNumber


@dataclass(frozen=True, kw_only=True)
class ChargerNumberDescription(NumberEntityDescription):
    """A number whose key names a field of `ChargerSettings`."""

    value_fn: Callable[[ChargerSettings, ChargerLimits], float]
    is_current: bool = True


CHARGER_NUMBERS = [
    ChargerNumberDescription(
        key="min_current_a",
        translation_key="min_current",
        device_class=NumberDeviceClass.CURRENT,
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        mode=NumberMode.BOX,
        value_fn=lambda _, limits: limits.min_current_a,
    ),
    ChargerNumberDescription(
        key="max_current_a",
        translation_key="max_current",
        device_class=NumberDeviceClass.CURRENT,
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        mode=NumberMode.BOX,
        value_fn=lambda _, limits: limits.max_current_a,
    ),
    ChargerNumberDescription(
        key="priority",
        translation_key="priority",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_min_value=0,
        native_max_value=10,
        native_step=1,
        value_fn=lambda settings, _: settings.priority,
        is_current=False,
    ),
]


class ChargerNumber(ChargerEntity, FiniteNumber):
    """A limit of one charger, within what the charger's own entity accepts."""

    entity_description: ChargerNumberDescription

    def __init__(
        self, coordinator: SolarChargingCoordinator, description: ChargerNumberDescription, charger: ChargerConfig
    ) -> None:
        super().__init__(coordinator, description, charger)
        self._take_range()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._take_range()
        super()._handle_coordinator_update()

    def _take_range(self) -> None:
        """Look once: Home Assistant asks for the least, the most and the step several times for each state."""
        if self.entity_description.is_current:
            found = self.coordinator.home.readers[self.charger.id].current_range()
            self._attr_native_min_value = found.floor_a if found else EVSE_FLOOR_A
            self._attr_native_max_value = found.max_a if found else EVSE_CEILING_A
            self._attr_native_step = found.step_a if found else 1.0

    @property
    @override
    def native_value(self) -> float:
        settings = self.coordinator.settings.charger(self.charger.id)
        limits = self.coordinator.home.readers[self.charger.id].limits(settings)
        return self.entity_description.value_fn(settings, limits)

    @override
    async def _async_take(self, value: float) -> None:
        async_limit(self.coordinator, self.charger.id, **{self.entity_description.key: value})
