"""What is added to a published price until it is what a kWh costs: taxes, surcharges, grid fees by the clock, or a user's formula."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Self

from ..const import (
    CONF_FEE,
    CONF_FEE_FROM,
    CONF_FEE_UNTIL,
    CONF_GRID_FEES,
    CONF_PRICE_FACTOR,
    CONF_PRICE_FORMULA,
    CONF_SURCHARGE,
)
from ..planning.slots import Series

# From a published price per kWh, and the local start of its time, to what it costs; None: it gives no number.
type Formula = Callable[[float, datetime], float | None]


def is_in_span(at: time, begins: time, ends: time) -> bool:
    """Whether a time of the clock lies in a span, which ends the next day where it ends before it begins."""
    return begins <= at < ends if begins < ends else at >= begins or at < ends


@dataclass(frozen=True, slots=True)
class GridFee:
    """A fee per kWh in a span of each day, by the local clock."""

    begins: time
    ends: time
    per_kwh: float


@dataclass(frozen=True, slots=True)
class PriceAdjustment:
    """Price = published price x `factor` + `surcharge` + the grid fees of its time; or what `formula`, a template, makes of it."""

    factor: float = 1.0
    surcharge: float = 0.0
    fees: tuple[GridFee, ...] = ()
    formula: str | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what the flow stored."""
        return cls(
            data.get(CONF_PRICE_FACTOR, 1.0),
            data.get(CONF_SURCHARGE, 0.0),
            tuple(
                GridFee(time.fromisoformat(fee[CONF_FEE_FROM]), time.fromisoformat(fee[CONF_FEE_UNTIL]), fee[CONF_FEE])
                for fee in data.get(CONF_GRID_FEES, ())
            ),
            data.get(CONF_PRICE_FORMULA),
        )

    def applied(self, published: Series, zone: tzinfo, formula: Formula | None = None) -> Series:
        """Return what a kWh costs from each time on. What the formula gives no number for is unknown."""
        if formula is None and self == PriceAdjustment():
            return published
        cut = self._cut(published, zone)
        values = [
            price if price is None else self._cost(price, datetime.fromtimestamp(start_s, zone), formula)
            for start_s, price in cut
        ]
        return Series(tuple(start_s for start_s, _ in cut), tuple(values), published.end_s)

    def _cost(self, price: float, local: datetime, formula: Formula | None) -> float | None:
        if formula is not None:
            return formula(price, local)
        fees = (fee.per_kwh for fee in self.fees if is_in_span(local.time(), fee.begins, fee.ends))
        return price * self.factor + self.surcharge + sum(fees)

    def _cut(self, published: Series, zone: tzinfo) -> list[tuple[float, float | None]]:
        """Return the starts and prices, cut where a fee begins or ends within an hour of one price."""
        prices = list(zip(published.starts_s, published.values, strict=True))
        if not self.fees or not prices:
            return prices
        turns_s = self._turns_s(prices[0][0], published.end_s, zone)
        found = []
        for (start_s, price), (end_s, _) in pairwise([*prices, (published.end_s, None)]):
            found.append((start_s, price))
            found += [(turn_s, price) for turn_s in turns_s if start_s < turn_s < end_s]
        return found

    def _turns_s(self, start_s: float, end_s: float, zone: tzinfo) -> list[float]:
        first, last = (datetime.fromtimestamp(at_s, zone).date() for at_s in (start_s, end_s))
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        turns = {turn for fee in self.fees for turn in (fee.begins, fee.ends)}
        return sorted({datetime.combine(day, turn, zone).timestamp() for day in days for turn in turns})
