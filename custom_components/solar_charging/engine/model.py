"""The engine's inputs (`Inputs`) and outputs (`Decision`): plain values, SI units in names, aware UTC times.

Signs: grid power + import, - export. Battery power + charging, - discharging. Generation, load, charger power >= 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .grid_limits import OutsideLimit, PeakGuard
from .grid_top_up import MIN_SOLAR_SHARE, GridTopUp
from .limits.outside_state import LimitPeriod
from .measure.reading import Quality, Source
from .policy import SwitchingPreference

# Between a phase and neutral in most of the world (IEC 60038); what is known of the site or the charger outweighs it.
NOMINAL_V = 230.0
# Of what an AC charger delivers, what gets into a car's battery: on-board charger and battery lose the usual 10 %.
CHARGING_EFFICIENCY = 0.9
# From W and seconds to Wh.
SECONDS_PER_HOUR = 3600.0


class SolarMode(StrEnum):
    """What the user asked of a charger."""

    OFF = "off"
    SOLAR_ONLY = "solar_only"
    SOLAR_AND_GRID = "solar_and_grid"
    BOOST = "boost"


class CarState(StrEnum):
    """State of the car as the charger reports it, in one vocabulary for all makes."""

    UNKNOWN = "unknown"
    DISCONNECTED = "disconnected"
    CONNECTED = "connected"
    AWAITING = "awaiting"
    CHARGING = "charging"
    COMPLETE = "complete"
    ERROR = "error"


class IntegrationType(StrEnum):
    """Whether surplus is measured or estimated; the reference API's `solar_integration_type`."""

    HARDWARE = "hardware"
    SOFTWARE = "software"


class SurplusSource(StrEnum):
    """The source that surplus was taken from, best first."""

    GRID_METER = "grid_meter"
    GENERATION_AND_LOAD = "generation_and_load"
    GENERATION_AND_PROFILE = "generation_and_profile"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a translation key, and the numbers its sentence shows (W, A, s, %, ...; the key's unit in each name)."""

    key: str
    numbers: Mapping[str, float | str] = field(default_factory=dict)


class SkyCover(StrEnum):
    """What a satellite saw of the last half hour."""

    CLEAR = "clear"
    BROKEN = "broken"
    OVERCAST = "overcast"


@dataclass(frozen=True, slots=True)
class SatelliteImage:
    """The newest image: when it was taken (UTC s), and the sky on it."""

    taken_s: float
    cover: SkyCover


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the sun is expected to do: AC power of the whole array in equal steps from `start`.

    `clear_sky_w`: a cloudless sky, `expected_w`: the best guess (clouds, corrections), `low_w`: what may be counted on; equally long.
    `house_load_w`: the house without chargers, learned or asked. `break_even_w`: the highest charging power that is worth it at
    `start`, though it buys now and then. `image`: the satellite image it is based on.
    """

    start: datetime
    step_s: float
    clear_sky_w: tuple[float, ...]
    expected_w: tuple[float, ...]
    low_w: tuple[float, ...]
    house_load_w: float
    break_even_w: float = 0.0
    image: SatelliteImage | None = None

    def at(self, series: tuple[float, ...], at_s: float) -> float:
        """Return the value of one of the series at a time (UTC s), that of its nearest end outside of it."""
        if not series:
            return 0.0
        index = int((at_s - self.start.timestamp()) // self.step_s)
        return series[max(0, min(index, len(series) - 1))]


@dataclass(frozen=True, slots=True)
class SiteLimits:
    """What the user set for the home as a whole. None: no such limit."""

    main_fuse_a: float | None = None
    phases: int = 3
    # Between a phase and neutral. None: the chargers' own.
    voltage_v: float | None = None
    export_limit_w: float | None = None
    # Surplus kept back, so that a meter's error or a kettle does not buy: "never buy" > 0, "use it all" < 0.
    surplus_reserve_w: float = 0.0
    # The home battery is filled first up to `battery_priority_level_pct`; above `battery_buffer_level_pct` it may bridge clouds.
    battery_priority_level_pct: float = 0.0
    battery_buffer_level_pct: float = 100.0
    use_home_battery: bool = False
    # What the phases may differ by, as far as chargers load them unevenly.
    unbalance_a: float | None = None
    # What an inverter with a battery behind it delivers on its AC side, from sun and battery together.
    ac_limit_w: float | None = None


@dataclass(frozen=True, slots=True)
class ChargerLimits:
    """The commands a charger accepts: from its live entities, restricted by the user's own limits.

    `phases`: the phase counts it can be switched between; one: it cannot be switched. `min_current_a`: the least current that charges
    (6 A by IEC 61851-1 unless the charger says more). `car_phases`: how many the car that is here uses at most; None: as many as it
    is offered, as far as anybody knows. `accepted_a`: the only currents that can be told, rising, where they are not evenly spaced (a
    select); empty: all steps. `first_phase`: the index of the grid's phase that its first conductor hangs on, as the user gave it;
    None: to be learned.
    """

    min_current_a: float = 6.0
    max_current_a: float = 16.0
    step_a: float = 1.0
    phases: tuple[int, ...] = (1,)
    voltage_v: float = NOMINAL_V
    has_current: bool = True
    can_pause: bool = True
    accepted_a: tuple[float, ...] = ()
    car_phases: int | None = None
    first_phase: int | None = None

    def used_phases(self, phases: int) -> int:
        """Return how many of so many phases the car uses."""
        return phases if self.car_phases is None else min(phases, self.car_phases)

    def nominal_w_per_a(self, phases: int) -> float:
        """Return what an ampere on that many phases should mean, in W."""
        return self.used_phases(phases) * self.voltage_v

    @property
    def least_w(self) -> float:
        """The least power that charges."""
        return self.min_current_a * self.nominal_w_per_a(min(self.phases))

    @property
    def most_w(self) -> float:
        """The power of full speed."""
        return self.max_current_a * self.nominal_w_per_a(max(self.phases))


@dataclass(frozen=True, slots=True)
class CurrentCap:
    """A charger that stays at `current_a` although more was commanded; a higher current is tried again from `until`."""

    current_a: float
    until: datetime


@dataclass(frozen=True, slots=True)
class ChargerInputs:
    """One charger at this moment. `None` for a value that is read back: the charger doesn't report it."""

    id: str
    mode: SolarMode
    limits: ChargerLimits
    priority: int = 0
    car: CarState = CarState.UNKNOWN
    power_w: Source = None
    offered_current_a: Source = None
    is_enabled: bool | None = None
    active_phases: int | None = None
    # False while its set-point or switch is unavailable: commands would be lost.
    is_reachable: bool = True
    # Whether a person set, in Home Assistant, what it shows now.
    is_set_by_person: bool = False
    # Since when a command that went out does not show at the charger, or was refused.
    unanswered_since: datetime | None = None
    # When its command was last resent, after a restart or a lost connection; None: never.
    resent_at: datetime | None = None
    # In SOLAR_AND_GRID: why full speed is asked for now; its current is added to the numbers.
    full_speed: Reason | None = None
    # When full speed will end, if that is known.
    full_speed_until_s: float | None = None
    # When its car has to be ready, while it still needs energy for it: of equals, who has less time is served first.
    ready_by_s: float | None = None
    # A minimum charge was requested, but the car's state of charge is unknown.
    is_minimum_unknown: bool = False
    # What allows grid top-up while the surplus is below the charger's minimum. None: the mode alone decides.
    grid_top_up: GridTopUp | None = None
    # Why it may not charge now, whatever its mode: the car's limit is reached, or an external schedule pauses it. None: it may.
    pause: Reason | None = None
    # Why the limits end lower than usual; its current is added to the numbers.
    ceiling: Reason | None = None
    # Some cars only wake up for a charger that offers current once, right after they are plugged in.
    has_welcome_charge: bool = False
    # Which car it is, where that is known: what is learned of it is kept for it.
    car_id: str | None = None
    # The most that car was seen to take, in W, where it limited itself; None: not known.
    car_takes_at_most_w: float | None = None
    current_cap: CurrentCap | None = None
    # How many calls to the device, or its cloud, its integration makes for one command.
    calls_per_command: int = 1
    switching_preference: SwitchingPreference = SwitchingPreference.BALANCED
    # No car is reported in mid-charge, so far for too short a time to believe it: `car` still is CHARGING.
    is_unplug_unconfirmed: bool = False
    # Somebody else controls it: what it does is seen and counted with, nothing is commanded.
    is_observed: bool = False

    @property
    def min_solar_share(self) -> float:
        """The part of its least power that the sun has to give, or else the charger pauses; 0: it never does."""
        is_solar_only = self.mode is SolarMode.SOLAR_ONLY
        if self.grid_top_up is None:
            return 1.0 if is_solar_only else 0.0
        return max(self.grid_top_up.min_solar_share, MIN_SOLAR_SHARE if is_solar_only else 0.0)


@dataclass(frozen=True, slots=True)
class Circuit:
    """A sub-distribution with a limit for the sum of all on it: in A on each phase, in W, or both.

    `charger_ids`: the chargers behind it, those on circuits within it included. Its own meters, if it has some, see other loads.
    `parent_id`: the circuit it hangs on, if any: one without meters carries at least what the meters of those on it see.
    """

    id: str
    name: str
    charger_ids: frozenset[str]
    limit_a: float | None = None
    limit_w: float | None = None
    power_w: Source = None
    phase_currents_a: tuple[Source, ...] = ()
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the engine may look at in one step. `phase_powers_w`: where each phase is billed by itself (else None), if measured."""

    grid_w: Source = None
    generation_w: Source = None
    load_w: Source = None
    battery_w: Source = None
    battery_soc_pct: Source = None
    phase_currents_a: tuple[Source, ...] = ()
    phase_powers_w: tuple[Source, ...] | None = None
    outlook: Outlook | None = None
    site: SiteLimits = field(default_factory=SiteLimits)
    chargers: tuple[ChargerInputs, ...] = ()
    circuits: tuple[Circuit, ...] = ()
    outside: OutsideLimit | None = None
    peak: PeakGuard | None = None


@dataclass(frozen=True, slots=True)
class Limiter:
    """What keeps a charger from more: the kind of the limit, its value in A (or W), its name, and by how much in A."""

    kind: str
    value: float
    is_power: bool
    name: str
    withheld_a: float


@dataclass(frozen=True, slots=True)
class Command:
    """What a charger should be doing from now on (a state, not a change), and why. `current_a` is 0 when not enabled."""

    charger_id: str
    is_enabled: bool
    current_a: float
    phases: int
    reason: Reason
    next_action_at: datetime | None = None
    solar_power_w: float = 0.0  # of the power it draws now, the part that the sun provides
    # Counts up when the same command is to be sent again, because the charger did not follow it.
    attempt: int = 0
    limited_by: Limiter | None = None
    is_answered: bool = False  # the current that the charger shows is what became of this command
    shows_in_s: float = 0.0  # how long the charger itself takes to show what it was sent, as learned


@dataclass(frozen=True, slots=True)
class ActiveDrawLimit:
    """A limit on the draw from the grid that holds now, in W.

    `kind`: "outside" or "peak"; `allowed_w`: what may be drawn now; `until`: when it ends, None where nobody knows.
    """

    kind: str
    value_w: float
    allowed_w: float
    until: datetime | None
    reason: Reason
    is_for_chargers: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class SiteDecision:
    """The home's power balance as the engine sees it (None: unknown), and whether a battery is at work that no sensor shows."""

    surplus_w: float | None
    generation_w: float | None
    house_load_w: float | None
    source: SurplusSource
    integration_type: IntegrationType
    reason: Reason
    # How far each configured source may be trusted now, by the name of its field in `Inputs`.
    qualities: Mapping[str, Quality] = field(default_factory=dict)
    # What limits the draw from the grid now, and the periods of a limit from outside that have just ended.
    draw_limits: tuple[ActiveDrawLimit, ...] = ()
    ended_periods: tuple[LimitPeriod, ...] = ()
    # The highest mean draw of an interval of this month; None: there is no peak guard.
    month_peak_w: float | None = None
    has_unseen_battery: bool = False
    # Whether an export limit may curtail the inverter: its generation is then no measure of the available sun.
    is_curtailed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of one step: the home's balance, and one command per charger in the order of the inputs."""

    site: SiteDecision
    commands: tuple[Command, ...]
