"""What a plan is made of. Times: UTC seconds; powers in W; energies in Wh; prices per kWh in the user's currency."""

from dataclasses import dataclass
from enum import StrEnum


class Assumption(StrEnum):
    """Assumptions of a plan that are shown to the user: each is a translation key."""

    # No price is known: bought as late as possible.
    NO_PRICES = "no_prices"
    # For some of the time no price is known (yet): it is taken to cost as much as at the same hour of the day before, else the most expensive.
    PRICE_GAPS = "price_gaps"
    # The car's state of charge is not known: the whole energy asked for is taken to be missing.
    SOC_UNKNOWN = "soc_unknown"
    # A state of charge is requested, but the battery size is unknown because the car is.
    BATTERY_UNKNOWN = "battery_unknown"
    # The car stops by itself below the target: no more is planned for.
    CAR_LIMIT = "car_limit"
    # No forecast of the sun: none is counted on.
    NO_FORECAST = "no_forecast"
    # The departure has passed.
    DEPARTURE_PASSED = "departure_passed"
    # The calendar with the departures is unavailable: its last events are assumed to hold.
    CALENDAR_SILENT = "calendar_silent"
    # The calendar names a departure, but how much is to be charged until then is not known.
    TARGET_UNKNOWN = "target_unknown"
    # The target is reached already.
    TARGET_REACHED = "target_reached"


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time with one price (None: not known) and the surplus that can be counted on.

    `outcomes_w`: the surplus that is exceeded nine times, five times and once in ten; empty: it is certain.
    """

    start_s: float
    end_s: float
    price: float | None = None
    solar_w: float = 0.0
    is_assumed: bool = False
    outcomes_w: tuple[float, ...] = ()

    @property
    def hours(self) -> float:
        """How long it is."""
        return (self.end_s - self.start_s) / 3600.0


@dataclass(frozen=True, slots=True)
class Need:
    """What a charger has to have delivered by when. `min_w` and `max_w` bound its power.

    `feed_in`: what a kWh fed in would earn. `priority`: higher ones are planned first. `is_buying`: full speed was begun for it, or is
    wanted at once, so of equally cheap times the first is taken. `is_overdue`: its departure has passed, so it may leave at any moment.
    """

    charger_id: str
    energy_wh: float
    ready_by_s: float
    min_w: float
    max_w: float
    feed_in: float = 0.0
    priority: int = 0
    is_buying: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Purchase:
    """A stretch of full speed. `energy_wh` goes into the car, `grid_wh` of it is expected to be bought at `price`.

    `is_reserve`: only if the sun does no better until then; planned anew before.
    """

    start_s: float
    end_s: float
    power_w: float
    energy_wh: float
    grid_wh: float
    price: float | None
    is_reserve: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """When to charge at full speed; at all other times the sun charges, helped by the grid where a kWh costs less than its `break_even_price`.

    `ready_by_s`: None while no departure is known. `break_even_price`: what a kWh will cost that is not charged now (None: no price is known, or there is no time to wait).
    `solar_wh` and `grid_wh` are what is expected of sun and grid, `cost` what both cost (None while no price is known).
    `missing_wh` is what cannot be delivered in time even at full speed from now on: 0 if all is well. `ready_at_s`: when it will be
    ready, expected. `peak_w` and `sun_w`: its highest power and the sun it takes in each of the slots planned on, which others lack.
    """

    charger_id: str
    ready_by_s: float | None
    energy_wh: float
    purchases: tuple[Purchase, ...] = ()
    solar_wh: float = 0.0
    grid_wh: float = 0.0
    cost: float | None = None
    break_even_price: float | None = None
    missing_wh: float = 0.0
    ready_at_s: float | None = None
    assumptions: tuple[Assumption, ...] = ()
    # The car's own charge limit, if known.
    car_limit_pct: float | None = None
    peak_w: tuple[float, ...] = ()
    sun_w: tuple[float, ...] = ()
    # The departure has passed, the car is still here and lacks something.
    is_overdue: bool = False

    @property
    def is_in_time(self) -> bool:
        """Whether all can be delivered by then."""
        return self.missing_wh <= 0.0

    def wants_full_speed(self, now_s: float) -> bool:
        """Whether now is a time to buy."""
        return any(one.start_s <= now_s < one.end_s and not one.is_reserve for one in self.purchases)
