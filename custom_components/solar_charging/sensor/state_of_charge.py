"""How full the car at a charger is."""

from collections.abc import Mapping
from typing import Any, override

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
    # A report is exact for a moment, then counting goes on.
    _moving_attributes = frozenset({"source", "reported"})

    @override
    def _value(self) -> float | None:
        return self.coordinator.cars.here(self.charger.id).soc_pct

    @override
    def _attributes(self) -> Mapping[str, Any]:
        here = self.coordinator.cars.here(self.charger.id)
        return {
            "car": here.car.name if here.car else None,
            "recognised_by": here.identified_by,
            "source": here.soc_source,
            "reported": here.reported_pct,
            "car_limit": here.limit_pct,
        }
