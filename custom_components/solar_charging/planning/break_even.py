"""What waiting is worth: a kWh not bought now may come from the sun, or must be bought later.

A kWh is worth buying now if it costs no more than the mean of what the last kWh will have cost, over the ways the sun may turn
out. With one price all day that is never until no sun can come any more, so all is bought as late as possible; before an expensive day
it is the cheap night's last hours, as soon as the sun is doubtful enough.
"""

from collections.abc import Sequence

from .charging_plan import Need, Slot
from .slot_options import Bound, marginal_cost
from .slots import DAY_S, ExpectedSun, Series, slots

# Of the surplus exceeded nine times, five times and once in ten: Swanson's rule for the mean of a skewed quantity.
_WEIGHTS = (0.3, 0.4, 0.3)
# One outcome without uncertainty has all the weight.
_CERTAIN = (1.0,)
# So long at the least power of most chargers (6 A on one phase) gives 8 kWh: what an average car drives in a day.
_CHEAP_S = 6 * 3600.0
# Of a price: sums of parts are not exact.
_ROUNDING = 1e-6


def break_even_price(need: Need, slots: Sequence[Slot], bounds: Sequence[Bound]) -> float | None:
    """Return up to which price per kWh to buy now; None: at any, for with some sun there is not time enough otherwise."""
    has_outcomes = all(len(slot.outcomes_w) == len(_WEIGHTS) for slot in slots)
    price = 0.0
    for outcome, weight in enumerate(_WEIGHTS if has_outcomes else _CERTAIN):
        cost = marginal_cost(
            need, bounds, [slot.outcomes_w[outcome] if has_outcomes else slot.solar_w for slot in slots]
        )
        if cost is None:
            return None
        price += weight * cost
    return price + _ROUNDING


def cheap_hours_price(now_s: float, prices: Series) -> float | None:
    """Return the highest price of the next day's cheapest hours: the value of waiting for a car without a plan.

    None: no price is known.
    """
    open_s = _CHEAP_S
    known = [
        (slot.price, slot.end_s - slot.start_s)
        for slot in slots(now_s, now_s + DAY_S, prices, ExpectedSun())
        if slot.price is not None
    ]
    for price, seconds in sorted(known):
        open_s -= seconds
        if open_s <= 0.0:
            return price
    return None
