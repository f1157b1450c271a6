"""What sensors of a charger and of a car have in common."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import PERCENTAGE, UnitOfEnergy

# Energy that was booked: in Wh, shown in kWh.
BOOKED_ENERGY: Mapping[str, Any] = {
    "device_class": SensorDeviceClass.ENERGY,
    "state_class": SensorStateClass.TOTAL_INCREASING,
    "native_unit_of_measurement": UnitOfEnergy.WATT_HOUR,
    "suggested_unit_of_measurement": UnitOfEnergy.KILO_WATT_HOUR,
    "suggested_display_precision": 2,
}
MONTHLY_SOLAR_SHARE: Mapping[str, Any] = {
    "translation_key": "solar_share_month",
    "state_class": SensorStateClass.MEASUREMENT,
    "native_unit_of_measurement": PERCENTAGE,
    "suggested_display_precision": 0,
}
CAR_STATE_OF_CHARGE: Mapping[str, Any] = {
    "translation_key": "state_of_charge",
    "device_class": SensorDeviceClass.BATTERY,
    "state_class": SensorStateClass.MEASUREMENT,
    "native_unit_of_measurement": PERCENTAGE,
    "suggested_display_precision": 0,
}
