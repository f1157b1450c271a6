"""What is remembered of one charger between two steps. Times are UTC seconds since the epoch."""

from dataclasses import dataclass, field, replace
from typing import Self

from ..copying import shallow
from ..limits.connection import ConnectionState
from ..limits.limit_rest import LimitRest
from .car_minimum import CarMinimumState
from .car_pause import CarPauseState, UnreadCar
from .charge import BalancedCharge
from .command_pace import CommandPace
from .current_steps import CurrentSteps
from .tried_budgets import TriedBudgets
from .uneven_steps import UnevenSteps


@dataclass(frozen=True, slots=True)
class PowerLevel:
    """A power in W that was commanded at `since_s`; `confirmed_s`: when a measurement first showed it, None before.

    `current_a`, `phases`: the command, which a charger does not exceed; `power_w` is corrected by what is measured.
    """

    since_s: float
    power_w: float
    confirmed_s: float | None = None
    current_a: float = 0.0
    phases: int = 1

    def confirmed(self, at_s: float) -> Self:
        """Return the level as one that has been shown, first at this time."""
        return self if self.confirmed_s is not None else replace(self, confirmed_s=at_s)


@dataclass(frozen=True, slots=True)
class PowerSample:
    """A measurement of a charger's own meter."""

    reported_s: float
    power_w: float


@dataclass(frozen=True, slots=True)
class SteadyPower:
    """What the car took, in W, of a current on so many phases that had been offered for long."""

    power_w: float
    current_a: float
    phases: int


@dataclass(frozen=True, slots=True)
class GivenCommand:
    """What was commanded from `since_s` on."""

    since_s: float
    is_enabled: bool
    current_a: float


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """The settings a charger reports; None: not reported."""

    is_enabled: bool | None
    current_a: float | None


@dataclass(frozen=True, slots=True)
class AwaitedAnswer:
    """A command whose answer at the grid meter is awaited.

    `grid_w`: the meter when it was given; `change_w`: what it should change by; `begun_s`: the first sign of it, None before;
    `sampled_s`: the last sample that was looked at.
    """

    commanded_s: float
    grid_w: float
    change_w: float
    sampled_s: float
    begun_s: float | None = None


@dataclass(frozen=True, slots=True)
class PowerInference:
    """How things stood before a command to a charger without a power sensor; its answer at the grid meter is awaited.

    `used_w`: what house and chargers used; `current_a`, `phases`: what the charger had; `begun_s`: the first sign, None before.
    """

    commanded_s: float
    used_w: float
    current_a: float
    phases: int
    begun_s: float | None = None


@dataclass(slots=True)
class PhaseTryState:
    """Since when a start would tell how many phases the car uses; since when it is tried; whether it was, for the car that is here."""

    waits_since_s: float | None = None
    began_s: float | None = None
    is_done: bool = False


@dataclass(slots=True)
class ChargerState:
    """One charger: what it was commanded, what it was seen to do, what has been learned of it, and what its budgets hold."""

    mode: str = ""
    car: str = ""
    # Whose power is learned here now; empty: that of whichever car comes.
    car_id: str = ""
    # The command in force.
    is_enabled: bool = False
    current_a: float = 0.0
    phases: int = 1
    commanded_s: float = 0.0
    switched_s: float = 0.0
    # Powers it was commanded to take, oldest first; its last measurement since the last command.
    levels: list[PowerLevel] = field(default_factory=list)
    measured: PowerSample | None = None
    # Whether its own meter can be read now, and what it showed last, in W; whether it is seen not to follow, or not yet.
    has_meter: bool = False
    seen_w: float = 0.0
    # What an ampere offered was seen to mean by its own meter, in W; 0: it took nothing.
    seen_w_per_a: float = 0.0
    # The same, at most since the car came that is here.
    most_w_per_a_here: float = 0.0
    # How many times what was offered it showed last, and twice in a row at most: so much it reads too much.
    seen_excess: float = 0.0
    reads_times: float = 1.0
    # When its own meter last showed more than before, and from how much it grew: a car goes on by itself.
    grown: PowerSample | None = None
    is_behind: bool = False
    # Whether it can neither be reached nor measured: its power is unknown.
    is_lost: bool = False
    # What was believed when its power was read last, where that is done rarely.
    car_pause: CarPauseState = field(default_factory=CarPauseState)
    unread_car: UnreadCar | None = None
    # Learned: W per A by phase count; the most it was seen to take; seconds to the first sign of a command, and to its end.
    watts_per_amp: dict[str, float] = field(default_factory=dict)
    takes_at_most_w: float | None = None
    steady: SteadyPower | None = None
    # What its commands become, and what its car takes nothing of.
    current_steps: CurrentSteps = field(default_factory=CurrentSteps)
    uneven_steps: UnevenSteps = field(default_factory=UnevenSteps)
    car_minimum: CarMinimumState = field(default_factory=CarMinimumState)
    pace: CommandPace = field(default_factory=CommandPace)
    phase_try: PhaseTryState = field(default_factory=PhaseTryState)
    first_sign_s: float | None = None
    settled_s: float | None = None
    # Until it was seen whole: how many seconds after a command it was still missing.
    unsettled_s: float = 0.0
    awaited: AwaitedAnswer | None = None
    # The commands of the last minutes, oldest first; whether the last of them has shown; learned: seconds until one shows.
    commands: list[GivenCommand] = field(default_factory=list)
    has_shown: bool = False
    shown: ShownSetting | None = None
    # When the command was given that it shows.
    shown_command_s: float | None = None
    shows_s: float | None = None
    # Whether commands that were sent again taught these: one that was not tells them better.
    is_settled_unsure: bool = False
    is_delay_unsure: bool = False
    # Without a power sensor: what is being inferred, and whether its car was seen to take nothing.
    inference: PowerInference | None = None
    takes_none: bool = False
    # What each transition would have saved, in Wh, by the phase count it leads to ("0" is off).
    budgets_wh: dict[str, float] = field(default_factory=dict)
    # Regret in W of each phase count over the replayed past, and when it was replayed.
    replayed_w: dict[str, float] = field(default_factory=dict)
    replayed_s: float = 0.0
    # Recent starts and phase switches, fading.
    starts: float = 0.0
    switches: float = 0.0
    # What other budgets of its starts and stops would have cost lately.
    tried: TriedBudgets = field(default_factory=TriedBudgets)
    # What it has bought in Wh while it followed the sun, less what the sun paid in for it (`decide/purchase_limit`).
    bought_wh: float = 0.0
    # With another switching preference: the charge as it would be with *balanced*.
    balanced: BalancedCharge | None = None
    # Energy drawn while the surplus was unknown.
    unmeasured_wh: float = 0.0
    # When the car was plugged in, or the user chose a mode: a start need not wait then.
    arrived_s: float = 0.0
    welcome_until_s: float = 0.0
    # Since when no car is connected; None: one is.
    away_since_s: float | None = None
    # Whether the command in force was seen to be followed; a later difference is the user's, until then.
    is_followed: bool = False
    override_until_s: float = 0.0
    # What the charger shows while it is left to a hand at the charger itself; None: a person in Home Assistant set it.
    hand_a: float | None = None
    attempt: int = 0
    retry_at_s: float = 0.0
    # How often the command in force was sent again besides: the box may have lost it, or rounded it to what it showed before.
    resent_times: int = 0
    # When it was sent again last; None: once was enough so far.
    sent_again_s: float | None = None
    connection: ConnectionState = field(default_factory=ConnectionState)
    # Since when a limit keeps it waiting for its turn; since when it has had its turn.
    waits_since_s: float | None = None
    served_since_s: float | None = None
    limit_rest: LimitRest = field(default_factory=LimitRest)
    # Since when it has charged by the sun.
    sun_since_s: float | None = None
    idle_since_s: float | None = None
    # Whether the car has charged since it was offered current, and since it came: one that has is awake, or was.
    has_charged: bool = False
    has_charged_here: bool = False
    # When it was last seen to take nothing of an offer for long; None: it has charged since, or nobody knows.
    declined_s: float | None = None
    wake_attempt: int = 0
    wake_until_s: float = 0.0

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state that can be changed."""
        twin = shallow(self)
        twin.levels = list(self.levels)
        # Its votes are replaced, never changed.
        twin.connection = shallow(self.connection)
        twin.limit_rest = shallow(self.limit_rest)
        twin.car_pause = shallow(self.car_pause)
        twin.current_steps = self.current_steps.copy()
        twin.uneven_steps = self.uneven_steps.copy()
        twin.car_minimum = shallow(self.car_minimum)
        twin.pace = shallow(self.pace)
        twin.phase_try = shallow(self.phase_try)
        twin.commands = list(self.commands)
        twin.watts_per_amp = dict(self.watts_per_amp)
        twin.budgets_wh = dict(self.budgets_wh)
        twin.replayed_w = dict(self.replayed_w)
        twin.tried = self.tried.copy()
        twin.balanced = self.balanced and self.balanced.copy()
        return twin


@dataclass(frozen=True, slots=True)
class LearnedCar:
    """What was learned of a car that is somewhere else: as in `ChargerState`; `least_a`: the least it charges on, if more than usual."""

    watts_per_amp: dict[str, float] = field(default_factory=dict)
    least_a: float | None = None
