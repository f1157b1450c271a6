"""What one step is about: everything that its parts share."""

from dataclasses import dataclass

from .limits.draw_limit import DrawLimit, PhaseLimit
from .measure.freshness import CheckedReadings
from .measure.surplus import Surplus
from .model import Inputs
from .policy import Policy
from .state import EngineState


@dataclass(frozen=True, slots=True)
class StepContext:
    """One moment of a home: its inputs, what they mean, and what is remembered. `elapsed_s`: since the step before."""

    inputs: Inputs
    readings: CheckedReadings
    state: EngineState
    surplus: Surplus
    now_s: float
    elapsed_s: float
    policy: Policy
    # What limits the draw from the grid now: in all, and on each phase.
    draw_limits: tuple[DrawLimit, ...] = ()
    phase_limit: PhaseLimit | None = None
