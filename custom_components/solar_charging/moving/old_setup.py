"""What another controller was set up with, in our terms, and what of it has no counterpart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..engine.model import SolarMode
from ..planning.charge_request import ChargeRequest

# No home has more of one kind; a server that lists more is not believed.
MOST_OF_A_KIND = 20
# A title of a menu, not a text.
LONGEST_NAME = 60


class NotMovedReason(StrEnum):
    """Why something is not taken over: the key of a phrase that also says where it is set up instead."""

    HEATING = "heating"
    PRICES = "changing_prices"
    EMISSIONS = "emission_limit"
    FEED_IN = "feed_in_limit"
    THRESHOLDS = "thresholds"
    BATTERY_CONTROL = "battery_control"
    PLANS = "more_plans"
    CAR_SIZE = "unknown_car_size"
    CAR_RULES = "car_elsewhere"
    GRID_SIGNAL = "grid_signal"
    OWN_RULES = "own_rules"


@dataclass(frozen=True, slots=True)
class NotMoved:
    """Something that has no counterpart: whose it is (empty: the home's), and why."""

    name: str
    reason: NotMovedReason


@dataclass(frozen=True, slots=True)
class SeenNow:
    """What the old controller saw of a charger: whether a car is plugged in and draws, in W. None: it does not tell."""

    is_connected: bool | None = None
    power_w: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCharger:
    """A charger of the old controller. `entities`: what it used in Home Assistant, by the field of our form for it.

    `phases`: how many it charged with; `switches_phases`: it switched them. A limit of None was not set.
    """

    id: str
    name: str
    mode: SolarMode = SolarMode.SOLAR_ONLY
    min_current_a: float | None = None
    max_current_a: float | None = None
    priority: float = 0.0
    phases: int = 3
    switches_phases: bool | None = None
    request: ChargeRequest = field(default_factory=ChargeRequest)
    entities: Mapping[str, str] = field(default_factory=dict)
    now: SeenNow = field(default_factory=SeenNow)


@dataclass(frozen=True, slots=True)
class OldCar:
    """A car: its battery in kWh, and the mode it brings (None: the charger's)."""

    id: str
    name: str
    battery_kwh: float
    mode: SolarMode | None = None


@dataclass(frozen=True, slots=True)
class OldCircuit:
    """A circuit: its limits, and the id of the one it is on."""

    id: str
    name: str
    limit_a: float | None = None
    limit_w: float | None = None
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class OldTariff:
    """Prices per kWh: one, or a cheap one between two local times ("22:00:00") beside it; what feeding in earns."""

    price: float
    feed_in_price: float | None = None
    cheap_price: float | None = None
    cheap_from: str | None = None
    cheap_until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSetup:
    """All that was found. `site`: fields of our `SiteSettings` with their values."""

    chargers: tuple[OldCharger, ...] = ()
    cars: tuple[OldCar, ...] = ()
    circuits: tuple[OldCircuit, ...] = ()
    tariff: OldTariff | None = None
    site: Mapping[str, float] = field(default_factory=dict)
    not_moved: tuple[NotMoved, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take."""
        return not (self.chargers or self.cars or self.circuits or self.tariff or self.site)
