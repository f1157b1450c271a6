"""The car at a charger, as far as it is known."""

from dataclasses import dataclass, replace

from ..cars.recognise import IdentifiedBy
from ..cars.state_of_charge import SocSource
from ..devices.vehicle import VehicleConfig
from ..engine.limit_settings import ChargerLimits
from ..engine.model import CHARGING_EFFICIENCY
from ..planning.charge_request import CarBattery


@dataclass(frozen=True, slots=True)
class ConnectedCar:
    """The car at a charger and how it was identified; empty without one. Percentages: None if unknown."""

    identified_by: IdentifiedBy = IdentifiedBy.NO_CAR
    car: VehicleConfig | None = None
    soc_pct: float | None = None
    soc_source: SocSource | None = None
    reported_pct: float | None = None
    limit_pct: float | None = None
    charging_efficiency: float = CHARGING_EFFICIENCY

    @property
    def battery(self) -> CarBattery:
        """Its battery, as far as it is known."""
        capacity_wh = self.car.battery_wh if self.car else None
        return CarBattery(capacity_wh, self.charging_efficiency, self.limit_pct)


def limits_for_car(limits: ChargerLimits, car: VehicleConfig) -> ChargerLimits:
    """Return the limits of a charger while this car is connected."""
    if car.max_current_a is not None:
        limits = replace(limits, max_current_a=max(min(limits.max_current_a, car.max_current_a), limits.min_current_a))
    if car.phases is not None:
        # Phases beyond the car's would switch a contactor for nothing.
        most = min((one for one in limits.phases if one >= car.phases), default=max(limits.phases))
        phases = tuple(one for one in limits.phases if one <= most)
        limits = replace(limits, phases=phases, car_phases=car.phases)
    return limits
