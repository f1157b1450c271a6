"""What the engine remembers between two steps. Times are UTC seconds since the epoch, so that it can be stored as JSON.

`step` copies the state it is given and changes only the copy.
"""

from collections.abc import Mapping
from copy import copy
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
    """One charger: what it was told, what it was seen to do, what has been learnt of it, and what its budgets hold."""

    mode: str = ""
    car: str = ""
    # The command in force.
    is_enabled: bool = False
    current_a: float = 0.0
    phases: int = 1
    commanded_s: float = 0.0
    switched_s: float = 0.0
    # Powers it was told to take, oldest first: [since, W, confirmed since or 0].
    levels: list[list[float]] = field(default_factory=list)
    # Learnt: W per A by phase count; the most it was seen to take; seconds to the first sign of a command, and to its end.
    watts_per_amp: dict[str, float] = field(default_factory=dict)
    takes_at_most_w: float | None = None
    first_sign_s: float | None = None
    settled_s: float | None = None
    # Command whose answer at the meter is awaited: [told at, W before at the meter, W expected to change, first sign or 0].
    awaited: list[float] = field(default_factory=list)
    # What each move would have saved, in Wh, by the phase count it leads to ("0" is off).
    budgets_wh: dict[str, float] = field(default_factory=dict)
    # Regret in W of each phase count over the replayed past, and when it was replayed.
    replayed_w: dict[str, float] = field(default_factory=dict)
    replayed_s: float = 0.0
    # Recent starts and phase switches, fading.
    starts: float = 0.0
    switches: float = 0.0
    blind_wh: float = 0.0
    rise_since_s: float | None = None
    # When the car was plugged in, or the user chose a mode: a start need not wait then.
    arrived_s: float = 0.0
    welcome_until_s: float = 0.0
    # Whether the command in force was seen to be followed; a later difference is the user's, until then.
    is_followed: bool = False
    override_until_s: float = 0.0
    attempt: int = 0
    retry_at_s: float = 0.0
    idle_since_s: float | None = None
    wake_attempt: int = 0
    wake_until_s: float = 0.0

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state."""
        twin = copy(self)
        twin.levels = [list(level) for level in self.levels]
        twin.watts_per_amp = dict(self.watts_per_amp)
        twin.awaited = list(self.awaited)
        twin.budgets_wh = dict(self.budgets_wh)
        twin.replayed_w = dict(self.replayed_w)
        return twin


@dataclass(slots=True)
class EngineState:
    """Everything `step` remembers. `EngineState()` is a home never seen before."""

    stepped_s: float | None = None
    sources: dict[str, SourceState] = field(default_factory=dict, metadata={"of": SourceState})
    chargers: dict[str, ChargerState] = field(default_factory=dict, metadata={"of": ChargerState})
    surplus_w: float | None = None
    surplus_sampled_s: float = 0.0
    # Surplus by the minute, newest last: [minute since the epoch, mean W]; and the minute under way: [minute, Ws, s].
    past: list[list[float]] = field(default_factory=list)
    minute: list[float] = field(default_factory=list)
    steadiness: float = 1.0
    # The rung surplus was taken from; since when a better one has been live, or this one has not.
    rung: str = ""
    better_since_s: float | None = None
    worse_since_s: float | None = None
    # The grid meter: its last change that settled a doubt, whether it is being checked, how long it may be quiet.
    doubted_s: float = 0.0
    is_checking: bool = False
    check_after_s: float = 0.0
    frozen_since_s: float | None = None
    battery_first: bool = False
    battery_bridges: bool = False
    battery_soc_pct: float | None = None
    battery_target_pct: float = 0.0
    fuse_room_a: float | None = None
    fuse_room_since_s: float = 0.0
    # Probing a throttled inverter: the step being tried, since when, and when the next try may begin.
    probe_w: float = 0.0
    probed_s: float = 0.0
    probe_after_s: float = 0.0
    probe_pause_s: float = 0.0

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state."""
        twin = copy(self)
        twin.sources = {name: copy(source) for name, source in self.sources.items()}
        twin.chargers = {name: charger.copy() for name, charger in self.chargers.items()}
        # Minutes that are over never change: their list is enough.
        twin.past = list(self.past)
        twin.minute = list(self.minute)
        return twin

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return dict(dump(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Return the state stored as `data`; unknown keys are ignored, missing or broken ones start afresh."""
        return load(cls, data)
