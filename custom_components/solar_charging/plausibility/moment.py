"""The check before saving: whether one moment's values fit together, and if not, what would make them fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..catalogue.entry import Role
from .findings import MOST_W, OVER_CAPACITY, SLACK_SHARE, Finding, FindingKind, Light, SiteValues, night_w

# Sensors report at different moments, and meters err: below these a difference means nothing.
SLACK_W = 100.0
# A sum with the load sensor must come out at least this much better before a sign counts as wrong.
CLEARLY_BETTER = 3.0
# A load sensor may leave out a shed or its own inverter; beyond this many times the slack something is counted twice or missing.
CLEARLY_OFF = 2.0
# From kW to W.
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
        yield from _against_load(values, light, capacity_w)
    elif is_sun_known and balance < -_slack_w(values):
        explained = [one for one in _explanations(values, light, capacity_w) if _is_possible(one.values)]
        if not explained:
            yield Finding(FindingKind.GRID_SWAPPED, Role.GRID_POWER, {"power": grid, "load": balance})
        else:
            yield _likeliest(explained, {"load": balance, "battery": battery or 0.0})


def _against_load(values: SiteValues, light: Light, capacity_w: float) -> Iterator[Finding]:
    """Compare with the load sensor: a change that makes the sum right points to the fault; without one, the mismatch itself is reported."""
    now, load = _misfit(values), values.load_w
    if now <= _slack_w(values) or load is None:
        return
    explanations = [*_explanations(values, light, capacity_w), *_turned_grid(values)]
    fitting = [one for one in explanations if now > CLEARLY_BETTER * _misfit(one.values)]
    best = min((_misfit(one.values) for one in fitting), default=0.0)
    likely = [one for one in fitting if _misfit(one.values) <= best + _slack_w(values)]
    if likely:
        yield _likeliest(likely, {"load": values.balance_w or 0.0})
    elif now > CLEARLY_OFF * _slack_w(values):
        powers = {"expected": values.balance_w or 0.0, "load": load}
        yield Finding(FindingKind.DOES_NOT_ADD_UP, Role.LOAD_POWER, powers)


@dataclass(frozen=True, slots=True)
class _Explanation:
    """A mistake that would explain a contradiction, and the values with it put right."""

    kind: FindingKind
    role: Role
    power_w: float
    values: SiteValues


def _explanations(values: SiteValues, light: Light, capacity_w: float) -> Iterator[_Explanation]:
    """Return what can be wrong about the battery: its sign, or that a hybrid's output has it taken off."""
    battery, generation = values.battery_w, values.generation_w
    if battery is None:
        return
    turned = replace(values, battery_w=-battery)
    # What discharges, read the other way round, would need more power still.
    if battery > 0 or values.load_w is not None:
        yield _Explanation(FindingKind.BATTERY_SWAPPED, Role.BATTERY_POWER, battery, turned)
    most_w = night_w(capacity_w) if light.is_dark else OVER_CAPACITY * capacity_w
    if generation is not None and 0 <= generation + battery <= most_w:
        whole = replace(values, generation_w=generation + battery)
        yield _Explanation(FindingKind.GENERATION_WITH_BATTERY, Role.PV_POWER, battery, whole)


def _turned_grid(values: SiteValues) -> Iterator[_Explanation]:
    if values.grid_w is not None:
        turned = replace(values, grid_w=-values.grid_w)
        yield _Explanation(FindingKind.GRID_SWAPPED, Role.GRID_POWER, values.grid_w, turned)


def _likeliest(explanations: Sequence[_Explanation], powers: Mapping[str, float]) -> Finding:
    """Return the only explanation, or all of them for a person to choose from."""
    findings = tuple(Finding(one.kind, one.role, {"power": one.power_w, **powers}) for one in explanations)
    return (
        findings[0] if len(findings) == 1 else Finding(FindingKind.DOES_NOT_ADD_UP, findings[0].role, powers, findings)
    )


def _is_possible(values: SiteValues) -> bool:
    return (values.balance_w or 0.0) >= -_slack_w(values)


def _misfit(values: SiteValues) -> float:
    balance = values.balance_w
    return 0.0 if balance is None or values.load_w is None else abs(balance - values.load_w)


def _slack_w(values: SiteValues) -> float:
    known = (values.generation_w, values.grid_w, values.battery_w)
    return max(SLACK_W, SLACK_SHARE * max(abs(value) for value in known if value is not None))
