"""What the cars are expected to take in the coming day, as a sensor for programs that plan; by its attributes for each quarter of an hour."""

from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription
from homeassistant.const import UnitOfEnergy

from ..entity import PolledSiteEntity
from ..planning.charging_forecast import described, total_wh

CHARGING_FORECAST = SensorEntityDescription(
    key="charging_forecast",
    translation_key="charging_forecast",
    device_class=SensorDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.WATT_HOUR,
    suggested_display_precision=0,
    entity_registry_enabled_default=False,
)
# History is to keep what changed, not each new guess.
_STEP_WH = 500.0


class ChargingForecastSensor(PolledSiteEntity, SensorEntity):
    """Asked every few minutes, and only where it is enabled."""

    _unrecorded_attributes = frozenset({"slots"})

    @override
    async def async_update(self) -> None:
        """Look ahead."""
        slots = self.coordinator.charging_forecast()
        self._attr_native_value = round(total_wh(slots) / _STEP_WH) * _STEP_WH
        self._attr_extra_state_attributes: dict[str, Any] = {"slots": [described(slot) for slot in slots]}
