"""What a replay needs to know of days gone by: what the sun gave, what the house took, and when cars were there."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from ..engine.inputs import Circuit
from ..engine.limit_settings import ChargerLimits, SiteLimits
from ..engine.model import SECONDS_PER_HOUR, SolarMode
from ..engine.policy import SwitchingPreference
from .charger_model import ChargingModel


@dataclass(frozen=True, slots=True)
class PowerSeries:
    """Powers in W as they were reported (UTC s, rising). Between two reports further apart than `gap_s` nothing is known."""

    times_s: Sequence[float]
    values_w: Sequence[float]
    gap_s: float = 900.0

    def at(self, at_s: float) -> float | None:
        """Return the power that was reported last; None where that was too long ago."""
        index = bisect_right(self.times_s, at_s) - 1
        if index < 0 or at_s - self.times_s[index] > self.gap_s:
            return None
        return self.values_w[index]


@dataclass(frozen=True, slots=True)
class PlugInTime:
    """A car at a charger, from plug to plug (UTC s), and the energy it could take meanwhile. `ready_by_s`: when it was to have it, if ever."""

    from_s: float
    until_s: float
    energy_wh: float = inf
    ready_by_s: float | None = None


@dataclass(frozen=True, slots=True)
class ReplayCharger:
    """A charger as it is replayed. `read_s`: how often its power is read; 0: whenever it changes."""

    id: str
    limits: ChargerLimits
    model: ChargingModel = field(default_factory=ChargingModel)
    stays: tuple[PlugInTime, ...] = ()
    priority: int = 0
    mode: SolarMode = SolarMode.SOLAR_ONLY
    switching_preference: SwitchingPreference = SwitchingPreference.BALANCED
    read_s: float = 0.0

    @property
    def there_h(self) -> float:
        """For how many hours cars are there."""
        return sum(stay.until_s - stay.from_s for stay in self.stays) / SECONDS_PER_HOUR

    def stay_at(self, at_s: float) -> PlugInTime | None:
        """Return who is there."""
        return next((stay for stay in self.stays if stay.from_s <= at_s < stay.until_s), None)


@dataclass(frozen=True, slots=True)
class BatteryModel:
    """A home battery that takes what is left and gives what is missing. Its losses are those of usual ones, in each direction.

    `levels`: its state of charge in % as it was recorded, with which it begins when a car comes.
    """

    capacity_wh: float
    soc_pct: float = 50.0
    most_w: float = 5000.0
    efficiency: float = 0.95
    levels: PowerSeries | None = None


@dataclass(frozen=True, slots=True)
class ReplayPrices:
    """What a kWh cost that was bought, per time, and earned that was fed in."""

    bought: PowerSeries
    feed_in: float = 0.0


@dataclass(frozen=True, slots=True)
class ReplayHome:
    """A home and its days. `meter_s`: how often its grid meter reports, `late_s`: how much later than it measured.

    `has_phase_meters`: each phase is measured; the house is taken to load them evenly then.
    """

    generation: PowerSeries
    house_load: PowerSeries
    chargers: tuple[ReplayCharger, ...]
    site: SiteLimits = field(default_factory=SiteLimits)
    battery: BatteryModel | None = None
    meter_s: float = 10.0
    late_s: float = 2.0
    prices: ReplayPrices | None = None
    circuits: tuple[Circuit, ...] = ()
    has_phase_meters: bool = False
