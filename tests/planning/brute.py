"""All plans there are, one by one: any slots at full speed, and any part of one more."""

from collections.abc import Iterator, Sequence
from itertools import product

from custom_components.solar_charging.planning.model import Need, Slot


def sun_wh(need: Need, slot: Slot) -> float:
    solar_w = min(slot.solar_w, need.max_w)
    return solar_w * slot.hours if solar_w >= need.min_w else 0.0


def cheapest_cost(need: Need, slots: Sequence[Slot]) -> float | None:
    """Return what delivering the need costs at least beyond the sun alone, in price times Wh; None if it cannot be delivered."""
    return min(_costs(need, slots), default=None)


def _costs(need: Need, slots: Sequence[Slot]) -> Iterator[float]:
    open_wh = need.energy_wh - sum(sun_wh(need, slot) for slot in slots)
    if open_wh <= 0:
        yield 0.0
        return
    for bought in product((False, True), repeat=len(slots)):
        extra_wh = sum(_extra_wh(need, slot) for slot, is_bought in zip(slots, bought, strict=True) if is_bought)
        cost = sum(_extra_cost(need, slot) for slot, is_bought in zip(slots, bought, strict=True) if is_bought)
        for slot, is_bought in zip(slots, bought, strict=True):
            slot_wh = _extra_wh(need, slot)
            part = (open_wh - extra_wh) / slot_wh if slot_wh > 0 else 2.0
            if not is_bought and -1e-9 <= part <= 1 + 1e-9:
                yield cost + part * _extra_cost(need, slot)
        if abs(extra_wh - open_wh) < 1e-6:
            yield cost


def _extra_wh(need: Need, slot: Slot) -> float:
    return need.max_w * slot.hours - sun_wh(need, slot)


def _extra_cost(need: Need, slot: Slot) -> float:
    used_wh = min(slot.solar_w, need.max_w) * slot.hours
    bought_wh = need.max_w * slot.hours - used_wh
    return bought_wh * (slot.price or 0.0) + (used_wh - sun_wh(need, slot)) * need.feed_in
