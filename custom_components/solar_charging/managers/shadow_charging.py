"""Chargers in shadow mode: what they would be commanded is decided beside the home that is controlled, and compared with what they do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from homeassistant.util import dt as dt_util

from ..engine.clock import moved
from ..engine.decision import Decision
from ..engine.json_state import dump, load
from ..engine.step import step
from ..replay.compared_days import Comparison, compared
from ..replay.shadow import RealStep, ShadowState, advance, carry_out, merged
from .fault_log import FaultLog
from .step_result import StepResult

# After this many days on which a car charged, the figures are worth a notice.
DAYS_TO_OFFER = 7


class ShadowCharging:
    """Decides for the chargers in shadow mode, and keeps both sides of each day."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self._state = load(ShadowState, kept)
        self._log = FaultLog("Shadow mode", ", continuing without it")

    def as_dict(self) -> dict[str, Any]:
        """Return what outlives a restart."""
        return dict(dump(self._state))

    def apply(self, result: StepResult) -> StepResult:
        """Return the step, with what would be commanded to the chargers in shadow mode in its decision."""
        watched = {charger.id for charger in result.inputs.chargers if charger.is_observed}
        for charger_id in self._state.chargers.keys() - watched:
            # When it is watched again, it begins as it stands then; the days that were compared stay.
            self._state.chargers[charger_id].is_new = True
            self._state.engine.chargers.pop(charger_id, None)
        if not watched:
            return result
        return replace(result, decision=self._log.attempt(lambda: self._decide(result), lambda: result.decision))

    def _decide(self, result: StepResult) -> Decision:
        date = dt_util.as_local(result.now).date().isoformat()
        seen = RealStep(result.inputs, result.decision, result.drawn_w, date)
        inputs = advance(self._state, seen, result.now)
        self._state.engine, decision = step(self._state.engine, inputs, result.now)
        carry_out(self._state, decision.commands, result.now)
        return merged(seen, decision.commands)

    def yesterday(self, charger_id: str) -> Comparison | None:
        """Return how the last day on which a car charged compares, None if there was none yet."""
        shadow = self._state.chargers.get(charger_id)
        return compared(shadow.days[-1:]) if shadow and shadow.days else None

    def week(self, charger_id: str) -> Comparison | None:
        """Return how the last week of charging compares, None before there was one."""
        shadow = self._state.chargers.get(charger_id)
        if shadow is None or len(shadow.days) < DAYS_TO_OFFER:
            return None
        return compared(shadow.days[-DAYS_TO_OFFER:])

    def shift_timestamps(self, by_s: float) -> None:
        """Follow a clock that was set."""
        chargers = {
            key: replace(one, modelled=moved(one.modelled, by_s), learning=moved(one.learning, by_s))
            for key, one in self._state.chargers.items()
        }
        self._state = ShadowState(moved(self._state.engine, by_s), chargers, self._state.stepped_s + by_s)
