"""What one step of the engine came to, for everybody who follows it: the books, the estimator, the log."""

from dataclasses import dataclass
from datetime import datetime

from ..engine.model import Decision, Inputs
from ..engine.state import EngineState


@dataclass(frozen=True, slots=True)
class StepResult:
    """When it was (aware UTC), what was read, what was decided, and what the engine remembers after it."""

    now: datetime
    inputs: Inputs
    decision: Decision
    state: EngineState
