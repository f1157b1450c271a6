"""Cars' stays at the charger, each with a departure, and what a planner makes of one, quarter hour by quarter hour."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from custom_components.solar_charging.engine.grid_top_up import MIN_SOLAR_SHARE, GridTopUp

from .prices import FEED_IN
from .year import QUARTERS_PER_DAY, Floats, Year

NOTHING_WH = 1.0


@dataclass(frozen=True)
class Charger:
    """A charger by its least and highest power in W."""

    least_w: float
    most_w: float


ONE_OR_THREE_PHASES = Charger(1_380.0, 11_040.0)
THREE_PHASES = Charger(4_140.0, 11_040.0)


@dataclass(frozen=True)
class ParkedCar:
    """Quarter hours (from the year's start) of arrival and departure, and what the car needs."""

    arrives: int
    leaves: int
    energy_wh: float

    def is_feasible(self, charger: Charger) -> bool:
        """Whether full speed all the time would do."""
        return self.energy_wh <= (self.leaves - self.arrives) * charger.most_w / 4


@dataclass(frozen=True)
class Wanted:
    """What a planner wants of the present quarter hour: so much of it at full speed; else sun, helped where a kWh costs less than `break_even_price`."""

    full_part: float
    break_even_price: float | None = None


# Asked each quarter hour of a stay, with what is still open in Wh.
type Planner = Callable[[int, ParkedCar, float], Wanted]


@dataclass(frozen=True)
class Outcome:
    """What came of a stay; `cost` counts what was bought, and the feed-in that was forgone."""

    cost: float
    missing_wh: float
    solar_wh: float
    grid_wh: float


def stays(days: int) -> Iterator[ParkedCar]:
    """Yield four kinds of day in turn: at home from evening to afternoon, over the day, overnight, and from morning to morning."""
    for day in range(1, days - 2):
        midnight = day * QUARTERS_PER_DAY
        yield (
            ParkedCar(midnight + 18 * 4, midnight + 24 * 4 + 17 * 4, 20_000.0),
            ParkedCar(midnight + 8 * 4, midnight + 18 * 4, 15_000.0),
            ParkedCar(midnight + 18 * 4, midnight + 24 * 4 + 7 * 4, 12_000.0),
            ParkedCar(midnight + 9 * 4, midnight + 24 * 4 + 7 * 4, 15_000.0),
        )[day % 4]


def live_through(stay: ParkedCar, year: Year, prices: Floats, planner: Planner, charger: Charger) -> Outcome:
    """Ask the planner anew each quarter hour and do what it wants for now."""
    left_wh, cost, solar_wh, grid_wh = stay.energy_wh, 0.0, 0.0, 0.0
    for quarter in range(stay.arrives, stay.leaves):
        if left_wh <= NOTHING_WH:
            break
        wanted = planner(quarter, stay, left_wh)
        price, sun_w = float(prices.flat[quarter]), min(float(year.surplus_w.flat[quarter]), charger.most_w)
        follows_w = _following_w(sun_w, price, wanted.break_even_price, charger)
        part = wanted.full_part
        given_wh = (part * charger.most_w + (1 - part) * follows_w) / 4
        used = min(left_wh / given_wh, 1.0) if given_wh else 0.0
        sun_wh = (part * sun_w + (1 - part) * min(sun_w, follows_w)) / 4 * used
        bought_wh = given_wh * used - sun_wh
        left_wh -= given_wh * used
        solar_wh += sun_wh
        grid_wh += bought_wh
        cost += (bought_wh * price + sun_wh * FEED_IN) / 1000
    return Outcome(cost, max(left_wh - NOTHING_WH, 0.0), solar_wh, grid_wh)


def _following_w(sun_w: float, price: float, break_even_price: float | None, charger: Charger) -> float:
    """Return the power of a charger that follows the sun, as the engine has it."""
    if sun_w >= charger.least_w:
        return sun_w
    if break_even_price is None:
        return 0.0
    part = max(GridTopUp(price, FEED_IN, break_even_price).min_solar_share, MIN_SOLAR_SHARE)
    return charger.least_w if sun_w >= part * charger.least_w else 0.0
