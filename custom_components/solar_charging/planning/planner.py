"""The planner: sun first, the rest where it is cheapest, or as late as possible.

A slot follows the sun (and takes what the surplus gives, if that reaches the least power), is helped by the grid to the least
power, or charges at full speed. Each step adds what the one before would not have given, and costs what must be bought for it, and
what surplus it keeps from being fed in. Since any part of a slot may be bought, filling up the cheapest additions until enough is
there is optimal (the fractional knapsack's greedy rule, for a slot's steps grow more expensive); among equally cheap ones the latest
is taken, so that the sun has time to surprise. What was begun goes on: then it is the first, and a later one must save more than a
stop and the next start cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..engine.policy import Policy
from .break_even import break_even_price
from .charging_plan import Assumption, Need, Plan, Purchase, Slot
from .feasibility import missing_wh, must_start_now
from .slot_options import PowerStep, SlotOptions, bounds_of, options_in_slot

# Less is the rounding of a meter.
NOTHING_WH = 1.0
# What a stop, and the start that follows, must save.
RESTART_WH = Policy().stop.price_wh + Policy().start.price_wh
# A purchase begins earlier by this part of it, where that costs no more: cars that lose a twentieth, and a grid at 222 V, are ready all the same.
LEAD_PART = 0.06


class TakenStep(NamedTuple):
    """A step of a slot's power, and which part of the slot it is taken for (0 to 1)."""

    step: PowerStep
    part: float


# What is taken of a slot.
type Taken = list[TakenStep]


@dataclass(frozen=True, slots=True)
class PlanConditions:
    """What a plan rests on: its assumptions, the slot that can wait no longer, and the price above which waiting pays."""

    assumed: tuple[Assumption, ...]
    urgent_index: int | None
    break_even_price: float | None


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
    if need.is_overdue:
        # Sun that is only expected is not waited for; a cheaper price is.
        slots = [replace(slot, solar_w=0.0, outcomes_w=()) for slot in slots]
    bounds = bounds_of(need, slots, room_w)
    choices = [options_in_slot(need, index, slot, bounds[index]) for index, slot in enumerate(slots)]
    is_urgent = must_start_now(need.energy_wh, [one.full_wh for one in choices], is_buying=need.is_buying)
    taken = _taken(need, choices, is_urgent=is_urgent)
    grounds = PlanConditions(assumed, 0 if is_urgent else None, break_even_price(need, slots, bounds))
    return _plan(need, choices, taken, grounds)


def _taken(need: Need, choices: Sequence[SlotOptions], *, is_urgent: bool) -> list[Taken]:
    """Return by slot which parts of its steps are taken; all of the first slot's, if it is urgent."""
    taken: list[Taken] = [[] for _ in choices]
    open_wh = need.energy_wh - sum([one.sun_wh for one in choices])
    if is_urgent:
        taken[0] = [TakenStep(step, 1.0) for step in choices[0].steps]
        open_wh -= sum(step.extra_wh for step in choices[0].steps)
    steps = [step for one in choices[is_urgent:] for step in one.steps if step.extra_wh > 0.0]
    for step in sorted(steps, key=lambda step: _rank(need, step)):
        if open_wh <= NOTHING_WH:
            break
        taken[step.slot_index].append(TakenStep(step, min(open_wh / step.extra_wh, 1.0)))
        open_wh -= step.extra_wh
    return taken


def _rank(need: Need, step: PowerStep) -> tuple[float, int]:
    """Return the order in which steps are taken."""
    if not need.is_buying:
        return step.unit_cost, -step.slot_index
    return (_cost_to_go_on(need, step) if step.slot_index == 0 else step.unit_cost), step.slot_index


def _cost_to_go_on(need: Need, step: PowerStep) -> float:
    """Return what a step costs per kWh, less what stopping and starting again would."""
    return step.unit_cost - abs(step.unit_cost) * min(RESTART_WH / max(need.energy_wh, RESTART_WH), 1.0)


def _plan(need: Need, choices: Sequence[SlotOptions], taken: Sequence[Taken], grounds: PlanConditions) -> Plan:
    """Follow the plan slot by slot: the car stops when it has what it needs."""
    assumed, break_even = grounds.assumed, grounds.break_even_price
    purchases: list[Purchase] = []
    peaks_w: list[float] = []
    suns_w: list[float] = []
    left_wh, solar_wh, grid_wh, cost, ready_at_s = need.energy_wh, 0.0, 0.0, 0.0, None
    for one, parts in zip(choices, taken, strict=True):
        given_wh = one.sun_wh + sum([part * step.extra_wh for step, part in parts])
        used = min(left_wh / given_wh, 1.0) if given_wh > 0.0 else 0.0
        if used <= 0.0:
            peaks_w.append(0.0)
            suns_w.append(0.0)
            continue
        bought_wh = sum([part * step.bought_wh for step, part in parts]) * used
        if parts and parts[-1].step.is_to_full_speed:
            step, part = parts[-1]
            unit_cost = _cost_to_go_on(need, step) if need.is_buying else step.unit_cost
            is_reserve = break_even is not None and unit_cost > break_even and one.slot_index != grounds.urgent_index
            purchase = _purchase(one, part, used, is_at_once=need.is_buying)
            purchases.append(replace(purchase, is_reserve=is_reserve))
        left_wh -= given_wh * used
        grid_wh += bought_wh
        solar_wh += given_wh * used - bought_wh
        cost += (bought_wh * (one.slot.price or 0.0) + (given_wh * used - bought_wh) * need.feed_in) / 1000.0
        peaks_w.append(_peak_wh(one, parts) / one.slot.hours)
        suns_w.append((given_wh * used - bought_wh) / one.slot.hours)
        if left_wh <= NOTHING_WH and ready_at_s is None:
            ready_at_s = one.slot.start_s + used * (one.slot.end_s - one.slot.start_s)
    return Plan(
        charger_id=need.charger_id,
        ready_by_s=need.ready_by_s,
        energy_wh=need.energy_wh,
        purchases=_led(_joined(purchases), choices, peaks_w),
        solar_wh=solar_wh,
        grid_wh=grid_wh,
        cost=None if Assumption.NO_PRICES in assumed else cost,
        break_even_price=None if Assumption.NO_PRICES in assumed else break_even,
        missing_wh=missing_wh(need.energy_wh, [one.full_wh for one in choices]),
        ready_at_s=ready_at_s,
        assumptions=assumed,
        peak_w=tuple(peaks_w),
        sun_w=tuple(suns_w),
    )


def _peak_wh(one: SlotOptions, parts: Taken) -> float:
    """Return what the slot would give at the highest power it is charged with."""
    if not parts:
        return one.sun_wh
    step = parts[-1].step
    return one.full_wh if step.is_to_full_speed else step.extra_wh


def _purchase(one: SlotOptions, part: float, used: float, *, is_at_once: bool) -> Purchase:
    """A part of a slot is its end: as late as possible. Of what goes on, it is the beginning."""
    seconds = (one.slot.end_s - one.slot.start_s) * part
    start_s = one.slot.start_s if is_at_once else one.slot.end_s - seconds
    power_w = one.full_wh / one.slot.hours
    return Purchase(
        start_s=start_s,
        end_s=start_s + seconds,
        power_w=power_w,
        energy_wh=power_w * seconds / 3600.0 * used,
        grid_wh=one.full_bought_wh * part * used,
        price=one.slot.price,
    )


def _led(purchases: Sequence[Purchase], choices: Sequence[SlotOptions], peaks_w: list[float]) -> tuple[Purchase, ...]:
    """Return the purchases, those that begin with a start a little earlier, as far as that costs no more; noted in the peaks."""
    ends_s = {one.end_s for one in purchases}
    return tuple(one if one.start_s in ends_s else _begun_earlier(one, choices, peaks_w) for one in purchases)


def _begun_earlier(one: Purchase, choices: Sequence[SlotOptions], peaks_w: list[float]) -> Purchase:
    start_s, earliest_s = one.start_s, one.start_s - LEAD_PART * (one.end_s - one.start_s)
    for option in reversed(choices):
        slot, most_w = option.slot, option.full_wh / option.slot.hours
        is_next = slot.start_s < start_s <= slot.end_s and start_s > earliest_s
        if is_next and slot.price == one.price and most_w >= one.power_w:
            start_s = max(slot.start_s, earliest_s)
            peaks_w[option.slot_index] = max(peaks_w[option.slot_index], one.power_w)
    return replace(one, start_s=start_s)


def _joined(purchases: Sequence[Purchase]) -> tuple[Purchase, ...]:
    """Neighbours of one price and power are one purchase."""
    joined: list[Purchase] = []
    for one in purchases:
        last = joined[-1] if joined else None
        if last and _kind(last, last.end_s) == _kind(one, one.start_s):
            energy_wh, grid_wh = last.energy_wh + one.energy_wh, last.grid_wh + one.grid_wh
            joined[-1] = replace(one, start_s=last.start_s, energy_wh=energy_wh, grid_wh=grid_wh)
        else:
            joined.append(one)
    return tuple(joined)


def _kind(one: Purchase, at_s: float) -> tuple[float, float | None, float, bool]:
    return at_s, one.price, one.power_w, one.is_reserve
