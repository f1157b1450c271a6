"""What discovery proposes: plain values for the flow, each with the reason it was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .battery_control import FoundBattery
from .charger_config import ChargerConfig, ReadingConfig
from .entry import Kind, Role, SignConvention


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
    `value_w`: what it showed when it was found, in its own sign; None: nothing. `clamps`: the other clamps of its device.
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
    clamps: tuple[str, ...] = ()


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
class FoundCharger:
    """A charger, or a car that is commanded itself: the configuration of its drivers, and what was found out about it.

    `never_use`: entities of it that look like what is wanted, and are not. `to_enable`: entities of the configuration that are
    disabled; `fallbacks`: what could be read meanwhile. `same_as`: what names the hardware. `alternatives`: other ways to the same
    charging, one question.
    """

    config: ChargerConfig
    make: str
    model: str | None
    origin: str
    kind: Kind
    reason: MatchReason
    never_use: tuple[str, ...] = ()
    to_enable: tuple[str, ...] = ()
    fallbacks: Mapping[str, ReadingConfig] = field(default_factory=dict)
    config_entry_id: str | None = None
    same_as: frozenset[str] = frozenset()
    notes: str | None = None
    alternatives: tuple[FoundCharger, ...] = ()

    @property
    def id(self) -> str:
        """What it is known by, whatever its entities are renamed to."""
        return self.config.id

    @property
    def is_controllable(self) -> bool:
        """Whether it can be commanded at all."""
        return self.config.is_controllable


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that was found, and what is proposed for the site."""

    inverters: tuple[FoundInverter, ...] = ()
    chargers: tuple[FoundCharger, ...] = ()
    site: SiteProposal = field(default_factory=SiteProposal)
    batteries: tuple[FoundBattery, ...] = ()
