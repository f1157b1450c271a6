"""The car at a charger, as far as it is known."""

from dataclasses import dataclass, replace

from ..cars.recognise import Sign
from ..cars.state_of_charge import Known
from ..devices.vehicle import CarConfig
from ..engine.model import CHARGED_PART, ChargerLimits
from ..planning.charge_request import Battery


@dataclass(frozen=True, slots=True)
class CarHere:
    """What is known of the car at a charger, and how; without one, of none. Percentages: None where nobody knows."""

    sign: Sign = Sign.NO_CAR
    car: CarConfig | None = None
    soc_pct: float | None = None
    soc_known_by: Known | None = None
    reported_pct: float | None = None
    limit_pct: float | None = None
    charged_part: float = CHARGED_PART

    @property
    def battery(self) -> Battery:
        """Its battery, as far as it is known."""
        capacity_wh = self.car.battery_wh if self.car else None
        return Battery(capacity_wh, self.charged_part, self.limit_pct)


def narrowed(limits: ChargerLimits, car: CarConfig) -> ChargerLimits:
    """Return what a charger may be told for this car."""
    if car.max_current_a is not None:
        limits = replace(limits, max_current_a=max(min(limits.max_current_a, car.max_current_a), limits.min_current_a))
    if car.phases is not None:
        # Phases beyond the car's would switch a contactor for nothing.
        most = min((one for one in limits.phases if one >= car.phases), default=max(limits.phases))
        phases = tuple(one for one in limits.phases if one <= most)
        limits = replace(limits, phases=phases, car_phases=car.phases)
    return limits
