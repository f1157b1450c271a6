"""What evcc pays and earns per kWh: the price now, and whether its forecast is of one price, of two rates, or of many."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any, NamedTuple

from ..engine.finite import finite
from .old_setup import NotMovedReason, OldTariff

type State = Mapping[str, Any]

# Slots of a quarter of an hour, for a week.
_MOST_SLOTS = 700
# The highest price of a kWh, in any currency, that our form takes.
_DEAREST = 100_000.0
# The last second that has a date in every zone, a day before the last of all.
_LATEST_S = 253_402_214_399.0


class _Slot(NamedTuple):
    """A price per kWh between two times, in UTC seconds."""

    start_s: float
    end_s: float
    price: float


def old_tariff(state: State, zone: tzinfo, currency: str) -> tuple[OldTariff | None, tuple[NotMovedReason, ...]]:
    """Return the prices, and what of them has no counterpart."""
    price = finite(state.get("tariffGrid"), -_DEAREST, _DEAREST)
    feed_in = finite(state.get("tariffFeedIn"), 0.0, _DEAREST)
    if price is None:
        return None, ()
    if state.get("currency") not in (None, currency):
        return None, (NotMovedReason.PRICES,)
    forecast = state.get("forecast")
    slots = _slots(forecast.get("grid") if isinstance(forecast, Mapping) else None)
    prices = sorted({slot.price for slot in slots})
    # Nobody has a contract for less than nothing: such a price is one hour's.
    if min([price, *prices]) < 0.0:
        return None, (NotMovedReason.PRICES,)
    is_changing = len(prices) > 1 or (not slots and state.get("smartCostType") in ("pricedynamic", "priceforecast"))
    if not is_changing:
        return OldTariff(price, feed_in), ()
    if len(prices) == 2 and (times := _cheap_times(slots, prices[0], zone)):
        return OldTariff(prices[1], feed_in, prices[0], *times), ()
    return None, (NotMovedReason.PRICES,)


def _slots(listed: Any) -> list[_Slot]:
    """Return the slots in order. They are written as lists; formerly they were tables."""
    found = []
    for one in listed[:_MOST_SLOTS] if isinstance(listed, list) else ():
        start, end, price = one if isinstance(one, list) and len(one) == 3 else (None, None, None)
        if isinstance(one, Mapping):
            start, end = _seconds(one.get("start")), _seconds(one.get("end"))
            price = one.get("value", one.get("price"))
        start, end, price = (
            finite(start, 0.0, _LATEST_S),
            finite(end, 0.0, _LATEST_S),
            finite(price, -_DEAREST, _DEAREST),
        )
        if start is not None and end is not None and price is not None:
            found.append(_Slot(start, end, price))
    return sorted(found)


def _seconds(text: Any) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp() if isinstance(text, str) else None
    except ValueError, OverflowError:
        return None


def _cheap_times(slots: list[_Slot], cheap: float, zone: tzinfo) -> tuple[str, str] | None:
    """Return when the cheap price begins and ends, if that is the same each day; None if it is not."""
    changes = [
        (datetime.fromtimestamp(now.start_s, zone).strftime("%H:%M:%S"), now.price == cheap)
        for before, now in pairwise(slots)
        if before.price != now.price
    ]
    begins, ends = ({at for at, is_cheap in changes if is_cheap is wanted} for wanted in (True, False))
    return (begins.pop(), ends.pop()) if len(begins) == len(ends) == 1 else None
