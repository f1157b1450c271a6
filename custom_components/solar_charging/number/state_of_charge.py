"""How full the car at a charger is, entered by the user where nothing else provides it."""

from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntityDescription, NumberMode
from homeassistant.const import PERCENTAGE, EntityCategory

from ..control.car import async_enter_soc
from ..entity import ChargerEntity
from .finite import FiniteNumber

ENTERED_SOC = NumberEntityDescription(
    key="entered_soc",
    translation_key="entered_soc",
    device_class=NumberDeviceClass.BATTERY,
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
    native_unit_of_measurement=PERCENTAGE,
    native_min_value=0,
    native_max_value=100,
    native_step=1,
    mode=NumberMode.BOX,
)


class EnteredSoc(ChargerEntity, FiniteNumber):
    """What the user reads in the car."""

    @property
    @override
    def native_value(self) -> float | None:
        pct = self.coordinator.cars.here(self.charger.id).soc_pct
        return None if pct is None else round(pct)

    @override
    async def _async_take(self, value: float) -> None:
        async_enter_soc(self.coordinator, self.charger.id, value)
