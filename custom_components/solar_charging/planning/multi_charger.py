"""Several chargers behind one main fuse: planned one after the other, those of higher priority, then those that leave first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from .charging_plan import Need, Plan, Slot
from .planner import make_plan
from .slots import ExpectedSun, Series, assumptions, slots


@dataclass(frozen=True, slots=True)
class PowerRoom:
    """What limits leave the cars, in W, the house's usual load taken off: of all power, and of what is drawn from the grid.

    `signal_w`: what a limit from outside leaves of what is drawn from the grid, until `signal_until_s` (UTC s).
    """

    power_w: float = inf
    grid_w: float = inf
    signal_w: float = inf
    signal_until_s: float = 0.0

    def at(self, slot: Slot) -> float:
        """Return what all cars together may take in a slot: what is drawn from the grid comes on top of the sun's surplus."""
        grid_w = min(self.grid_w, self.signal_w) if slot.start_s < self.signal_until_s else self.grid_w
        return max(min(self.power_w, grid_w + max(slot.solar_w, 0.0)), 0.0)


def plan_all(
    needs: Sequence[Need], now_s: float, prices: Series, sun: ExpectedSun, *, room: PowerRoom | None = None
) -> dict[str, Plan]:
    """Return a plan for each charger by its id.

    `sun`: the surplus for all chargers together. `room`: what limits of the grid connection leave them all; None: there is none.
    """
    if not needs:
        return {}
    order = sorted(needs, key=lambda need: (-need.priority, need.ready_by_s, need.charger_id))
    whole = slots(now_s, max(need.ready_by_s for need in needs), prices, sun)
    room_w = [room.at(slot) for slot in whole] if room is not None else None
    plans: dict[str, Plan] = {}
    for need in order:
        mine = _until(whole, need.ready_by_s)
        assumed = assumptions(mine, sun) if mine else ()
        plan = make_plan(need, mine, room_w, assumed)
        plans[need.charger_id] = plan
        for index, (peak_w, sun_w) in enumerate(zip(plan.peak_w, plan.sun_w, strict=True)):
            if peak_w > 0.0:
                whole[index] = _less(whole[index], sun_w)
                if room_w is not None:
                    room_w[index] = max(room_w[index] - peak_w, 0.0)
    return plans


def _until(whole: Sequence[Slot], ready_by_s: float) -> list[Slot]:
    mine = [slot for slot in whole if slot.start_s < ready_by_s]
    if mine and mine[-1].end_s > ready_by_s:
        mine[-1] = replace(mine[-1], end_s=ready_by_s)
    return mine


def _less(slot: Slot, sun_w: float) -> Slot:
    """Return the slot without the sun that another charger takes."""
    outcomes_w = tuple(max(outcome_w - sun_w, 0.0) for outcome_w in slot.outcomes_w)
    return replace(slot, solar_w=max(slot.solar_w - sun_w, 0.0), outcomes_w=outcomes_w)
