"""The check before saving: whether one moment's values fit together, and if not, what would make them fit."""

from collections.abc import Iterator
from dataclasses import replace

from ..catalogue.entry import Role
from .findings import MOST_W, OVER_CAPACITY, Finding, FindingKind, Light, SiteValues, night_w

# Sensors report at different moments, and meters err: below these a difference means nothing.
SLACK_W = 100.0
SLACK_SHARE = 0.1
# A sum with the load sensor must come out at least this much better before a sign counts as wrong.
CLEARLY_BETTER = 3.0
THOUSAND = 1000.0


def findings_now(values: SiteValues, light: Light, capacity_w: float) -> tuple[Finding, ...]:
    """Return what does not fit: generation + import - charging = load, and load is never below zero."""
    units = tuple(_units(values, light, capacity_w))
    # With a wrong unit every sum is wrong: only the unit is asked for.
    return units or tuple(_sums(values, light, capacity_w))


def is_swap_likely(values: SiteValues, role: Role, light: Light, capacity_w: float) -> bool:
    """Whether a sensor most likely counts the other way round than `values` has it."""
    kind = FindingKind.GRID_SWAPPED if role is Role.GRID_POWER else FindingKind.BATTERY_SWAPPED
    return any(one.kind is kind for one in findings_now(values, light, capacity_w))


def _units(values: SiteValues, light: Light, capacity_w: float) -> Iterator[Finding]:
    generation, grid, battery, load = values.generation_w, values.grid_w, values.battery_w, values.load_w
    if generation is not None and abs(generation) > OVER_CAPACITY * capacity_w:
        yield Finding(FindingKind.TOO_LARGE, Role.PV_POWER, {"power": generation, "capacity": capacity_w})
    for role, value in ((Role.GRID_POWER, grid), (Role.BATTERY_POWER, battery), (Role.LOAD_POWER, load)):
        if value is not None and abs(value) > MOST_W:
            yield Finding(FindingKind.TOO_LARGE, role, {"power": value})
    if generation is not None and light.is_bright and _looks_like_kw(generation, capacity_w):
        yield Finding(FindingKind.TOO_SMALL, Role.PV_POWER, {"power": generation, "capacity": capacity_w})
    if grid is not None and load is not None and _has_fraction(grid):
        scaled = replace(values, grid_w=grid * THOUSAND)
        if _misfit(values) > CLEARLY_BETTER * _misfit(scaled) + SLACK_W:
            yield Finding(FindingKind.TOO_SMALL, Role.GRID_POWER, {"power": grid})


def _looks_like_kw(value: float, capacity_w: float) -> bool:
    return _has_fraction(value) and 0.05 < value <= 1.2 * capacity_w / THOUSAND


def _has_fraction(value: float) -> bool:
    """Whether it has decimals that a number of watts would not have, and is as small as a number of kilowatts."""
    return abs(value) < 100 and not float(value).is_integer()


def _sums(values: SiteValues, light: Light, capacity_w: float) -> Iterator[Finding]:
    generation, grid, battery = values.generation_w, values.grid_w, values.battery_w
    if generation is not None and generation < -night_w(capacity_w):
        yield Finding(FindingKind.GENERATION_NEGATIVE, Role.PV_POWER, {"power": generation})
        return
    if generation is not None and light.is_dark and generation > night_w(capacity_w):
        yield Finding(FindingKind.GENERATION_AT_NIGHT, Role.PV_POWER, {"power": generation})
        return
    balance = values.balance_w
    if grid is None or balance is None:
        return
    is_sun_known = generation is not None or light.is_dark
    if values.load_w is not None and is_sun_known:
        yield from _against_load(values)
    elif is_sun_known and balance < -_slack_w(values):
        if battery is not None and balance + 2 * battery >= 0 > -battery:
            yield Finding(FindingKind.BATTERY_SWAPPED, Role.BATTERY_POWER, {"power": battery, "load": balance})
        else:
            yield Finding(FindingKind.GRID_SWAPPED, Role.GRID_POWER, {"power": grid, "load": balance})


def _against_load(values: SiteValues) -> Iterator[Finding]:
    """Compare with the load sensor: the sign whose reversal makes the sum right is wrong."""
    now = _misfit(values)
    if now <= _slack_w(values):
        return
    others: list[tuple[float, Finding]] = []
    powers = {"load": values.balance_w or 0.0}
    if values.grid_w is not None:
        turned = replace(values, grid_w=-values.grid_w)
        found = Finding(FindingKind.GRID_SWAPPED, Role.GRID_POWER, {"power": values.grid_w, **powers})
        others.append((_misfit(turned), found))
    if values.battery_w is not None:
        turned = replace(values, battery_w=-values.battery_w)
        found = Finding(FindingKind.BATTERY_SWAPPED, Role.BATTERY_POWER, {"power": values.battery_w, **powers})
        others.append((_misfit(turned), found))
    best, finding = min(others, key=lambda one: one[0])
    if now > CLEARLY_BETTER * best:
        yield finding


def _misfit(values: SiteValues) -> float:
    balance = values.balance_w
    return 0.0 if balance is None or values.load_w is None else abs(balance - values.load_w)


def _slack_w(values: SiteValues) -> float:
    known = (values.generation_w, values.grid_w, values.battery_w)
    return max(SLACK_W, SLACK_SHARE * max(abs(value) for value in known if value is not None))
