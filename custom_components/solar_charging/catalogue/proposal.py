"""What discovery proposes: plain values for the flow, each with the reason it was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .entry import Action, Kind, Role, SignConvention


@dataclass(frozen=True, slots=True)
class MatchReason:
    """Why: a translation key, and the names and numbers its sentence shows."""

    key: str
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """The entities of a role (added where several) and what they mean.

    `sign` None for a signed role: unknown, to be asked or inferred. `to_enable`: those of the entities that are disabled.
    `ask_user`: the integration cannot know what its sensor measures. `fallback`: what serves while `to_enable` stay disabled.
    `includes_battery`: a hybrid's AC power. `whole_site`: it counts what other makers' devices generate or store, too.
    `value_w`: what it showed when it was found, in its own sign; None: nothing.
    """

    role: Role
    entity_ids: tuple[str, ...]
    sign: SignConvention | None
    unit: str | None
    reason: MatchReason
    to_enable: tuple[str, ...] = ()
    ask_user: bool = False
    fallback: tuple[str, ...] = ()
    includes_battery: bool = False
    whole_site: bool = False
    value_w: float | None = None


@dataclass(frozen=True, slots=True)
class FoundInverter:
    """An inverter, meter or battery that is there: one config entry, or one device of it.

    `makes`: every name the same hardware may go by. `is_verified`: the catalogue's facts were held against the source.
    """

    make: str
    model: str | None
    name: str
    integration: str
    origin: str
    kind: Kind
    roles: Mapping[Role, RoleMatch]
    reason: MatchReason
    makes: frozenset[str] = frozenset()
    is_verified: bool = True
    config_entry_id: str | None = None
    device_ids: tuple[str, ...] = ()
    interval_s: float | None = None
    transport: str | None = None
    night: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class SiteProposal:
    """Roles for the home as a whole, chosen from what was found: generation added up, the grid taken once.

    `used`: the inverters the roles come from. `rejected`: found too, with the reason why it is not used.
    """

    roles: Mapping[Role, tuple[RoleMatch, ...]] = field(default_factory=dict)
    used: tuple[FoundInverter, ...] = ()
    rejected: tuple[tuple[FoundInverter, MatchReason], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """A way to start, stop or switch: an entity to set to `value` (a press for a button), or an action to call."""

    entity_id: str | None = None
    action: Action | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class FoundSetPoint:
    """The entity or action that takes the current. Range and step come from the live entity; these are the file's."""

    kind: str
    entity_id: str | None = None
    action: Action | None = None
    unit: str = "A"
    floor: float | None = None
    step: float | None = None
    max: float | None = None
    is_zero_pause: bool = False


@dataclass(frozen=True, slots=True)
class FoundSwitching:
    """How to start and stop, or to switch phases (`on` is one phase, `off` three). Kinds as in the catalogue."""

    kind: str
    on: FoundOrder | None = None
    off: FoundOrder | None = None


@dataclass(frozen=True, slots=True)
class FoundReading:
    """An entity that tells of the car or the charger, with the meaning of its values."""

    entity_id: str
    states: Mapping[str, str] = field(default_factory=dict)
    attribute: str | None = None
    unit: str | None = None
    step_w: float | None = None
    is_disabled: bool = False
    fallback: FoundReading | None = None


@dataclass(frozen=True, slots=True)
class FoundConflictingSetting:
    """A setting that must have one of the values `wanted` while we control."""

    entity_id: str
    wanted: tuple[str, ...]
    consent: str


@dataclass(frozen=True, slots=True)
class FoundCharger:
    """A charger, or a car that is commanded itself. `alternatives`: other ways to the same charging, one question."""

    id: str
    make: str
    model: str | None
    name: str
    integration: str
    origin: str
    kind: Kind
    set_point: FoundSetPoint
    on_off: FoundSwitching
    phases: FoundSwitching
    readings: Mapping[str, FoundReading]
    reason: MatchReason
    conflicting_settings: tuple[FoundConflictingSetting, ...] = ()
    never_use: tuple[str, ...] = ()
    to_enable: tuple[str, ...] = ()
    interval_s: float | None = None
    min_interval_s: float | None = None
    forgets_on: tuple[str, ...] = ()
    refresh_s: float | None = None
    config_entry_id: str | None = None
    device_id: str | None = None
    same_as: frozenset[str] = frozenset()
    notes: str | None = None
    alternatives: tuple[FoundCharger, ...] = ()

    @property
    def is_controllable(self) -> bool:
        """Whether it can be told anything at all."""
        return self.set_point.kind != "none" or self.on_off.kind != "none"


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that was found, and what is proposed for the site."""

    inverters: tuple[FoundInverter, ...] = ()
    chargers: tuple[FoundCharger, ...] = ()
    site: SiteProposal = field(default_factory=SiteProposal)
