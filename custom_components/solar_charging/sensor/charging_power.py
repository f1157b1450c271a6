"""What the car draws at a charger, where that is measured."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import UnitOfPower

from ..coordinator import SolarChargingCoordinator
from ..engine.measure.reading import Reading
from ..entity import ChargerEntity
from .pace import POWER, Value
from .paced import PacedSensor

DRAWN_POWER: Mapping[str, Any] = {
    "translation_key": "charging_power",
    "device_class": SensorDeviceClass.POWER,
    "state_class": SensorStateClass.MEASUREMENT,
    "native_unit_of_measurement": UnitOfPower.WATT,
}
CHARGING_POWER = SensorEntityDescription(key="charging_power", **DRAWN_POWER)


class ChargingPowerSensor(ChargerEntity, PacedSensor):
    """The charger's power, as the decision took it."""

    _pace = POWER

    @override
    def _value(self) -> Value:
        return drawn_w(self.coordinator, self.charger.id)


def drawn_w(coordinator: SolarChargingCoordinator, charger_id: str) -> float | None:
    """Return what the car draws at a charger, in W; None: not measured."""
    inputs = next((one for one in coordinator.data.inputs.chargers if one.id == charger_id), None)
    power = inputs.power_w if inputs else None
    return max(power.value, 0.0) if isinstance(power, Reading) else None
