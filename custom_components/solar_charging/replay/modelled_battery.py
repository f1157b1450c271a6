"""A home battery as a model, and what days of a real one show of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from .days import BatteryModel, PowerSeries

# Of a level that goes up or down by less, rounding to whole percents is too large a part.
LEAST_SWING_PCT = 10.0
# Of two readings further apart nobody knows what was between them.
LONGEST_STEP_S = 900.0
# A battery that never was full or empty on these days holds more than it gave and took: no less than usual small ones.
LEAST_CAPACITY_WH = 1000.0


@dataclass(slots=True)
class ModelledBattery:
    """What it holds and gives (-) or takes (+) now."""

    model: BatteryModel
    stored_wh: float
    power_w: float = 0.0

    def begin(self, at_s: float) -> None:
        """Begin as full as the real one was then, if that is known."""
        level_pct = self.model.levels.at(at_s) if self.model.levels else None
        if level_pct is not None:
            self.stored_wh = self.model.capacity_wh * level_pct / 100.0

    def advance(self, without_w: float, elapsed_s: float) -> None:
        """Take or give what the home has too much or too little without it (W, + import)."""
        model, hours = self.model, elapsed_s / 3600.0
        room_w = (model.capacity_wh - self.stored_wh) / model.efficiency / hours
        left_w = self.stored_wh * model.efficiency / hours
        self.power_w = max(-min(model.most_w, left_w), min(-without_w, model.most_w, room_w))
        flow = model.efficiency if self.power_w > 0.0 else 1.0 / model.efficiency
        self.stored_wh += self.power_w * flow * hours

    @property
    def soc_pct(self) -> float:
        """Its state of charge."""
        return 100.0 * self.stored_wh / self.model.capacity_wh


def seen_battery(times_s: Sequence[float], power_w: Sequence[float], soc_pct: Sequence[float]) -> BatteryModel | None:
    """Return a model of the battery that these days show (NaN: not known); None where it never did anything.

    What it holds is what went in or out for each percent its level moved by; without a level, the widest swing of what it held.
    """
    most_w, swing_wh = _most_and_swing(times_s, power_w)
    if most_w <= 0.0:
        return None
    known = [(at, level) for at, level in zip(times_s, soc_pct, strict=True) if not isnan(level)]
    levels = PowerSeries([at for at, _ in known], [level for _, level in known], LONGEST_STEP_S) if known else None
    capacity_wh = _capacity_wh(times_s, power_w, soc_pct) or max(swing_wh, LEAST_CAPACITY_WH)
    return BatteryModel(capacity_wh, most_w=most_w, levels=levels)


def _most_and_swing(times_s: Sequence[float], power_w: Sequence[float]) -> tuple[float, float]:
    """Return its highest power, and how far what it holds went up and down, losses included."""
    flow = BatteryModel(1.0).efficiency
    most_w = held_wh = least_wh = highest_wh = 0.0
    for (at_s, watts), (next_s, _) in pairwise(zip(times_s, power_w, strict=True)):
        if isnan(watts) or next_s - at_s > LONGEST_STEP_S:
            continue
        most_w = max(most_w, abs(watts))
        held_wh += watts * (flow if watts > 0.0 else 1.0 / flow) * (next_s - at_s) / 3600.0
        least_wh, highest_wh = min(least_wh, held_wh), max(highest_wh, held_wh)
    return most_w, highest_wh - least_wh


def _capacity_wh(times_s: Sequence[float], power_w: Sequence[float], soc_pct: Sequence[float]) -> float | None:
    """Return what it holds, from all its rises and falls together; None where its level did not move enough."""
    flow = BatteryModel(1.0).efficiency
    moved_pct = moved_wh = part_pct = part_wh = 0.0
    rows = [row for row in zip(times_s, power_w, soc_pct, strict=True) if not isnan(row[1]) and not isnan(row[2])]
    for (at_s, watts, level), (next_s, _, next_level) in pairwise(rows):
        energy_wh = watts * (flow if watts > 0.0 else 1.0 / flow) * (next_s - at_s) / 3600.0
        if next_s - at_s > LONGEST_STEP_S or part_wh * energy_wh < 0.0:
            if abs(part_pct) >= LEAST_SWING_PCT and part_pct * part_wh > 0.0:
                moved_pct, moved_wh = moved_pct + abs(part_pct), moved_wh + abs(part_wh)
            part_pct = part_wh = 0.0
        if next_s - at_s <= LONGEST_STEP_S:
            part_pct, part_wh = part_pct + next_level - level, part_wh + energy_wh
    if abs(part_pct) >= LEAST_SWING_PCT and part_pct * part_wh > 0.0:
        moved_pct, moved_wh = moved_pct + abs(part_pct), moved_wh + abs(part_wh)
    return 100.0 * moved_wh / moved_pct if moved_pct else None
