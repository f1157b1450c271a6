"""What a slot offers a charger: what the sun alone gives, what full speed adds, and what the addition costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from .model import Need, Slot

# The most power in W that fits, hours, price per kWh.
type Bound = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """A slot under one outcome of the sun; energies in Wh. `unit_cost`: of what full speed adds, per kWh.

    What full speed adds costs what is bought for it, and the feed-in that the sun below the charger's least power would have earned.
    """

    index: int
    slot: Slot
    sun_wh: float
    full_wh: float
    bought_wh: float
    unit_cost: float

    @property
    def extra_wh(self) -> float:
        """What full speed adds."""
        return self.full_wh - self.sun_wh


def choice(need: Need, index: int, slot: Slot, room_w: Sequence[float] | None) -> Choice:
    """Return what slot `index` offers, within the room the main fuse leaves in it."""
    most_w = _most_w(need, index, room_w)
    solar_w = min(max(slot.solar_w, 0.0), most_w)
    sun_wh = solar_w * slot.hours if solar_w >= need.min_w else 0.0
    full_wh, used_wh = most_w * slot.hours, solar_w * slot.hours
    return Choice(index, slot, sun_wh, full_wh, full_wh - used_wh, _unit_cost(need, solar_w, most_w, slot.price or 0.0))


def marginal_cost(need: Need, bounds: Sequence[Bound], solar_w: Sequence[float]) -> float | None:
    """Return what the last kWh needed costs if the sun turns out like this and the first slot is not bought.

    None if there is no time for it at all. Where the sun alone is enough, it is what the kWh would have earned, fed in.
    """
    open_wh, min_w, feed_in = need.energy_wh, need.min_w, need.feed_in
    first_w, first_hours, _ = bounds[0]
    if solar_w[0] >= min_w:
        open_wh -= min(solar_w[0], first_w) * first_hours
    offers: list[tuple[float, float]] = []
    for (most_w, hours, price), sun_w in zip(bounds[1:], solar_w[1:], strict=True):
        if sun_w >= most_w:
            open_wh -= most_w * hours
        elif sun_w >= min_w:
            open_wh -= sun_w * hours
            offers.append((price, (most_w - sun_w) * hours))
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
    return [
        (_most_w(need, index, room_w), slot.hours, 0.0 if slot.price is None else slot.price)
        for index, slot in enumerate(slots)
    ]


def _most_w(need: Need, index: int, room_w: Sequence[float] | None) -> float:
    most_w = min(need.max_w, room_w[index]) if room_w is not None else need.max_w
    # Below its least power a charger is off.
    return most_w if most_w >= need.min_w else 0.0


def _unit_cost(need: Need, solar_w: float, most_w: float, price: float) -> float:
    follows_w = solar_w if solar_w >= need.min_w else 0.0
    if follows_w >= most_w:
        return price
    return ((most_w - solar_w) * price + (solar_w - follows_w) * need.feed_in) / (most_w - follows_w)
