"""What the engine remembers between two steps. Times are UTC seconds since the epoch, so that it can be stored as JSON.

`step` copies the state it is given and changes only the copy.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Self

from .serial import dump, load


@dataclass(slots=True)
class SourceState:
    """One source of readings: its last value, when it was reported, and how often it reports."""

    value: float | None = None
    reported_s: float = 0.0
    changed_s: float = 0.0
    interval_s: float = 0.0


@dataclass(slots=True)
class ChargerState:
    """One charger: what it was told last, what it was seen to do, and what its budgets hold."""

    is_known: bool = False
    mode: str = ""
    car: str = ""
    is_enabled: bool = False
    current_a: float = 0.0
    phases: int = 1
    commanded_s: float = 0.0
    # Powers it was told to take, oldest first: [since, W]. The last is corrected by measurement once it has settled.
    levels: list[list[float]] = field(default_factory=list)
    start_wh: float = 0.0
    stop_wh: float = 0.0
    blind_wh: float = 0.0
    rise_since_s: float | None = None


@dataclass(slots=True)
class EngineState:
    """Everything `step` remembers. `EngineState()` is a home never seen before."""

    stepped_s: float | None = None
    sources: dict[str, SourceState] = field(default_factory=dict, metadata={"of": SourceState})
    chargers: dict[str, ChargerState] = field(default_factory=dict, metadata={"of": ChargerState})
    surplus_w: float | None = None
    surplus_sampled_s: float = 0.0
    rung: str = ""
    better_since_s: float | None = None

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state."""
        return deepcopy(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return dict(dump(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Return the state stored as `data`; unknown keys are ignored, missing or broken ones start afresh."""
        return load(cls, data)
