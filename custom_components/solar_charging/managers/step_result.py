"""What one step of the engine came to, for everybody who follows it: the books, the estimator, the log, the entities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from ..engine.decision import Command, Decision
from ..engine.inputs import Inputs
from ..engine.state import EngineState
from .drawn_power import drawn_w


@dataclass(frozen=True)
class StepResult:
    """When it was (aware UTC), what was read, what was decided, and what the engine remembers after it."""

    now: datetime
    inputs: Inputs
    decision: Decision
    state: EngineState

    @cached_property
    def drawn_w(self) -> Mapping[str, float]:
        """What each charger draws, in W: measured, or else what its car may be taking of what was commanded."""
        return {charger.id: drawn_w(charger, self.state) for charger in self.inputs.chargers}


@dataclass(frozen=True, slots=True)
class SiteData:
    """What the entities show: the engine's last decision, what it was made from, and the rest of the day."""

    inputs: Inputs
    decision: Decision
    forecast_until_midnight_wh: float | None
    # As in `StepResult`.
    drawn_w: Mapping[str, float] = field(default_factory=dict)

    def command(self, charger_id: str) -> Command | None:
        """Return the command for one charger."""
        return next((command for command in self.decision.commands if command.charger_id == charger_id), None)
