"""All plans there are, one by one: each slot with the sun alone, helped to the least power or at full speed, one of them in part."""

from collections.abc import Iterator, Sequence
from itertools import product

from custom_components.solar_charging.planning.charging_plan import Need, Slot


def sun_wh(need: Need, slot: Slot) -> float:
    """Return what the sun alone gives."""
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
    for chosen in product(*(_ways(need, slot) for slot in slots)):
        extra_wh, cost = (sum(values) for values in zip(*chosen, strict=True))
        for slot, (slot_wh, slot_cost) in zip(slots, chosen, strict=True):
            for other_wh, other_cost in _ways(need, slot):
                part = (open_wh - extra_wh) / (other_wh - slot_wh) if other_wh != slot_wh else 2.0
                if -1e-9 <= part <= 1 + 1e-9:
                    yield cost + part * (other_cost - slot_cost)


def _ways(need: Need, slot: Slot) -> list[tuple[float, float]]:
    """Return what each way of charging in this slot adds to the sun alone, in Wh, and what it costs."""
    sun_w = min(slot.solar_w, need.max_w)
    powers_w = [need.max_w] if sun_w >= need.min_w else [need.min_w, need.max_w]
    charged = [(0.0, 0.0)]
    for power_w in powers_w:
        bought_w = power_w - sun_w
        forgone_wh = sun_w * slot.hours - sun_wh(need, slot)
        cost = bought_w * slot.hours * (slot.price or 0.0) + forgone_wh * need.feed_in
        charged.append((power_w * slot.hours - sun_wh(need, slot), cost))
    return charged
