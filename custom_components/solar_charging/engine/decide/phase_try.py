"""The first start of a car of which nobody knows how many phases it uses, on a charger of two or three that cannot go on with one.

A car on one phase needs a third of the sun, but while its phases are not known all of them count, and it would wait for hours. Where the
charger shows its power, one start at the lowest current tells: a car on one phase goes on, any other stops within seconds, and it is
known from then on.
"""

from ..charger.power import ONE_PHASE_PART
from ..model import CarState
from ..reasons import ReasonKey, because
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .options import OFF, Option, options_of

# There must have been sun for one phase for so long, but not for all: on a morning that rises quickly the start tells soon by itself.
TRY_AFTER_S = 300.0
# What it takes at the lowest current is learned a minute after cars have settled; one that has not begun until then is asleep, or full.
TRY_FOR_S = 120.0
# A car that reports that it does not charge takes nothing to learn from.
NOT_HERE = frozenset({CarState.DISCONNECTED, CarState.COMPLETE, CarState.ERROR})


def with_phase_try(plan: ChargerDecision, context: StepContext) -> None:
    """Start a charger that would wait, to see how many phases its car uses; end the try as soon as that shows."""
    charger_state, phase_try, now_s = plan.charger_state, plan.charger_state.phase_try, context.now_s
    if phase_try.began_s is not None:
        _go_on(plan, phase_try.began_s, context)
    elif not _would_tell(plan):
        phase_try.waits_since_s = None
    elif phase_try.waits_since_s is None:
        phase_try.waits_since_s = now_s
    elif now_s - phase_try.waits_since_s >= TRY_AFTER_S:
        phase_try.began_s, phase_try.is_done, phase_try.waits_since_s = now_s, True, None
        charger_state.budgets_wh = {}
        _charge(plan, _least(plan), now_s, now_s)


def _would_tell(plan: ChargerDecision) -> bool:
    """Return whether a start would tell: there is the sun for a car on one phase, and not for one on all."""
    charger, charger_state, limits = plan.charger, plan.charger_state, plan.charger.limits
    if plan.option is not OFF or charger_state.is_enabled or not plan.follows_sun or charger_state.phase_try.is_done:
        return False
    phases = min(limits.phases)
    is_unknown = limits.car_phases is None and str(phases) not in charger_state.watts_per_amp
    can_try = phases > 1 and limits.has_current and limits.can_pause and charger_state.has_meter
    one_phase_w = (limits.min_current_a + limits.step_a) * limits.voltage_v
    return is_unknown and can_try and charger.car not in NOT_HERE and one_phase_w <= plan.share_w < _needed_w(plan)


def _go_on(plan: ChargerDecision, began_s: float, context: StepContext) -> None:
    """Keep the try up until it is known what the car takes; pause at once where that is more than one phase."""
    charger_state, phase_try, now_s = plan.charger_state, plan.charger_state.phase_try, context.now_s
    per_amp_w = charger_state.seen_w / charger_state.current_a if charger_state.current_a else 0.0
    takes_more = charger_state.has_meter and per_amp_w > ONE_PHASE_PART * plan.charger.limits.voltage_v
    is_known = str(charger_state.phases) in charger_state.watts_per_amp
    if charger_state.is_enabled and not takes_more and not is_known and now_s - began_s < TRY_FOR_S:
        _charge(plan, _least(plan), began_s, now_s)
        return
    phase_try.began_s = None
    charger_state.budgets_wh = {}
    if takes_more and plan.share_w < _needed_w(plan):
        charger_state.watts_per_amp.setdefault(str(charger_state.phases), per_amp_w)
        plan.option, plan.current_a = OFF, 0.0


def _least(plan: ChargerDecision) -> Option:
    return options_of(plan.charger, plan.charger_state)[1]


def _needed_w(plan: ChargerDecision) -> float:
    return _least(plan).least_w * plan.charger.min_solar_share


def _charge(plan: ChargerDecision, option: Option, began_s: float, now_s: float) -> None:
    plan.option, plan.current_a = option, option.least_a
    left_s = TRY_FOR_S - (now_s - began_s)
    plan.reason = because(ReasonKey.HOLDING_MINIMUM, seconds=left_s, needed_w=_needed_w(plan))
