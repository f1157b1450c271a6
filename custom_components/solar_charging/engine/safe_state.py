"""What to do when a decision fails: try again with a new state that keeps what was learned, or pause every charger."""

from datetime import datetime

from .decision import Command, Decision, SiteDecision
from .inputs import Inputs
from .model import IntegrationType, Reason, SurplusSource
from .reasons import ReasonKey
from .state import EngineState
from .step import step


def step_from_new_state(state: EngineState, inputs: Inputs, now: datetime) -> tuple[EngineState, Decision]:
    """Run `step` with a new state that keeps only what was learned."""
    fresh = EngineState(learned_cars=dict(state.learned_cars))
    # The last limit from outside, and what the month has cost already: numbers, which cannot be what broke it.
    before_limit, before_peak = state.outside, state.peak
    fresh.outside.limit_w, fresh.outside.limit_a = before_limit.limit_w, before_limit.limit_a
    fresh.outside.heard_s = before_limit.heard_s
    fresh.peak.month, fresh.peak.month_peak_w = before_peak.month, before_peak.month_peak_w
    fresh.peak.month_peak_s = before_peak.month_peak_s
    after, decision = step(fresh, inputs, now)
    for charger_id, charger_state in after.chargers.items():
        if before := state.chargers.get(charger_id):
            charger_state.watts_per_amp = dict(before.watts_per_amp)
            charger_state.takes_at_most_w = before.takes_at_most_w
            charger_state.first_sign_s, charger_state.settled_s = before.first_sign_s, before.settled_s
            charger_state.shows_s = before.shows_s
    return after, decision


def all_paused(inputs: Inputs) -> Decision:
    """Return the decision that is always safe: every charger pauses."""
    reason = Reason(ReasonKey.PAUSED_NO_READING)
    commands = (
        Command(one.id, is_enabled=False, current_a=0.0, phases=max(one.limits.phases), reason=reason)
        for one in inputs.chargers
    )
    site = SiteDecision(
        None, None, None, SurplusSource.ESTIMATE, IntegrationType.SOFTWARE, Reason(ReasonKey.NO_SURPLUS_SOURCE)
    )
    return Decision(site, tuple(commands))
