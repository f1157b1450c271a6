"""The plan for a car that was to be ready by a time, as it would have been made: with the prices of the day ahead and the usual sun.

What was forecast then is not kept. What these days' sun usually left at that hour, the day itself left out, stands in for it.
"""

from collections import defaultdict
from math import inf

from ..planning.break_even import cheap_hours_price
from ..planning.charging_plan import Need, Plan
from ..planning.planner import make_plan
from ..planning.slots import DAY_S, STEP_S, ExpectedSun, Series, slots
from .days import PlugInTime, ReplayCharger, ReplayHome

# Of what these days left at an hour: exceeded four times in five, which is counted on; nine times, five times and once in ten.
LOW_PART, OUTCOME_PARTS = 0.2, (0.1, 0.5, 0.9)


class StayPlanner:
    """Plans anew each quarter of an hour."""

    def __init__(self, home: ReplayHome) -> None:
        self._prices = _price_series(home)
        self._feed_in = home.prices.feed_in if home.prices else 0.0
        self._left_w = _left_by_quarter(home)
        self._usual: dict[float, tuple[float, ...]] = {}
        self._cheap: tuple[float, float | None] = (-inf, None)

    def plan(
        self, charger: ReplayCharger, stay: PlugInTime, left_wh: float, now_s: float, *, is_buying: bool
    ) -> Plan | None:
        """Return the plan for a car that still needs `left_wh`; None: it was not to be ready by any time, or that has passed."""
        if stay.ready_by_s is None or now_s >= stay.ready_by_s or left_wh == inf:
            return None
        bounds_w = (charger.limits.least_w, charger.limits.most_w)
        need = Need(charger.id, left_wh, stay.ready_by_s, *bounds_w, self._feed_in, is_buying=is_buying)
        sun = self._sun(now_s, stay.ready_by_s)
        return make_plan(need, slots(now_s, stay.ready_by_s, self._prices, sun))

    def cheap_price(self, now_s: float) -> float | None:
        """Return the highest price of the coming day's cheap hours, None where no price is known."""
        quarter_s = now_s // STEP_S * STEP_S
        if self._cheap[0] != quarter_s:
            self._cheap = (quarter_s, cheap_hours_price(now_s, self._prices) if self._prices.starts_s else None)
        return self._cheap[1]

    def price(self, at_s: float) -> float | None:
        """Return what a kWh cost."""
        return self._prices.at(at_s)

    def _sun(self, now_s: float, until_s: float) -> ExpectedSun:
        start_s = now_s // STEP_S * STEP_S
        starts_s = tuple(start_s + STEP_S * number for number in range(int((until_s - start_s) / STEP_S) + 1))
        usual = [self._usual_at(one) for one in starts_s]
        low, *outcomes = (Series(starts_s, values, starts_s[-1] + STEP_S) for values in zip(*usual, strict=True))
        return ExpectedSun(low, tuple(outcomes))

    def _usual_at(self, start_s: float) -> tuple[float, ...]:
        """Return what the sun usually left in a quarter of an hour: of the other days, what was exceeded how often."""
        if start_s not in self._usual:
            of_days = self._left_w[start_s % DAY_S]
            others = sorted(left_w for day, left_w in of_days.items() if day != start_s // DAY_S)
            self._usual[start_s] = tuple(
                others[min(int(part * len(others)), len(others) - 1)] if others else 0.0
                for part in (LOW_PART, *OUTCOME_PARTS)
            )
        return self._usual[start_s]


def _price_series(home: ReplayHome) -> Series:
    if home.prices is None or not home.prices.bought.times_s:
        return Series()
    bought = home.prices.bought
    return Series(tuple(bought.times_s), tuple(bought.values_w), bought.times_s[-1] + bought.gap_s)


def _left_by_quarter(home: ReplayHome) -> dict[float, dict[float, float]]:
    """Return what the sun left in each quarter of an hour, by its time of day (UTC) and its day."""
    found: dict[float, dict[float, float]] = defaultdict(dict)
    if not home.generation.times_s:
        return found
    at_s, until_s = home.generation.times_s[0] // STEP_S * STEP_S, home.generation.times_s[-1]
    while at_s < until_s:
        generation_w, load_w = home.generation.at(at_s + STEP_S / 2), home.house_load.at(at_s + STEP_S / 2)
        if generation_w is not None and load_w is not None:
            found[at_s % DAY_S][at_s // DAY_S] = max(generation_w - load_w, 0.0)
        at_s += STEP_S
    return found
