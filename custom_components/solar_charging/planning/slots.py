"""Time cut into slots of a quarter of an hour, with what is known of prices and sun in each."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .charging_plan import Assumption, Slot

# Day-ahead markets and meters settle in quarters of an hour.
STEP_S = 900.0
# Of UTC: 24 hours.
DAY_S = 86_400.0
# The longest plan: there are no forecasts or prices beyond.
LONGEST_S = 7 * DAY_S


class SeriesEntry(NamedTuple):
    """A value that holds from `start_s` to `end_s` (UTC seconds)."""

    start_s: float
    end_s: float
    value: float


@dataclass(frozen=True)
class Series:
    """A value that holds from each start to the next, in UTC seconds: sorted, without overlap; `end_s` ends the last. None is a gap."""

    starts_s: tuple[float, ...] = ()
    values: tuple[float | None, ...] = ()
    end_s: float = 0.0

    @classmethod
    def of(cls, entries: Sequence[SeriesEntry]) -> Series:
        """Return the series of these entries, in any order. Between them are gaps; where they overlap, the later start counts."""
        starts: list[float] = []
        values: list[float | None] = []
        last_end_s = 0.0
        for start_s, end_s, value in sorted(entries):
            if starts and start_s > last_end_s:
                starts.append(last_end_s)
                values.append(None)
            if starts and starts[-1] == start_s:
                values[-1] = value
            else:
                starts.append(start_s)
                values.append(value)
            last_end_s = max(end_s, start_s)
        return cls(tuple(starts), tuple(values), last_end_s)

    def at(self, at_s: float) -> float | None:
        """Return the value at a time, None in a gap or outside."""
        index = bisect_right(self.starts_s, at_s) - 1
        return self.values[index] if index >= 0 and at_s < self.end_s else None

    @cached_property
    def highest(self) -> float | None:
        """The highest value."""
        return max((value for value in self.values if value is not None), default=None)


@dataclass(frozen=True)
class ExpectedSun:
    """Surplus in W: `low`, which is counted on (exceeded four times in five), and `outcomes`, exceeded nine times, five times and once in ten.

    No outcomes: `low` is certain.
    """

    low: Series = field(default_factory=Series)
    outcomes: tuple[Series, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything is forecast."""
        return bool(self.low.starts_s)


def slots(now_s: float, until_s: float, prices: Series, sun: ExpectedSun) -> list[Slot]:
    """Return slots from now until then, on the quarters of the hour, the first and last cut to fit; [] if then has passed."""
    found = []
    start_s = now_s
    until_s = min(until_s, now_s + LONGEST_S)
    while start_s < until_s:
        end_s = min((start_s // STEP_S + 1.0) * STEP_S, until_s)
        price, is_assumed = _price(prices, start_s)
        outcomes_w = tuple(outcome.at(start_s) or 0.0 for outcome in sun.outcomes)
        found.append(Slot(start_s, end_s, price, sun.low.at(start_s) or 0.0, is_assumed, outcomes_w))
        start_s = end_s
    return found


def assumptions(made: Sequence[Slot], sun: ExpectedSun) -> tuple[Assumption, ...]:
    """Return what these slots assume."""
    found = []
    if all(slot.price is None for slot in made):
        found.append(Assumption.NO_PRICES)
    elif any(slot.is_assumed for slot in made):
        found.append(Assumption.PRICE_GAPS)
    if not sun.is_known:
        found.append(Assumption.NO_FORECAST)
    return tuple(found)


def _price(prices: Series, at_s: float) -> tuple[float | None, bool]:
    price = prices.at(at_s)
    if price is not None or prices.highest is None:
        return price, False
    days = 1
    while (before_s := at_s - days * DAY_S) >= prices.starts_s[0]:
        if (before := prices.at(before_s)) is not None:
            return before, True
        days += 1
    return prices.highest, True
