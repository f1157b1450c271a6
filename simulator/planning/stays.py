"""Cars' stays at the charger, each with a departure, and what a planner makes of one, quarter hour by quarter hour."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from custom_components.solar_charging.planning.fleet import plan_all
from custom_components.solar_charging.planning.model import Need
from custom_components.solar_charging.planning.slots import STEP_S, Series, Sun

from .prices import FEED_IN, known_until
from .year import OUTCOME_DEVIATIONS, P20_DEVIATIONS, QUARTERS_PER_DAY, Floats, Year

MIN_W = 1_380.0
MAX_W = 11_000.0
_NOTHING_WH = 1.0


@dataclass(frozen=True)
class Stay:
    """Quarter hours (from the year's start) of arrival and departure, and what the car needs."""

    arrives: int
    leaves: int
    energy_wh: float

    @property
    def is_feasible(self) -> bool:
        """Whether full speed all the time would do."""
        return self.energy_wh <= (self.leaves - self.arrives) * MAX_W / 4


@dataclass(frozen=True)
class Outcome:
    """What came of a stay; `cost` counts what was bought, and the feed-in that was forgone."""

    cost: float
    missing_wh: float
    solar_wh: float
    grid_wh: float


# What a planner believes at a quarter hour: prices and surplus until the departure.
type Belief = Callable[[int, Stay], tuple[Series, Sun]]


def stays(days: int) -> Iterator[Stay]:
    """Yield four kinds of day in turn: at home from evening to afternoon, over the day, overnight, and from morning to morning."""
    for day in range(1, days - 2):
        midnight = day * QUARTERS_PER_DAY
        yield (
            Stay(midnight + 18 * 4, midnight + 24 * 4 + 17 * 4, 20_000.0),
            Stay(midnight + 8 * 4, midnight + 18 * 4, 15_000.0),
            Stay(midnight + 18 * 4, midnight + 24 * 4 + 7 * 4, 12_000.0),
            Stay(midnight + 9 * 4, midnight + 24 * 4 + 7 * 4, 15_000.0),
        )[day % 4]


def live_through(stay: Stay, year: Year, prices: Floats, belief: Belief) -> Outcome:
    """Plan anew each quarter hour and do what the plan says for now."""
    left_wh, cost, solar_wh, grid_wh = stay.energy_wh, 0.0, 0.0, 0.0
    for quarter in range(stay.arrives, stay.leaves):
        if left_wh <= _NOTHING_WH:
            break
        now_s = quarter * STEP_S
        need = Need("car", left_wh, stay.leaves * STEP_S, MIN_W, MAX_W, FEED_IN)
        plan = plan_all([need], now_s, *belief(quarter, stay))["car"]
        surplus_w = float(year.surplus_w.flat[quarter])
        bought_s = sum(
            max(min(one.end_s, now_s + STEP_S) - max(one.start_s, now_s), 0.0)
            for one in plan.purchases
            if not one.is_reserve
        )
        part = bought_s / STEP_S
        sun_w = min(surplus_w, MAX_W)
        follows_w = sun_w if sun_w >= MIN_W else 0.0
        given_wh = (part * MAX_W + (1 - part) * follows_w) / 4
        used = min(left_wh / given_wh, 1.0) if given_wh else 0.0
        sun_wh = (part * sun_w + (1 - part) * follows_w) / 4 * used
        left_wh -= given_wh * used
        solar_wh += sun_wh
        grid_wh += given_wh * used - sun_wh
        cost += ((given_wh * used - sun_wh) * float(prices.flat[quarter]) + sun_wh * FEED_IN) / 1000
    return Outcome(cost, max(left_wh - _NOTHING_WH, 0.0), solar_wh, grid_wh)


def ours(year: Year, prices: Floats) -> Belief:
    """Return what we believe: published prices, the forecast's P20."""

    def believe(now: int, stay: Stay) -> tuple[Series, Sun]:
        known = min(known_until(now), stay.leaves)
        low, *outcomes = (
            _series(now, year.forecast_w(now, stay.leaves, deviations))
            for deviations in (P20_DEVIATIONS, *OUTCOME_DEVIATIONS)
        )
        return _series(now, prices.flat[now:known]), Sun(low, tuple(outcomes))

    return believe


def without_forecast(year: Year, prices: Floats) -> Belief:
    """Return the belief of a planner that knows prices only; sun is taken as it comes."""

    def believe(now: int, stay: Stay) -> tuple[Series, Sun]:
        return _series(now, prices.flat[now : min(known_until(now), stay.leaves)]), Sun()

    return believe


def all_knowing(year: Year, prices: Floats) -> Belief:
    """Return the truth."""

    def believe(now: int, stay: Stay) -> tuple[Series, Sun]:
        return _series(now, prices.flat[now : stay.leaves]), Sun(_series(now, year.surplus_w.flat[now : stay.leaves]))

    return believe


def _series(now: int, values: Floats) -> Series:
    return Series.of([((now + i) * STEP_S, (now + i + 1) * STEP_S, float(value)) for i, value in enumerate(values)])
