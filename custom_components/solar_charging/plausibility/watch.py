"""The quiet check after set-up: collects evidence over hours until a contradiction is certain. Kept over restarts.

Every half minute one look at the medians of the last minutes speaks for a finding, against it, or is neutral. Seconds of
evidence add up; what speaks against takes away more than it gave, so that noise, sensors that report at different moments
and single odd events never get anywhere.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Self

from ..catalogue.entry import Role
from .findings import (
    MOST_W,
    OVER_CAPACITY,
    SLACK_SHARE,
    Evidence,
    Finding,
    FindingKey,
    FindingKind,
    SiteValues,
    night_w,
)
from .meter_steps import SAMPLES, step_verdicts
from .sums import evidence_of_sums

# A home draws more than this at any hour of the night, and a meter at rest shows less.
AWAKE_W = 50.0
# What a meter shows while the battery carries the whole load: the offset of its control.
AT_REST_W = 30.0
# Below this a battery is idle: its standby and its control noise.
BATTERY_MOVES_W = 200.0
# Sensors report at different moments: a balance that is off by less proves nothing.
SLACK_W = 200.0
# Evidence (s) after which a finding is shown: a night's worth where only nights can show it; minutes for what physics forbids.
NEEDED_S = {
    FindingKind.GRID_SWAPPED: 3 * 3600.0,
    FindingKind.BATTERY_SWAPPED: 1800.0,
    FindingKind.GENERATION_AT_NIGHT: 3600.0,
    FindingKind.GENERATION_NEGATIVE: 900.0,
    FindingKind.MORE_OUT_THAN_IN: 900.0,
    # Arrays that are alike, and a heater that a load sensor leaves out, part again within a day.
    FindingKind.COUNTED_TWICE: 2 * 3600.0,
    FindingKind.DOES_NOT_ADD_UP: 3 * 3600.0,
    FindingKind.TOO_SMALL: 900.0,
    FindingKind.TOO_LARGE: 300.0,
    # These are counted in steps of a charger's power, not in seconds.
    FindingKind.GRID_MISSES_CHARGERS: 5.0,
    FindingKind.LOAD_MISSES_CHARGERS: 5.0,
    FindingKind.LOAD_COUNTS_CHARGERS: 5.0,
}
STEPWISE = {FindingKind.GRID_MISSES_CHARGERS, FindingKind.LOAD_MISSES_CHARGERS, FindingKind.LOAD_COUNTS_CHARGERS}
# Evidence against a finding counts so many times: one in four looks may be wrong without a false notice.
CONTRARY_WEIGHT = 3.0
# Evidence is capped, so that a sensor that fixes itself is believed again within the hour; until then what speaks for the
# contrary at dawn and dusk, when a wrong unit's numbers pass through what is possible, does not make a notice come and go.
CAP_BEYOND_S = 3600.0
# The same for findings that are counted in steps.
CAP_BEYOND_STEPS = 3.0
# As much of its capacity proves that an array's unit is right.
SURELY_RIGHT = 0.05
# Having spoken against a wrong grid sign for this long, nights have shown that it is right.
PROVEN_S = 1800.0


@dataclass
class Watch:
    """The evidence so far. `about`: the set-up it belongs to; a changed set-up starts over."""

    about: str
    evidence: dict[FindingKey, float] = field(default_factory=dict)
    grid_proven_s: float = 0.0
    powers: dict[FindingKey, dict[str, float]] = field(default_factory=dict)
    _recent: deque[SiteValues] = field(default_factory=lambda: deque(maxlen=SAMPLES))

    def look(
        self, values: SiteValues, elapsed_s: float, capacity_w: float, *, is_dark: bool, load_has_chargers: bool
    ) -> None:
        """Take a look into account, `elapsed_s` after the one before. `is_dark`: no sun now nor for an hour before."""
        self._recent.append(values)
        if len(self._recent) < SAMPLES:
            return
        usual = _medians(self._recent)
        for one in [*_evidence(usual, capacity_w, is_dark=is_dark), *evidence_of_sums(usual, is_dark=is_dark)]:
            self._weigh(one, elapsed_s)
            if one.kind is FindingKind.GRID_SWAPPED:
                self.grid_proven_s = 0.0 if one.speaks_for else self.grid_proven_s + elapsed_s
            if one.speaks_for and one.powers:
                self.powers[one.key] = dict(one.powers)
        steps = step_verdicts(tuple(self._recent), is_dark=is_dark, load_has_chargers=load_has_chargers)
        for one in steps:
            self._weigh(one, 1.0)
        if steps:
            # A step counts once.
            self._recent.clear()

    def findings(self) -> tuple[Finding, ...]:
        """Return what is certain now."""
        found = [key for key, value in self.evidence.items() if value >= NEEDED_S[key.kind]]
        swapped = {FindingKind.GRID_SWAPPED, FindingKind.BATTERY_SWAPPED, FindingKind.TOO_SMALL, FindingKind.TOO_LARGE}
        is_explained = any(kind in swapped for kind, _ in found)
        explained = (
            {FindingKind.DOES_NOT_ADD_UP} if is_explained or any(kind in STEPWISE for kind, _ in found) else set()
        )
        if is_explained or self.grid_proven_s < PROVEN_S:
            explained.add(FindingKind.MORE_OUT_THAN_IN)
        return tuple(
            Finding(key.kind, key.role, self.powers.get(key, {})) for key in found if key.kind not in explained
        )

    def _weigh(self, one: Evidence, amount: float) -> None:
        change = amount if one.speaks_for else -CONTRARY_WEIGHT * amount
        beyond = CAP_BEYOND_STEPS if one.kind in STEPWISE else CAP_BEYOND_S
        weight = self.evidence.get(one.key, 0.0) + change
        self.evidence[one.key] = min(max(0.0, weight), NEEDED_S[one.kind] + beyond)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        evidence = {f"{kind}/{role}": round(value, 1) for (kind, role), value in self.evidence.items() if value}
        powers = {f"{kind}/{role}": values for (kind, role), values in self.powers.items()}
        return {"about": self.about, "evidence": evidence, "grid_proven_s": self.grid_proven_s, "powers": powers}

    @classmethod
    def restored(cls, about: str, data: Mapping[str, Any]) -> Self:
        """Return what `as_dict` kept, nothing of it where the set-up has changed or the data cannot be read."""
        try:
            if data["about"] == about:
                evidence = {_key(name): float(value) for name, value in data["evidence"].items()}
                powers = {
                    _key(name): {role: float(value) for role, value in values.items()}
                    for name, values in data["powers"].items()
                }
                return cls(about, evidence, float(data["grid_proven_s"]), powers)
        except AttributeError, KeyError, TypeError, ValueError:
            pass
        return cls(about)


def _key(name: str) -> FindingKey:
    kind, role = name.split("/")
    return FindingKey(FindingKind(kind), Role(role))


def _medians(recent: deque[SiteValues]) -> SiteValues:
    def usual(values: list[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return median(known) if len(known) == len(values) else None

    return SiteValues(
        usual([one.generation_w for one in recent]),
        usual([one.grid_w for one in recent]),
        usual([one.battery_w for one in recent]),
        usual([one.load_w for one in recent]),
        median(one.charger_w for one in recent),
        tuple(map(median, zip(*(one.generators_w for one in recent), strict=False))),
    )


def _evidence(values: SiteValues, capacity_w: float, *, is_dark: bool) -> Iterator[Evidence]:
    yield from _of_units(values, capacity_w, is_dark=is_dark)
    generation, grid = values.generation_w, values.grid_w
    least_w = night_w(capacity_w)
    if generation is not None:
        if is_dark:
            yield Evidence(FindingKind.GENERATION_AT_NIGHT, Role.PV_POWER, generation > least_w)
        elif abs(generation) > least_w:
            yield Evidence(FindingKind.GENERATION_NEGATIVE, Role.PV_POWER, generation < 0)
    if grid is None or abs(grid) > MOST_W:
        return
    if is_dark and (generation is None or generation <= least_w):
        yield from _of_the_night(grid, values.battery_w)
    elif not is_dark and generation is not None:
        balance = generation + grid - (values.battery_w or 0.0)
        slack_w = max(SLACK_W, SLACK_SHARE * abs(grid))
        if balance < -slack_w or -grid > slack_w:
            yield Evidence(FindingKind.MORE_OUT_THAN_IN, Role.PV_POWER, balance < -slack_w)


def _of_the_night(grid_w: float, battery_w: float | None) -> Iterator[Evidence]:
    """By night nothing can be fed in but what the battery gives, and nothing charges it but the grid."""
    given_w = max(0.0, -(battery_w or 0.0))
    if battery_w is None or abs(battery_w) < BATTERY_MOVES_W:
        # A meter at zero all night has an unread battery behind it: no proof of a wrong sign.
        yield Evidence(FindingKind.GRID_SWAPPED, Role.GRID_POWER, -grid_w - given_w > AWAKE_W)
    elif abs(grid_w) <= max(AT_REST_W, abs(battery_w) / 2):
        # The battery carries the load: then it is discharging.
        yield Evidence(FindingKind.BATTERY_SWAPPED, Role.BATTERY_POWER, battery_w > 0)


def _of_units(values: SiteValues, capacity_w: float, *, is_dark: bool) -> Iterator[Evidence]:
    generation, grid = values.generation_w, values.grid_w
    if generation is not None and abs(generation) > SURELY_RIGHT * capacity_w:
        yield Evidence(FindingKind.TOO_LARGE, Role.PV_POWER, abs(generation) > OVER_CAPACITY * capacity_w)
    for role, value in (
        (Role.GRID_POWER, grid), (Role.BATTERY_POWER, values.battery_w), (Role.LOAD_POWER, values.load_w)
    ):  # fmt: skip
        if value is not None and abs(value) > AWAKE_W:
            yield Evidence(FindingKind.TOO_LARGE, role, abs(value) > MOST_W)
    # Fed in beyond what the battery gives.
    out_w = -(grid or 0.0) + min(0.0, values.battery_w or 0.0)
    if generation is not None and generation > 0 and out_w > 300.0 and not is_dark:
        # More is fed in than there seems to be, and a thousand times as much would do.
        is_thousandth = 0.9 * out_w <= 1000 * generation <= 1.3 * capacity_w
        if is_thousandth or generation > night_w(capacity_w):
            yield Evidence(FindingKind.TOO_SMALL, Role.PV_POWER, is_thousandth and generation < night_w(capacity_w))
    if grid is not None and generation is not None and values.charger_w > 1300.0:
        short_w = values.charger_w - generation + (values.battery_w or 0.0)
        # The car takes far more than all that is seen to come in, and a thousand times the import would cover it.
        if abs(grid) > 100.0 or (short_w > 500.0 and 0.9 * short_w <= 1000 * grid <= short_w + 15_000.0):
            yield Evidence(FindingKind.TOO_SMALL, Role.GRID_POWER, abs(grid) <= 100.0)
