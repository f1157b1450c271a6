"""A catalogue file as values: how to find an entity, what it means, and how a charger is controlled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# The fields of `Find` that hold texts to compare with, as a file writes them.
FIND_TEXTS = ("translation_key", "key", "unique_id", "unique_id_prefix", "unique_id_suffix", "name", "name_suffix")
# Flash memory is good for 100,000 writes as a rule: so many a day last for ten years.
WRITES_PER_DAY = 24


class Role(StrEnum):
    """What a sensor of the site can measure."""

    PV_POWER = "pv_power"
    GRID_POWER = "grid_power"
    GRID_IMPORT_POWER = "grid_import_power"
    GRID_EXPORT_POWER = "grid_export_power"
    BATTERY_POWER = "battery_power"
    BATTERY_CHARGE_POWER = "battery_charge_power"
    BATTERY_DISCHARGE_POWER = "battery_discharge_power"
    BATTERY_SOC = "battery_soc"
    LOAD_POWER = "load_power"
    INVERTER_RATING = "inverter_rating"
    EXPORT_LIMIT = "export_limit"

    @property
    def signs(self) -> tuple[SignConvention, ...]:
        """The conventions to choose from, the engine's first; empty for a role without direction."""
        match self:
            case Role.GRID_POWER:
                return (SignConvention.IMPORT_POSITIVE, SignConvention.EXPORT_POSITIVE)
            case Role.BATTERY_POWER:
                return (SignConvention.CHARGE_POSITIVE, SignConvention.DISCHARGE_POSITIVE)
            case _:
                return ()


class SignConvention(StrEnum):
    """What a positive value means. A role with a sign and none given is asked or inferred, never guessed silently."""

    IMPORT_POSITIVE = "import_positive"
    EXPORT_POSITIVE = "export_positive"
    CHARGE_POSITIVE = "charge_positive"
    DISCHARGE_POSITIVE = "discharge_positive"

    @property
    def factor(self) -> float:
        """What turns a value of this convention into the engine's (+ import, + charging)."""
        return 1.0 if self in (SignConvention.IMPORT_POSITIVE, SignConvention.CHARGE_POSITIVE) else -1.0

    @property
    def opposite(self) -> SignConvention:
        """The same kind of sensor, counting the other way."""
        pairs = (
            (SignConvention.IMPORT_POSITIVE, SignConvention.EXPORT_POSITIVE),
            (SignConvention.CHARGE_POSITIVE, SignConvention.DISCHARGE_POSITIVE),
        )
        return next(two if self is one else one for one, two in pairs if self in (one, two))


class Kind(StrEnum):
    """What an integration brings to the home."""

    INVERTER = "inverter"
    BATTERY = "battery"
    METER = "meter"
    CLOUD = "cloud"
    DASHBOARD = "dashboard"
    CHARGER = "charger"
    CAR = "car"


class Verified(StrEnum):
    """How the facts of a file were learned: from a registry the integration really made, its code, or its documents."""

    EXECUTED = "executed"
    READ_IN_CODE = "read_in_code"
    DOCUMENTED = "documented"


@dataclass(frozen=True, slots=True)
class DevicePattern:
    """Shell-style patterns, compared without regard to case; each field that is given must match."""

    manufacturer: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    model_id: tuple[str, ...] = ()
    not_model: tuple[str, ...] = ()
    identifier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Find:
    """How to find an entity: all that is given must match. Entity ids and friendly names play no part; texts are in folded case."""

    platform: str = "sensor"
    translation_key: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    unique_id: tuple[str, ...] = ()
    unique_id_prefix: tuple[str, ...] = ()
    unique_id_suffix: tuple[str, ...] = ()
    unique_id_regex: re.Pattern[str] | None = None
    name: tuple[str, ...] = ()
    name_suffix: tuple[str, ...] = ()
    name_regex: re.Pattern[str] | None = None
    device: DevicePattern | None = None

    @property
    def by_name(self) -> bool:
        """Whether it looks at names at all."""
        return bool(self.name or self.name_suffix or self.name_regex)


@dataclass(frozen=True, slots=True)
class RoleRule:
    """One way to find a role of the site.

    `is_sum`: all entities found are added. `without`: used only while none of these roles was found.
    `apparent`: apparent power (VA) stands for the power, for meters that give no other: a little more than the true one.
    `ask_user`: the integration cannot know what its sensor measures (a clamp), so the user says. `clamps`: unique ids of all clamps
    of the device.
    `includes_battery`: the AC power of a hybrid: what goes into its battery is taken off already.
    `whole_site`: it measures the generation (or batteries) of the whole site, by whichever maker; a text: it does so where
    this key is among what is found.
    """

    find: Find
    unit: str | None = None
    sign: SignConvention | None = None
    is_sum: bool = False
    is_disabled_by_default: bool = False
    apparent: bool = False
    ask_user: bool = False
    clamps: re.Pattern[str] | None = None
    includes_battery: bool = False
    whole_site: bool | str = False
    without: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What every file states about itself."""

    domain: str
    kind: Kind
    makes: tuple[str, ...]
    origin: str
    verified: Verified
    source_version: str | None = None
    source_date: str | None = None
    models: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    interval_s: float | None = None
    transport: str | None = None
    night: str | None = None
    notes: str | None = None
    file: str = ""

    @property
    def is_core(self) -> bool:
        """Whether Home Assistant ships this integration."""
        return self.origin == "core"

    @property
    def is_verified(self) -> bool:
        """Whether its facts were held against the integration's source; if not, what is found by it needs a confirmation."""
        return self.is_core or self.source_version is not None


@dataclass(frozen=True, slots=True)
class InverterEntry:
    """One kind of inverter, meter or battery. `is_per_device`: its config entry holds unrelated devices.

    `also`: further domains whose entities belong to it (a YAML package). `control`: ways to keep its battery from discharging, best first;
    `no_control`: why there is none.
    """

    about: About
    roles: Mapping[Role, tuple[RoleRule, ...]]
    device: DevicePattern | None = None
    is_per_device: bool = False
    also: tuple[str, ...] = ()
    control: tuple[ControlRule, ...] = ()
    no_control: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action of Home Assistant with its data; "{current}", "{device_id}", "{entity_id}" are filled in when it is called."""

    action: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetPointRule:
    """How the current of a charger is set. Kinds: number, select, action, profile, none. `unit`: A or kW."""

    kind: str
    finds: tuple[Find, ...] = ()
    action: Action | None = None
    unit: str = "A"
    least: float | None = None
    step: float | None = None
    max: float | None = None
    pauses_at_zero: bool = False


@dataclass(frozen=True, slots=True)
class ActionRule:
    """One half of starting and stopping, or of switching phases: an entity to operate or an action to call."""

    finds: tuple[Find, ...] = ()
    action: Action | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class StartStopRule:
    """How a charger is started and stopped.

    Kinds: switch, inverted_switch, buttons, select, number, actions, mixed, pauses_at_zero, none.
    With one entity for both, `start` and `stop` find the same one and differ in value.
    """

    kind: str
    start: ActionRule | None = None
    stop: ActionRule | None = None


class ControlKind(StrEnum):
    """What keeps a battery from discharging: an entity that is set, its minimum state of charge, or an action."""

    NUMBER = "number"
    SELECT = "select"
    SWITCH = "switch"
    MIN_SOC = "min_soc"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class ControlRule:
    """One way to keep a battery from discharging, see `BatteryControl`; `release` is None where it goes back to what it was.

    `enable`: the switch without which it has no effect.
    """

    kind: ControlKind
    find: Find
    hold: ActionRule
    release: ActionRule | None
    enable: Find | None = None
    limit_unit: str | None = None
    is_depth: bool = False
    renew_s: float | None = None
    writes_per_day: int = WRITES_PER_DAY


@dataclass(frozen=True, slots=True)
class PhaseSwitchRule:
    """How the number of phases is switched. Kinds: switch, select, number, action, buttons, profile, none."""

    kind: str
    one: ActionRule | None = None
    three: ActionRule | None = None


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """How a reading of the charger or car is found: `states` maps its values to the engine's vocabulary; empty for on and off.

    `step_w`: a power that is only reported rounded to multiples of this.
    """

    find: Find
    states: Mapping[str, str] = field(default_factory=dict)
    attribute: str | None = None
    step_w: float | None = None


@dataclass(frozen=True, slots=True)
class ConflictingSettingRule:
    """A setting of the charger that conflicts with ours unless it has one of the values `wanted`.

    `is_settable`: it may be set once the user agreed; otherwise the user must set it.
    """

    find: Find
    wanted: tuple[str, ...]
    is_settable: bool = True


@dataclass(frozen=True, slots=True)
class ChargerEntry:
    """One kind of charger, or of car that is commanded itself.

    `requires`: readings without which a device is not one; for domains that hold every kind of device under common keys.
    """

    about: About
    set_point: SetPointRule
    start_stop: StartStopRule
    phase_switch: PhaseSwitchRule
    readings: Mapping[str, tuple[ReadingRule, ...]]
    conflicting_settings: tuple[ConflictingSettingRule, ...] = ()
    never_use: tuple[Find, ...] = ()
    device: DevicePattern | None = None
    is_per_device: bool = True
    requires: tuple[str, ...] = ()
    min_interval_s: float | None = None
    calls_per_command: int | None = None
    refresh_s: float | None = None
    forgets_on: tuple[str, ...] = ()
    restart_states: tuple[str, ...] = ()
