"""Limits of one charger, as numbers: its currents, and which charger goes first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntityDescription, NumberMode
from homeassistant.const import EntityCategory, UnitOfElectricCurrent

from ..const import EVSE_CEILING_A, EVSE_FLOOR_A
from ..control.charger import async_limit
from ..devices.charger_reader import CurrentRange
from ..engine.model import ChargerLimits
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

    @property
    def _range(self) -> CurrentRange | None:
        return self.coordinator.home.readers[self.charger.id].current_range()

    @property
    @override
    def native_min_value(self) -> float:
        if not self.entity_description.is_current:
            return super().native_min_value
        return self._range.floor_a if self._range else EVSE_FLOOR_A

    @property
    @override
    def native_max_value(self) -> float:
        if not self.entity_description.is_current:
            return super().native_max_value
        return self._range.max_a if self._range else EVSE_CEILING_A

    @property
    @override
    def native_step(self) -> float | None:
        return self._range.step_a if self._range and self.entity_description.is_current else 1.0

    @property
    @override
    def native_value(self) -> float:
        settings = self.coordinator.settings.charger(self.charger.id)
        limits = self.coordinator.home.readers[self.charger.id].limits(settings)
        return self.entity_description.value_fn(settings, limits)

    @override
    async def _async_take(self, value: float) -> None:
        async_limit(self.coordinator, self.charger.id, **{self.entity_description.key: value})
