"""What a slot offers a charger: what the sun alone gives, what the grid can add to it, and what the addition costs.

The grid adds in two steps: it helps a sun below the charger's least power up to that, and it fills up to full speed. The first
step is the cheaper one, for the sun is in it, unless feeding in earns more than buying costs: then full speed is the only step.
"""

from collections.abc import Sequence
from typing import NamedTuple

from .charging_plan import Need, Slot


class Bound(NamedTuple):
    """What bounds a slot: the most power in W that fits, its hours, its price per kWh (None: not known)."""

    most_w: float
    hours: float
    price: float | None


class PowerStep(NamedTuple):
    """What the grid can add to a slot, in Wh, what of that is bought, and what it costs per kWh, forgone feed-in included."""

    slot_index: int
    extra_wh: float
    bought_wh: float
    unit_cost: float
    is_to_full_speed: bool


class SlotOptions(NamedTuple):
    """A slot under one outcome of the sun; energies in Wh. `full_bought_wh`: what is bought of `full_wh`, at full speed."""

    slot_index: int
    slot: Slot
    sun_wh: float
    full_wh: float
    full_bought_wh: float
    steps: tuple[PowerStep, ...]


def options_in_slot(need: Need, index: int, slot: Slot, bound: Bound) -> SlotOptions:
    """Return what slot `index` offers within what bounds it."""
    most_w, hours, _ = bound
    solar_w = min(max(slot.solar_w, 0.0), most_w)
    sun_w = solar_w if solar_w >= need.min_w else 0.0
    steps = _steps(need, index, slot.price, bound, solar_w) if most_w > 0.0 else ()
    return SlotOptions(index, slot, sun_w * hours, most_w * hours, (most_w - solar_w) * hours, steps)


def _steps(need: Need, index: int, price: float | None, bound: Bound, solar_w: float) -> tuple[PowerStep, ...]:
    most_w, hours, _ = bound
    full_price, min_w = price or 0.0, need.min_w
    if solar_w >= min_w:
        rest_wh = (most_w - solar_w) * hours
        return (PowerStep(index, rest_wh, rest_wh, full_price, is_to_full_speed=True),)
    if solar_w <= 0.0 or most_w <= min_w or not _may_help(need, price):
        unit_cost = full_price + solar_w / most_w * (need.feed_in - full_price)
        return (PowerStep(index, most_w * hours, (most_w - solar_w) * hours, unit_cost, is_to_full_speed=True),)
    rest_wh = (most_w - min_w) * hours
    unit_cost = full_price + solar_w / min_w * (need.feed_in - full_price)
    return (
        PowerStep(index, min_w * hours, (min_w - solar_w) * hours, unit_cost, is_to_full_speed=False),
        PowerStep(index, rest_wh, rest_wh, full_price, is_to_full_speed=True),
    )


def marginal_cost(need: Need, bounds: Sequence[Bound], solar_w: Sequence[float]) -> float | None:
    """Return what the last kWh needed costs if the sun turns out like this and the first slot is not bought.

    None if there is no time for it at all. Where the sun alone is enough, it is what the kWh would have earned, fed in.
    """
    open_wh, min_w, feed_in = need.energy_wh, need.min_w, need.feed_in
    first_w, first_hours, _ = bounds[0]
    if solar_w[0] >= min_w:
        open_wh -= min(solar_w[0], first_w) * first_hours
    offers: list[tuple[float, float]] = []
    for (most_w, hours, known), sun_w in zip(bounds[1:], solar_w[1:], strict=True):
        price = known or 0.0
        if sun_w >= most_w:
            open_wh -= most_w * hours
        elif sun_w >= min_w:
            open_wh -= sun_w * hours
            offers.append((price, (most_w - sun_w) * hours))
        elif sun_w <= 0.0:
            offers.append((price, most_w * hours))
        elif _may_help(need, known):
            offers.append((price + sun_w * (feed_in - price) / min_w, min_w * hours))
            offers.append((price, (most_w - min_w) * hours))
        else:
            offers.append((price + sun_w * (feed_in - price) / most_w, most_w * hours))
    if open_wh <= 0.0:
        return feed_in
    offers.sort()
    for unit_cost, extra_wh in offers:
        open_wh -= extra_wh
        if open_wh <= 0.0:
            return unit_cost
    return None


def bounds_of(need: Need, slots: Sequence[Slot], room_w: Sequence[float] | None) -> list[Bound]:
    """Return what bounds each slot."""
    return [Bound(_most_w(need, index, room_w), slot.hours, slot.price) for index, slot in enumerate(slots)]


def _may_help(need: Need, price: float | None) -> bool:
    return price is not None and price >= need.feed_in


def _most_w(need: Need, index: int, room_w: Sequence[float] | None) -> float:
    most_w = min(need.max_w, room_w[index]) if room_w is not None else need.max_w
    # Below its least power a charger is off.
    return most_w if most_w >= need.min_w else 0.0
