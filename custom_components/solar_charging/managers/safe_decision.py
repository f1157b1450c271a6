"""The engine's step, guarded: whatever fails in it, chargers get a decision that is safe."""

from datetime import datetime

from ..engine.decision import Decision
from ..engine.inputs import Inputs
from ..engine.safe_state import all_paused, step_from_new_state
from ..engine.state import EngineState
from ..engine.step import step
from .fault_log import FaultLog
from .restore import Restored
from .shadow_charging import ShadowCharging
from .step_result import StepResult


class SafeDecision:
    """Decides; cars must not stay at what was commanded last, whatever brought it about."""

    def __init__(self, kept: Restored) -> None:
        self.shadow = ShadowCharging(kept.part("shadow", dict, {}))
        self._log = FaultLog("The controller", " and is restarting")
        self._new_state_log = FaultLog("Starting the controller afresh", ", all chargers are paused")

    @property
    def failure(self) -> str | None:
        """What keeps the controller from deciding; None: nothing does."""
        return self._log.failure

    def decide(self, state: EngineState, inputs: Inputs, now: datetime) -> StepResult:
        """Step; for chargers in shadow mode beside it. If that fails, decide as for a home never seen before; if it fails again, no charger takes anything."""
        paused = (state, all_paused(inputs))
        is_again = self.failure is not None

        def safely() -> tuple[EngineState, Decision]:
            if is_again:
                return paused
            return self._new_state_log.attempt(lambda: step_from_new_state(state, inputs, now), lambda: paused)

        after, decision = self._log.attempt(lambda: step(state, inputs, now), safely)
        return self.shadow.apply(StepResult(now, inputs, decision, after))
