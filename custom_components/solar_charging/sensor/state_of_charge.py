"""How full the car at a charger is."""

from typing import override

from homeassistant.components.sensor import SensorEntityDescription

from ..entity import ChargerEntity
from .common import CAR_STATE_OF_CHARGE
from .pace import SHARE
from .paced import PacedSensor

STATE_OF_CHARGE = SensorEntityDescription(
    key="state_of_charge",
    **CAR_STATE_OF_CHARGE,
    entity_registry_enabled_default=False,
)


class StateOfCharge(ChargerEntity, PacedSensor):
    """As reported, and what was charged since; unknown where it is not known which car this is."""

    _pace = SHARE

    @override
    def _value(self) -> float | None:
        return self.coordinator.cars.here(self.charger.id).soc_pct

    @override
    def _take_attributes(self) -> bool:
        here = self.coordinator.cars.here(self.charger.id)
        attributes = {
            "car": here.car.name if here.car else None,
            "recognised_by": here.identified_by,
            "source": here.soc_source,
            "reported": here.reported_pct,
            "car_limit": here.limit_pct,
        }
        if attributes == getattr(self, "_attr_extra_state_attributes", None):
            return False
        self._attr_extra_state_attributes = attributes
        return True
