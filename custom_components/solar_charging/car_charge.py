"""How full the car at a charger is: a sensor, and a number to say so where nothing tells."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberEntityDescription, NumberMode
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import PERCENTAGE, EntityCategory

from .car_control import async_tell_soc
from .entity import ChargerEntity

STATE_OF_CHARGE = SensorEntityDescription(
    key="state_of_charge",
    translation_key="state_of_charge",
    device_class=SensorDeviceClass.BATTERY,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=0,
    entity_registry_enabled_default=False,
)
STATE_OF_CHARGE_NOW = NumberEntityDescription(
    key="state_of_charge_now",
    translation_key="state_of_charge_now",
    device_class=NumberDeviceClass.BATTERY,
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
    native_unit_of_measurement=PERCENTAGE,
    native_min_value=0,
    native_max_value=100,
    native_step=1,
    mode=NumberMode.BOX,
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


class StateOfChargeNow(ChargerEntity, NumberEntity):
    """What the user reads in the car."""

    @property
    @override
    def native_value(self) -> float | None:
        pct = self.coordinator.cars.here(self.charger.id).soc_pct
        return None if pct is None else round(pct)

    @override
    async def async_set_native_value(self, value: float) -> None:
        async_tell_soc(self.coordinator, self.charger.id, value)
