"""A tariff of fixed rates: one price, or two by the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Self

from ..const import CONF_CHEAP_FROM, CONF_CHEAP_PRICE, CONF_CHEAP_UNTIL, CONF_CHEAP_WEEKENDS, CONF_PRICE
from ..planning.slots import LONGEST_S, Series, SeriesEntry
from .adjustment import is_in_span

# As `datetime.weekday` counts.
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices per kWh. The cheap time is by the local clock, past midnight where it ends before it begins; None: there is none."""

    price: float
    cheap_price: float | None = None
    cheap_from: time = time(22)
    cheap_until: time = time(6)
    has_cheap_weekends: bool = False

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self | None:
        """Read what the flow stored; None where it stored something else."""
        if CONF_PRICE not in data:
            return None
        if CONF_CHEAP_PRICE not in data:
            return cls(data[CONF_PRICE])
        return cls(
            data[CONF_PRICE],
            data[CONF_CHEAP_PRICE],
            time.fromisoformat(data[CONF_CHEAP_FROM]),
            time.fromisoformat(data[CONF_CHEAP_UNTIL]),
            has_cheap_weekends=data[CONF_CHEAP_WEEKENDS],
        )

    def series(self, now: datetime, zone: tzinfo) -> Series:
        """Return the prices from today's local midnight until no plan reaches any further."""
        today = now.astimezone(zone).date()
        days = [today + timedelta(days=days) for days in range(int(LONGEST_S // 86_400) + 2)]
        turns = sorted({time(), self.cheap_from, self.cheap_until})
        moments = [datetime.combine(day, turn, zone) for day in days for turn in turns]
        # A clock that jumps may put a turn after the one that follows it: then that one counts.
        return Series.of(
            [
                SeriesEntry(start.timestamp(), end.timestamp(), self._at(start))
                for start, end in pairwise(moments)
                if start.timestamp() < end.timestamp()
            ]
        )

    def _at(self, local: datetime) -> float:
        """Return the price at a time of the local clock."""
        if self.cheap_price is None:
            return self.price
        is_cheap = is_in_span(local.time(), self.cheap_from, self.cheap_until)
        is_weekend = self.has_cheap_weekends and local.weekday() >= _SATURDAY
        return self.cheap_price if is_cheap or is_weekend else self.price
