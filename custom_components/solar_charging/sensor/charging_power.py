"""What the car draws at a charger, where that is measured."""

from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import UnitOfPower

from ..engine.measure.reading import Reading
from ..entity import ChargerEntity
from .pace import POWER, Value
from .paced import PacedSensor

CHARGING_POWER = SensorEntityDescription(
    key="charging_power",
    translation_key="charging_power",
    device_class=SensorDeviceClass.POWER,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfPower.WATT,
)


class ChargingPowerSensor(ChargerEntity, PacedSensor):
    """The charger's power, as the decision took it."""

    _pace = POWER

    @override
    def _value(self) -> Value:
        inputs = next((one for one in self.coordinator.data.inputs.chargers if one.id == self.charger.id), None)
        power = inputs.power_w if inputs else None
        return max(power.value, 0.0) if isinstance(power, Reading) else None
