"""Whether a meter sees the chargers: shown by how it answers when their power steps up or down."""

from collections.abc import Sequence
from statistics import median

from ..catalogue.entry import Role
from .findings import Evidence, FindingKind, SiteValues

# Five minutes of looks, half a minute apart: two minutes before a step, one for it, two after.
SAMPLES = 10
# Looks before and after a step.
_SIDE = 4
# Kettles and clouds are smaller, or do not stay; a car that starts is at least as much.
STEP_W = 1200.0
# Before and after, the chargers must hold still.
STILL_W = 300.0
# A share of the step near 1 is seen, near 0 is not, and what lies between is neutral.
NEAR = 0.25


def step_verdicts(recent: Sequence[SiteValues], *, is_dark: bool, load_has_chargers: bool) -> tuple[Evidence, ...]:
    """Return what a step of the chargers' power in the middle of these looks shows, nothing where there is none."""
    before, after = recent[:_SIDE], recent[-_SIDE:]
    step_w = _median(after, "charger_w", 0.0) - _median(before, "charger_w", 0.0)
    if abs(step_w) < STEP_W or not (_is_still(before) and _is_still(after)):
        return ()
    found: list[Evidence] = []
    # Without knowing the sun, a regulated charger's step looks like none: it takes what the sun gives more.
    if is_dark or all(one.generation_w is not None for one in recent):
        seen = _share(recent, step_w, [_balance(one) for one in recent])
        if seen is not None:
            found.append(Evidence(FindingKind.GRID_MISSES_CHARGERS, Role.GRID_POWER, not seen))
    seen = _share(recent, step_w, [one.load_w for one in recent])
    if seen is not None and load_has_chargers:
        found.append(Evidence(FindingKind.LOAD_MISSES_CHARGERS, Role.LOAD_POWER, not seen))
    elif seen is not None:
        found.append(Evidence(FindingKind.LOAD_COUNTS_CHARGERS, Role.LOAD_POWER, seen))
    return tuple(found)


def _share(recent: Sequence[SiteValues], step_w: float, values: Sequence[float | None]) -> bool | None:
    known = [value for value in values if value is not None]
    if len(known) < len(recent):
        return None
    share = (median(known[-_SIDE:]) - median(known[:_SIDE])) / step_w
    if abs(share - 1) <= NEAR:
        return True
    return False if abs(share) <= NEAR else None


def _balance(one: SiteValues) -> float | None:
    return one.balance_w


def _median(values: Sequence[SiteValues], name: str, default: float) -> float:
    return median(getattr(one, name) or default for one in values)


def _is_still(values: Sequence[SiteValues]) -> bool:
    powers = [one.charger_w for one in values]
    return max(powers) - min(powers) <= STILL_W
