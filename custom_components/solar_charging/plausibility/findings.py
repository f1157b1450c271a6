"""What can be wrong with a site's sensors, and the values that show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ..catalogue.entry import Role


class FindingKind(StrEnum):
    """A contradiction, named for what most likely causes it."""

    GRID_SWAPPED = "grid_swapped"
    BATTERY_SWAPPED = "battery_swapped"
    GENERATION_NEGATIVE = "generation_negative"
    GENERATION_AT_NIGHT = "generation_at_night"
    # More leaves the home than comes in, whichever way the signs are: something that generates is not read.
    MORE_OUT_THAN_IN = "more_out_than_in"
    # A hybrid's output: what goes into its battery is taken off already.
    GENERATION_WITH_BATTERY = "generation_with_battery"
    # Two sensors of the generation show the same value, as one generator does that is read twice.
    COUNTED_TWICE = "counted_twice"
    # No single change of a sign corrects the sum, or more than one does.
    DOES_NOT_ADD_UP = "does_not_add_up"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    GRID_MISSES_CHARGERS = "grid_misses_chargers"
    LOAD_MISSES_CHARGERS = "load_misses_chargers"
    LOAD_COUNTS_CHARGERS = "load_counts_chargers"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, the role it is about, and the powers (W) that its sentence shows.

    `causes`: each of these would explain it, so that a person has to say which it is.
    """

    kind: FindingKind
    role: Role
    powers: Mapping[str, float] = field(default_factory=dict)
    causes: tuple[Finding, ...] = ()


class FindingKey(NamedTuple):
    """What a finding is, and the role it is about."""

    kind: FindingKind
    role: Role


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one look shows for or against a finding, and the powers (W) that show it."""

    kind: FindingKind
    role: Role
    speaks_for: bool
    powers: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> FindingKey:
        """The finding it is about."""
        return FindingKey(self.kind, self.role)


@dataclass(frozen=True, slots=True)
class SiteValues:
    """A site's sensors at one moment, in W and the engine's signs; None: not read, or unavailable.

    `generators_w`: what each integration's share of the generation is, where several have one.
    """

    generation_w: float | None = None
    grid_w: float | None = None
    battery_w: float | None = None
    load_w: float | None = None
    charger_w: float = 0.0
    generators_w: tuple[float, ...] = ()

    @property
    def balance_w(self) -> float | None:
        """What the home must be using: generation, plus import, less what goes into the battery."""
        if self.grid_w is None:
            return None
        return (self.generation_w or 0.0) + self.grid_w - (self.battery_w or 0.0)


@dataclass(frozen=True, slots=True)
class Light:
    """How much sun there can be. `is_dark`: none at all; `is_bright`: enough for any array to be well awake."""

    is_dark: bool
    is_bright: bool


# A home's connection is 63 A on three phases at most, a farm's some hundred kW: beyond, kW were taken for MW or W for kW.
MOST_W = 250_000.0
# A thousandth of what it is: W called kW. An array gives at most a little over its capacity, so far above it a unit is wrong.
OVER_CAPACITY = 20.0
# What an inverter may draw for itself by night, and noise of its measurement.
NIGHT_W = 50.0
# The same as a share of the capacity, for large inverters.
NIGHT_SHARE = 0.01
# Meters err, and sensors report at different moments: a difference of this share of a power proves nothing.
SLACK_SHARE = 0.1


def night_w(capacity_w: float) -> float:
    """Return the power that an array's sensor may show, either way, while there is no sun."""
    return max(NIGHT_W, NIGHT_SHARE * capacity_w)
