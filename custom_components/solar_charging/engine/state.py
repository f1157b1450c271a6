"""What the engine remembers between two steps. Times are UTC seconds since the epoch, so that it can be stored as JSON.

`step` copies the state it is given and changes only the copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, Self

from .json_state import dump, load


@dataclass(slots=True)
class SourceState:
    """One source of readings: its last value, when it was reported, and how often it reports."""

    value: float | None = None
    reported_s: float = 0.0
    changed_s: float = 0.0
    interval_s: float = 0.0

    def copy(self) -> Self:
        """Return a copy."""
        return type(self)(self.value, self.reported_s, self.changed_s, self.interval_s)


@dataclass(slots=True)
class ChargerState:
    """One charger: what it was told, what it was seen to do, what has been learnt of it, and what its budgets hold."""

    mode: str = ""
    car: str = ""
    # Whose draw is learnt here now; empty: that of whichever car comes.
    car_id: str = ""
    # The command in force.
    is_enabled: bool = False
    current_a: float = 0.0
    phases: int = 1
    commanded_s: float = 0.0
    switched_s: float = 0.0
    # Powers it was told to take, oldest first: [since, W, confirmed since or 0].
    levels: list[list[float]] = field(default_factory=list)
    # Its last measurement since the last command: [reported at, W], or nothing.
    measured: list[float] = field(default_factory=list)
    # What its own meter showed last, in W; whether it is seen not to follow, or not yet.
    seen_w: float = 0.0
    is_behind: bool = False
    # Learnt: W per A by phase count; the most it was seen to take; seconds to the first sign of a command, and to its end.
    watts_per_amp: dict[str, float] = field(default_factory=dict)
    takes_at_most_w: float | None = None
    first_sign_s: float | None = None
    settled_s: float | None = None
    # Command whose answer at the meter is awaited: [told at, W before at the meter, W expected to change, first sign or 0].
    awaited: list[float] = field(default_factory=list)
    # Without a power sensor: [told at, W used before, A before, phases before, first sign or 0]; whether its car was seen to take none.
    asked: list[float] = field(default_factory=list)
    takes_none: bool = False
    # What each transition would have saved, in Wh, by the phase count it leads to ("0" is off).
    budgets_wh: dict[str, float] = field(default_factory=dict)
    # Regret in W of each phase count over the replayed past, and when it was replayed.
    replayed_w: dict[str, float] = field(default_factory=dict)
    replayed_s: float = 0.0
    # Recent starts and phase switches, fading.
    starts: float = 0.0
    switches: float = 0.0
    unmeasured_wh: float = 0.0
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
        twin = type(self)(*_CHARGER_VALUES(self))
        twin.levels = [list(level) for level in self.levels]
        twin.measured = list(self.measured)
        twin.watts_per_amp = dict(self.watts_per_amp)
        twin.awaited = list(self.awaited)
        twin.asked = list(self.asked)
        twin.budgets_wh = dict(self.budgets_wh)
        twin.replayed_w = dict(self.replayed_w)
        return twin


@dataclass(slots=True)
class LearntCar:
    """What was learnt of a car that is somewhere else: as in `ChargerState`. Replaced, never changed."""

    watts_per_amp: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class EngineState:
    """Everything `step` remembers. `EngineState()` is a home never seen before."""

    stepped_s: float | None = None
    sources: dict[str, SourceState] = field(default_factory=dict, metadata={"of": SourceState})
    chargers: dict[str, ChargerState] = field(default_factory=dict, metadata={"of": ChargerState})
    # By car, and, of cars nobody knows, by charger.
    learnt_cars: dict[str, LearntCar] = field(default_factory=dict, metadata={"of": LearntCar})
    surplus_w: float | None = None
    surplus_sampled_s: float = 0.0
    # Generation as it was known at the last grid sample, where the inverter reports more often than the meter.
    sampled_generation_w: float | None = None
    # Surplus by the minute, newest last: [minute since the epoch, mean W]; and the minute under way: [minute, Ws, s].
    past: list[list[float]] = field(default_factory=list)
    minute: list[float] = field(default_factory=list)
    steadiness: float = 1.0
    # House load by the minute, as surplus; and its median, None until known.
    past_loads: list[list[float]] = field(default_factory=list)
    minute_load: list[float] = field(default_factory=list)
    usual_load_w: float | None = None
    # The tier surplus was taken from; since when a better one has been live, or this one has not.
    tier: str = ""
    better_since_s: float | None = None
    worse_since_s: float | None = None
    # The grid meter: its last change that settled a doubt, whether it is being checked, how long it may be quiet.
    doubted_s: float = 0.0
    is_checking: bool = False
    checking_since_s: float = 0.0
    check_after_s: float = 0.0
    stuck_since_s: float | None = None
    # The home battery: its last report, the one before, and how far it may have moved since, seen from the grid meter.
    battery_w: float = 0.0
    battery_s: float = 0.0
    battery_before_w: float = 0.0
    battery_before_s: float = 0.0
    battery_moved_w: float = 0.0
    battery_met_w: float | None = None
    battery_rests: bool = False
    # Since when surplus has been more than is generated; when that last was no accident.
    beyond_since_s: float | None = None
    unread_generation_s: float = 0.0
    battery_first: bool = False
    battery_bridges: bool = False
    battery_soc_pct: float | None = None
    battery_target_pct: float = 0.0
    # What the house learnt_cars on each phase, in A; what the fuse left for chargers, and since when.
    house_a: list[float] = field(default_factory=list)
    fuse_room_a: float | None = None
    fuse_room_since_s: float = 0.0
    # Probing a throttled inverter: the step being tried, since when, and when the next try may begin.
    probe_w: float = 0.0
    probed_s: float = 0.0
    probe_after_s: float = 0.0
    probe_pause_s: float = 0.0
    probe_failed_s: float | None = None

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state."""
        twin = type(self)(*_ENGINE_VALUES(self))
        twin.sources = {name: source.copy() for name, source in self.sources.items()}
        twin.chargers = {name: charger.copy() for name, charger in self.chargers.items()}
        twin.learnt_cars = dict(self.learnt_cars)
        # Minutes that are over never change: their list is enough.
        twin.past = list(self.past)
        twin.minute = list(self.minute)
        twin.past_loads = list(self.past_loads)
        twin.minute_load = list(self.minute_load)
        twin.house_a = list(self.house_a)
        return twin

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return dict(dump(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Return the state stored as `data`; unknown keys are ignored, missing or broken ones start afresh."""
        state = load(cls, data)
        state.past = [entry for entry in state.past if _has(entry, 2)]
        state.past_loads = [entry for entry in state.past_loads if _has(entry, 2)]
        state.minute = state.minute if len(state.minute) == 3 else []
        state.minute_load = state.minute_load if len(state.minute_load) == 3 else []
        for charger in state.chargers.values():
            charger.levels = [level for level in charger.levels if _has(level, 3)]
            charger.measured = charger.measured if len(charger.measured) == 2 else []
            charger.asked = charger.asked if len(charger.asked) == 5 else []
            charger.awaited = charger.awaited if len(charger.awaited) == 5 else []
        return state


# All fields at once: copying by the standard library takes ten times as long, and is done in every step.
_CHARGER_VALUES = attrgetter(*(item.name for item in fields(ChargerState)))
_ENGINE_VALUES = attrgetter(*(item.name for item in fields(EngineState)))


def _has(entry: object, count: int) -> bool:
    """Return whether a stored entry has the numbers it should have."""
    return isinstance(entry, list) and len(entry) == count
