"""Everything that the parts of one step share."""

from dataclasses import dataclass

from .inputs import Inputs
from .limits.draw_limit import DrawLimit, PhaseLimit
from .measure.freshness import CheckedReadings
from .measure.surplus import Surplus
from .policy import Policy
from .state import EngineState


@dataclass(frozen=True, slots=True)
class StepContext:
    """One step: inputs, checked readings, state and surplus. `elapsed_s`: seconds since the previous step."""

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
    # What the sun leaves for chargers on each phase, in W, where phases are billed by themselves; else empty.
    phases_w: tuple[float, ...] = ()
