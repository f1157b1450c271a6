"""What the engine answers in one step (`Decision`): the home's balance and a command for each charger. SI units in names, aware UTC times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .limits.outside_state import LimitPeriod
from .measure.reading import Quality
from .model import IntegrationType, Reason, SurplusSource


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
    # Of the power it draws now, the part that the sun provides.
    solar_power_w: float = 0.0
    # Counts up when the same command is to be sent again, because the charger did not follow it.
    attempt: int = 0
    limited_by: Limiter | None = None
    # Whether the current that the charger shows is what became of this command.
    is_answered: bool = False
    # How long the charger itself takes to show what it was sent, as learned.
    shows_in_s: float = 0.0


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
