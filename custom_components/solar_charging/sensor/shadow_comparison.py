"""How a charger in shadow mode compares with what would have been commanded."""

from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.const import UnitOfEnergy

from ..engine.model import Reason
from ..entity import ChargerEntity
from .pace import Value
from .paced import PacedSensor

# A difference, which may be below zero, and of one day: no meter.
SHADOW_COMPARISON = SensorEntityDescription(
    key="shadow_comparison",
    translation_key="shadow_comparison",
    device_class=SensorDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.WATT_HOUR,
    suggested_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    suggested_display_precision=1,
)


class ShadowComparisonSensor(ChargerEntity, PacedSensor):
    """What did not come from the sun on the last day with a car, beyond what would have been; the explanation has both sides."""

    @override
    def _value(self) -> Value:
        compared = self.coordinator.decisions.shadow.yesterday(self.charger.id)
        return None if compared is None else round(compared.bought_more_wh)

    @override
    def _reason(self) -> Reason | None:
        compared = self.coordinator.decisions.shadow.yesterday(self.charger.id)
        return None if compared is None else compared.reason
