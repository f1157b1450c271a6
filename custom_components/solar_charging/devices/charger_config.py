"""What a charger consists of, as values: the drivers it is commanded by and the entities it is read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# The nominal voltage of European homes (IEC 60038); elsewhere the user says.
DEFAULT_VOLTAGE_V = 230.0


@dataclass(frozen=True, slots=True)
class EntityAction:
    """One thing to be told: an entity to be brought to `value` (a press, for a button), or an action to be called."""

    entity_id: str | None = None
    value: str | None = None
    action: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StartStopActions:
    """Two orders that undo each other: start and stop, or one phase and three.

    Switch, inverted switch, button pair, select's options and action pair are all pairs; what is called follows from the entity.
    """

    first: EntityAction
    second: EntityAction


@dataclass(frozen=True, slots=True)
class SetPointConfig:
    """What takes the current: a number or select, or an action in whose data "{current}" is filled in.

    `unit` (A, kW or W), `step` and `max` serve where no live entity says so. `least` is the least that charges a car, in `unit`.
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


@dataclass(frozen=True, slots=True)
class ReadingConfig:
    """An entity, or one of its attributes, that tells of the car; `states` gives its values their meaning.

    `step_w`: a power that is only told rounded to multiples of this.
    """

    entity_id: str
    states: Mapping[str, str] = field(default_factory=dict)
    attribute: str | None = None
    step_w: float | None = None


@dataclass(frozen=True, slots=True)
class ConflictingSettingConfig:
    """A setting of the charger's own that fights ours unless it has one of the values `wanted`. `may_set`: the user agreed."""

    entity_id: str
    wanted: tuple[str, ...]
    may_set: bool = False


@dataclass(frozen=True, slots=True)
class ChargerConfig:
    """One charger. `id` is that of its subentry and never changes.

    `phase_switch` is a pair where the catalogue knows what one phase and three are called, else the entity to be asked.
    `phases` is how many it charges with where they cannot be switched. `interval_s`: how often it reports, where that is known.
    `forgets_on`: when it forgets what it was told ("restart", "plug_in", "time"). `refresh_s`: it falls back when it hears nothing for
    so long.
    """

    id: str
    name: str
    set_point: SetPointConfig | None = None
    on_off: StartStopActions | None = None
    phase_switch: StartStopActions | str | None = None
    readings: Mapping[str, ReadingConfig] = field(default_factory=dict)
    conflicting_settings: tuple[ConflictingSettingConfig, ...] = ()
    phases: int = 1
    voltage_v: float = DEFAULT_VOLTAGE_V
    interval_s: float | None = None
    min_interval_s: float = 0.0
    refresh_s: float | None = None
    forgets_on: tuple[str, ...] = ()
    device_id: str | None = None

    @property
    def forgets_with_time(self) -> bool:
        """Whether it falls back when it has heard nothing for long."""
        return self.refresh_s is not None or "time" in self.forgets_on

    @property
    def forgets(self) -> bool:
        """Whether it may have forgotten what it shows."""
        return self.refresh_s is not None or bool(self.forgets_on)

    @property
    def power_entity(self) -> str | None:
        """What the car draws now."""
        reading = self.readings.get("power")
        return reading.entity_id if reading else None

    @property
    def commanded(self) -> tuple[str, ...]:
        """The entities it is commanded by."""
        return tuple(dict.fromkeys(self._commanded()))

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """All of them."""
        read = [reading.entity_id for reading in self.readings.values()]
        return tuple(
            dict.fromkeys([*self.commanded, *read, *(setting.entity_id for setting in self.conflicting_settings)])
        )

    def _commanded(self) -> Iterator[str]:
        if self.set_point and self.set_point.entity_id:
            yield self.set_point.entity_id
        if isinstance(self.phase_switch, str):
            yield self.phase_switch
        for pair in (self.on_off, self.phase_switch):
            if isinstance(pair, StartStopActions):
                yield from (order.entity_id for order in (pair.first, pair.second) if order.entity_id)
