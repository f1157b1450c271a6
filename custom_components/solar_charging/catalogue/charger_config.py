"""One model of a charger, from the catalogue to its drivers: what it is commanded by and what it is read from.

Discovery makes it, the user's answers complete it, a subentry stores it as a dictionary, and the drivers take it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class EntityAction:
    """What is done: an entity brought to `value` (a press, for a button), or an action called with `data`."""

    entity_id: str | None = None
    value: str | None = None
    action: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_usable(self) -> bool:
        """Whether there is anything to operate."""
        return bool(self.entity_id or self.action)


@dataclass(frozen=True, slots=True)
class StartStopActions:
    """Two actions that undo each other: a switch either way round, two buttons, two options of a select, two actions."""

    start: EntityAction
    stop: EntityAction


@dataclass(frozen=True, slots=True)
class PhaseSwitchConfig:
    """How one phase and three are switched: two actions, or an entity whose states and options name the phases."""

    entity_id: str | None = None
    one: EntityAction | None = None
    three: EntityAction | None = None

    @property
    def is_usable(self) -> bool:
        """Whether there is anything to operate."""
        return bool(self.entity_id or (self.one and self.three))


@dataclass(frozen=True, slots=True)
class SetPointConfig:
    """What takes the current: a number or select, or an action in whose data "{current}" is filled in.

    `unit` (A, kW or W), `step` and `max` serve where no live entity gives them. `least` is the least that charges a car, in `unit`.
    `pauses_at_zero`: 0 is a pause. `prefers_zero`: even where there is a switch, since switching ends more than the charging.
    """

    entity_id: str | None = None
    action: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    unit: str = "A"
    least: float | None = None
    step: float | None = None
    max: float | None = None
    pauses_at_zero: bool = False
    prefers_zero: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether there is anything to operate."""
        return bool(self.entity_id or self.action)

    @property
    def is_action(self) -> bool:
        """Whether it is an action alone, of which no live entity shows the range."""
        return self.entity_id is None


@dataclass(frozen=True, slots=True)
class ReadingConfig:
    """An entity, or one of its attributes, that reports on the charger or the car; `states` gives its values their meaning.

    `step_w`: a power that is only reported rounded to multiples of this.
    """

    entity_id: str
    states: Mapping[str, str] = field(default_factory=dict)
    attribute: str | None = None
    step_w: float | None = None


@dataclass(frozen=True, slots=True)
class ConflictingSettingConfig:
    """A setting of the charger's own that conflicts with ours unless it has one of the values `wanted`.

    `is_settable`: it can be set from here. `may_set`: the user agreed to that.
    """

    entity_id: str
    wanted: tuple[str, ...]
    is_settable: bool = True
    may_set: bool = False


@dataclass(frozen=True, slots=True)
class ChargerConfig:
    """One charger. `id` and `name` are its subentry's, or what discovery calls it; the rest is what is stored.

    `phases` is how many it charges with where they cannot be switched. `interval_s`: how often it reports, where that is known.
    `forgets_on`: when it forgets its current ("restart", "plug_in", "time"). `restart_states`: what its status shows, right after
    charging, only because it has restarted. `refresh_s`: it falls back when no command comes for so long. `calls_per_command`: how
    many calls its integration makes to the device, or its cloud, for one command. `starts_in_shadow`: it is in shadow mode until the
    user turns that off.
    """

    id: str
    name: str
    integration: str | None = None
    device_id: str | None = None
    set_point: SetPointConfig | None = None
    start_stop: StartStopActions | None = None
    phase_switch: PhaseSwitchConfig | None = None
    readings: Mapping[str, ReadingConfig] = field(default_factory=dict)
    conflicting_settings: tuple[ConflictingSettingConfig, ...] = ()
    phases: int = 1
    # None: the grid connection's.
    voltage_v: float | None = None
    interval_s: float | None = None
    min_interval_s: float = 0.0
    calls_per_command: int = 1
    refresh_s: float | None = None
    forgets_on: tuple[str, ...] = ()
    restart_states: tuple[str, ...] = ()
    starts_in_shadow: bool = False

    @property
    def is_controllable(self) -> bool:
        """Whether it can be commanded at all."""
        return self.set_point is not None or self.start_stop is not None

    @property
    def forgets_with_time(self) -> bool:
        """Whether it falls back when no command has come for long."""
        return self.refresh_s is not None or "time" in self.forgets_on

    @property
    def forgets(self) -> bool:
        """Whether it may have forgotten what it shows."""
        return self.refresh_s is not None or bool(self.forgets_on)

    @property
    def power_entity(self) -> str | None:
        """What measures its power."""
        reading = self.readings.get("power")
        return reading.entity_id if reading else None

    @property
    def actions(self) -> tuple[EntityAction, ...]:
        """What starts and stops it and switches its phases."""
        found = [self.start_stop.start, self.start_stop.stop] if self.start_stop else []
        switch = self.phase_switch
        return (*found, *(one for one in (switch.one, switch.three) if one)) if switch else tuple(found)

    @property
    def commanded(self) -> tuple[str, ...]:
        """The entities it is commanded by."""
        return tuple(dict.fromkeys(self._commanded()))

    @property
    def read(self) -> tuple[str, ...]:
        """The entities it is read from."""
        return tuple(reading.entity_id for reading in self.readings.values())

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """All its entities."""
        settings = [setting.entity_id for setting in self.conflicting_settings]
        return tuple(dict.fromkeys([*self.commanded, *self.read, *settings]))

    def _commanded(self) -> Iterator[str]:
        if self.set_point and self.set_point.entity_id:
            yield self.set_point.entity_id
        if self.phase_switch and self.phase_switch.entity_id:
            yield self.phase_switch.entity_id
        yield from (action.entity_id for action in self.actions if action.entity_id)
