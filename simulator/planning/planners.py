"""Planners that know more or less: ours, ours without a forecast, evcc's, and the least a stay can cost."""

from collections.abc import Callable

from custom_components.solar_charging.planning.charging_plan import Need, Plan
from custom_components.solar_charging.planning.multi_charger import plan_all
from custom_components.solar_charging.planning.slots import STEP_S, ExpectedSun, Series, SeriesEntry

from .prices import FEED_IN, Market
from .stays import Charger, ParkedCar, Planner, Wanted
from .year import OUTCOME_DEVIATIONS, P20_DEVIATIONS, Floats, Year

# What a planner believes of the sun at a quarter hour, until the departure.
type Belief = Callable[[int, ParkedCar], ExpectedSun]


def ours(year: Year, market: Market, charger: Charger) -> Planner:
    """Return our planner: published prices, the forecast and its uncertainty."""

    def believe(now: int, stay: ParkedCar) -> ExpectedSun:
        low, *outcomes = (
            _series(now, year.forecast_w(now, stay.leaves, deviations))
            for deviations in (P20_DEVIATIONS, *OUTCOME_DEVIATIONS)
        )
        return ExpectedSun(low, tuple(outcomes))

    return _planner(believe, market, charger)


def ours_without_forecast(market: Market, charger: Charger) -> Planner:
    """Return our planner for a home without any forecast: sun is taken as it comes."""
    return _planner(lambda *_: ExpectedSun(), market, charger)


def evcc(market: Market, charger: Charger) -> Planner:
    """Return evcc's published policy: the cheapest slots at full speed for all that is open, the sun as it comes, asked anew each time.

    Equally cheap slots are taken late, and the most expensive one taken is cut to its end. What fits beyond the known prices is put off.
    """

    def want(now: int, stay: ParkedCar, left_wh: float) -> Wanted:
        known = market.known_until(now, stay.leaves)
        open_slots = left_wh / (charger.most_w / 4) - (stay.leaves - known)
        for slot in sorted(range(now, known), key=lambda slot: (market.prices.flat[slot], -slot)):
            if open_slots <= 0.0:
                break
            if slot == now:
                return Wanted(min(open_slots, 1.0))
            open_slots -= 1.0
        return Wanted(0.0)

    return want


def best_plan(stay: ParkedCar, year: Year, market: Market, charger: Charger) -> Plan:
    """Return the plan made knowing all of it in advance: none is cheaper."""
    truth = slice(stay.arrives, stay.leaves)
    prices, sun = _series(stay.arrives, market.prices.flat[truth]), _series(stay.arrives, year.surplus_w.flat[truth])
    return plan_all([_need(stay, stay.energy_wh, charger)], stay.arrives * STEP_S, prices, ExpectedSun(sun))["car"]


def _planner(believe: Belief, market: Market, charger: Charger) -> Planner:
    def want(now: int, stay: ParkedCar, left_wh: float) -> Wanted:
        now_s = now * STEP_S
        prices = _series(now, market.prices.flat[now : market.known_until(now, stay.leaves)])
        plan = plan_all([_need(stay, left_wh, charger)], now_s, prices, believe(now, stay))["car"]
        bought_s = sum(
            max(min(one.end_s, now_s + STEP_S) - max(one.start_s, now_s), 0.0)
            for one in plan.purchases
            if not one.is_reserve
        )
        return Wanted(bought_s / STEP_S, plan.break_even_price)

    return want


def _need(stay: ParkedCar, open_wh: float, charger: Charger) -> Need:
    return Need("car", open_wh, stay.leaves * STEP_S, charger.least_w, charger.most_w, FEED_IN)


def _series(first: int, values: Floats) -> Series:
    return Series.of(
        [SeriesEntry((first + i) * STEP_S, (first + i + 1) * STEP_S, float(value)) for i, value in enumerate(values)]
    )
