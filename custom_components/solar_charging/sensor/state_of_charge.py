"""How full the car at a charger is."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import PERCENTAGE

from ..entity import ChargerEntity

STATE_OF_CHARGE = SensorEntityDescription(
    key="state_of_charge",
    translation_key="state_of_charge",
    device_class=SensorDeviceClass.BATTERY,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=0,
    entity_registry_enabled_default=False,
)


class StateOfCharge(ChargerEntity, SensorEntity):
    """As reported, and what was charged since; unknown where it is not known which car this is."""

    @property
    @override
    def native_value(self) -> float | None:
        pct = self.coordinator.cars.here(self.charger.id).soc_pct
        return None if pct is None else round(pct, 1)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        here = self.coordinator.cars.here(self.charger.id)
        return {
            "car": here.car.name if here.car else None,
            "recognised_by": here.sign,
            "source": here.soc_known_by,
            "reported": here.reported_pct,
            "car_limit": here.limit_pct,
        }
