"""The planner: sun first, the rest where it is cheapest, or as late as possible.

A slot either follows the sun (and takes what the surplus gives, if that reaches the least power) or charges at full speed.
Full speed adds what the sun alone would not have given, and costs what must be bought for it, and what surplus it keeps from
being fed in. Since any part of a slot may be bought, filling up the cheapest additions until enough is there is optimal (the
fractional knapsack's greedy rule); among equally cheap ones the latest is taken, so that the sun has time to surprise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .model import Assumption, Need, Plan, Purchase, Slot
from .shortage import missing_wh, must_start_now

# Less is the rounding of a meter.
NOTHING_WH = 1.0


@dataclass(frozen=True, slots=True)
class _Choice:
    """A slot: what the sun alone gives, what full speed gives, what of it is bought, and what the addition costs by Wh."""

    index: int
    slot: Slot
    sun_wh: float
    full_wh: float
    bought_wh: float
    extra_cost: float

    @property
    def extra_wh(self) -> float:
        return self.full_wh - self.sun_wh


def make_plan(
    need: Need, slots: Sequence[Slot], room_w: Sequence[float] | None = None, assumed: tuple[Assumption, ...] = ()
) -> Plan:
    """Return the cheapest plan for one charger on these slots, which begin now and end by its departure.

    `room_w`: what the main fuse leaves for it in each slot, None for no such limit. Prices may be negative or (all of them) unknown.
    """
    if need.energy_wh <= NOTHING_WH:
        return Plan(need.charger_id, need.ready_by_s, 0.0, assumptions=(*assumed, Assumption.TARGET_REACHED))
    if not slots:
        return Plan(
            need.charger_id,
            need.ready_by_s,
            need.energy_wh,
            missing_wh=need.energy_wh,
            assumptions=(*assumed, Assumption.DEPARTURE_PASSED),
        )
    choices = [_choice(need, index, slot, room_w) for index, slot in enumerate(slots)]
    parts = _parts(need, choices)
    return _plan(need, choices, parts, assumed)


def _choice(need: Need, index: int, slot: Slot, room_w: Sequence[float] | None) -> _Choice:
    most_w = min(need.max_w, room_w[index]) if room_w is not None else need.max_w
    # Below its least power a charger is off.
    most_w = most_w if most_w >= need.min_w else 0.0
    solar_w = min(max(slot.solar_w, 0.0), most_w)
    sun_wh = solar_w * slot.hours if solar_w >= need.min_w else 0.0
    full_wh, used_wh = most_w * slot.hours, solar_w * slot.hours
    bought_wh = full_wh - used_wh
    extra_cost = bought_wh * (slot.price or 0.0) + (used_wh - sun_wh) * need.feed_in
    return _Choice(index, slot, sun_wh, full_wh, bought_wh, extra_cost)


def _parts(need: Need, choices: Sequence[_Choice]) -> dict[int, float]:
    """Return which part of which slot is charged at full speed."""
    open_wh = need.energy_wh - sum(choice.sun_wh for choice in choices)
    parts: dict[int, float] = {}
    first = choices[0]
    if must_start_now(need.energy_wh, [choice.full_wh for choice in choices]) and first.full_wh > 0.0:
        parts[0] = 1.0
        open_wh -= first.extra_wh
    cheapest_first = sorted(
        (choice for choice in choices if choice.extra_wh > 0.0 and choice.index not in parts),
        key=lambda choice: (choice.extra_cost / choice.extra_wh, -choice.index),
    )
    for choice in cheapest_first:
        if open_wh <= NOTHING_WH:
            break
        parts[choice.index] = min(open_wh / choice.extra_wh, 1.0)
        open_wh -= choice.extra_wh
    return parts


def _plan(need: Need, choices: Sequence[_Choice], parts: dict[int, float], assumed: tuple[Assumption, ...]) -> Plan:
    """Follow the plan slot by slot: the car stops when it has what it needs."""
    purchases: list[Purchase] = []
    peaks_w: list[float] = []
    suns_w: list[float] = []
    left_wh, solar_wh, grid_wh, cost, ready_at_s = need.energy_wh, 0.0, 0.0, 0.0, None
    for choice in choices:
        part = parts.get(choice.index, 0.0)
        given_wh = choice.sun_wh + part * choice.extra_wh
        used = min(left_wh / given_wh, 1.0) if given_wh > 0.0 else 0.0
        bought_wh = part * choice.bought_wh * used
        if part > 0.0 and used > 0.0:
            purchases.append(_purchase(choice, part, used))
        left_wh -= given_wh * used
        grid_wh += bought_wh
        solar_wh += given_wh * used - bought_wh
        cost += (bought_wh * (choice.slot.price or 0.0) + (given_wh * used - bought_wh) * need.feed_in) / 1000.0
        peaks_w.append((choice.full_wh if part > 0.0 else choice.sun_wh) / choice.slot.hours if used > 0.0 else 0.0)
        suns_w.append((given_wh * used - bought_wh) / choice.slot.hours)
        if left_wh <= NOTHING_WH and ready_at_s is None:
            ready_at_s = choice.slot.start_s + used * (choice.slot.end_s - choice.slot.start_s)
    return Plan(
        charger_id=need.charger_id,
        ready_by_s=need.ready_by_s,
        energy_wh=need.energy_wh,
        purchases=_joined(purchases),
        solar_wh=solar_wh,
        grid_wh=grid_wh,
        cost=None if Assumption.NO_PRICES in assumed else cost,
        missing_wh=missing_wh(need.energy_wh, [choice.full_wh for choice in choices]),
        ready_at_s=ready_at_s,
        assumptions=assumed,
        peak_w=tuple(peaks_w),
        sun_w=tuple(suns_w),
    )


def _purchase(choice: _Choice, part: float, used: float) -> Purchase:
    """A part of a slot is its end: as late as possible."""
    seconds = (choice.slot.end_s - choice.slot.start_s) * part
    start_s = choice.slot.end_s - seconds
    hours = seconds / 3600.0
    power_w = choice.full_wh / choice.slot.hours
    return Purchase(
        start_s, choice.slot.end_s, power_w, power_w * hours * used, choice.bought_wh * part * used, choice.slot.price
    )


def _joined(purchases: Sequence[Purchase]) -> tuple[Purchase, ...]:
    """Neighbours of one price and power are one purchase."""
    joined: list[Purchase] = []
    for one in purchases:
        last = joined[-1] if joined else None
        if last and (last.end_s, last.price, last.power_w) == (one.start_s, one.price, one.power_w):
            joined[-1] = Purchase(
                last.start_s,
                one.end_s,
                one.power_w,
                last.energy_wh + one.energy_wh,
                last.grid_wh + one.grid_wh,
                one.price,
            )
        else:
            joined.append(one)
    return tuple(joined)
