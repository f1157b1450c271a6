"""What the engine may look at in one step (`Inputs`): plain values, SI units in names, aware UTC times.

Signs: grid power + import, - export. Battery power + charging, - discharging. Generation, load, charger power >= 0.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .grid_limits import OutsideLimit, PeakGuard
from .grid_top_up import MIN_SOLAR_SHARE, GridTopUp
from .limit_settings import ChargerLimits, CurrentCap, SiteLimits
from .measure.reading import Source
from .model import CarState, Reason, SolarMode
from .policy import SwitchingPreference


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
