"""One step of the engine: readings in, commands and reasons out. Pure: the same state, inputs and time give the same answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from .charger.infer_power import begin_inference
from .charger.learning import await_answer
from .charger.observe import observe
from .charger.power import expected_w, predicted_w, record_command
from .decide.allocation import allocate
from .decide.charger_decision import ChargerDecision
from .decide.options import watts_per_amp
from .decide.outlook import record
from .explain import explain, explain_site
from .measure.curtailment import hidden_w
from .measure.reading import Quality
from .measure.surplus import Senses, Surplus, assess, sense_site
from .model import Command, Decision, Inputs, IntegrationType, SiteDecision, SurplusSource
from .policy import Policy
from .state import EngineState
from .step_context import StepContext

DEFAULT_POLICY = Policy()
# After a longer gap (a restart, a suspended machine) budgets do not count what nobody saw.
LONGEST_STEP_S = 60.0
LONGEST_COUNTDOWN_S = 86_400.0


def step(
    state: EngineState, inputs: Inputs, now: datetime, policy: Policy = DEFAULT_POLICY
) -> tuple[EngineState, Decision]:
    """Return the state after, and the decision at, `now` (aware UTC). Call it on every reading and at least every 5 s."""
    state = state.copy()
    now_s = now.timestamp()
    elapsed_s = min(max(now_s - (state.stepped_s if state.stepped_s is not None else now_s), 0.0), LONGEST_STEP_S)
    state.stepped_s = now_s
    senses = sense_site(inputs, state, now_s, policy)
    for charger in inputs.chargers:
        observe(charger, state, senses, now_s, policy)
    surplus = assess(inputs, senses, state, now_s, policy)
    if surplus.value_w is not None and surplus.quality is not Quality.STALE:
        # With what the battery keeps: once it has enough, the past shall tell what the sun leaves for cars.
        record(state, surplus.value_w + surplus.uncounted_w, surplus.measured_load_w, now_s, elapsed_s, policy)
    context = StepContext(inputs, senses, state, surplus, now_s, elapsed_s, policy)
    plans = allocate(_with_hidden(context))
    left_w = max(surplus.value_w, 0.0) if surplus.value_w is not None else 0.0
    commands = []
    for plan in plans:
        command = _command(plan, senses, state, now, left_w, policy)
        left_w -= command.solar_power_w
        commands.append(command)
    return state, Decision(_site_decision(inputs, senses, surplus), tuple(commands))


def _with_hidden(context: StepContext) -> StepContext:
    """Add to the surplus what a throttled inverter may be hiding, to be tried."""
    inputs, state, surplus = context.inputs, context.state, context.surplus
    if inputs.site.export_limit_w is None or surplus.value_w is None or not inputs.chargers:
        return context
    charger = inputs.chargers[0]
    charger_state = state.chargers[charger.id]
    is_on = any(state.chargers[other.id].is_enabled for other in inputs.chargers)
    phases = charger_state.phases if is_on else min(charger.limits.phases)
    current_a = 2.0 * charger.limits.step_a if is_on else charger.limits.min_current_a + charger.limits.step_a
    step_w = current_a * watts_per_amp(charger, charger_state, phases)
    value_w = surplus.value_w + hidden_w(context, step_w)
    return replace(
        context, surplus=replace(surplus, value_w=value_w, is_disproved=state.probe_failed_s == context.now_s)
    )


def _command(
    plan: ChargerDecision, senses: Senses, state: EngineState, now: datetime, left_w: float, policy: Policy
) -> Command:
    """Give the plan out as a command, and remember it."""
    charger, charger_state = plan.charger, plan.charger_state
    is_enabled = plan.current_a > 0.0
    phases = plan.option.phases or charger_state.phases
    reason = plan.reason or explain(plan, state)
    if (is_enabled, plan.current_a, phases) != (
        charger_state.is_enabled,
        charger_state.current_a,
        charger_state.phases,
    ):
        _remember(plan, senses, phases, now.timestamp(), policy)
    solar_w = min(expected_w(charger_state), max(left_w, 0.0)) if charger_state.is_enabled else 0.0
    next_at = None
    if plan.next_in_s is not None:
        next_at = now + timedelta(seconds=min(max(plan.next_in_s, 0.0), LONGEST_COUNTDOWN_S))
    return Command(charger.id, is_enabled, plan.current_a, phases, reason, next_at, solar_w, charger_state.attempt)


def _remember(plan: ChargerDecision, senses: Senses, phases: int, now_s: float, policy: Policy) -> None:
    charger, charger_state = plan.charger, plan.charger_state
    is_enabled = plan.current_a > 0.0
    begin_inference(charger, charger_state, senses, now_s, policy)
    before_w = expected_w(charger_state) if charger_state.is_enabled else 0.0
    if charger_state.phases != phases and is_enabled and charger_state.is_enabled:
        # The contactor opens to change phases: until the car is back it may draw nothing at all.
        record_command(charger_state, 0.0, now_s)
        before_w = 0.0
    if charger_state.phases != phases:
        charger_state.switched_s = now_s
        charger_state.switches += 1.0
    if is_enabled and not charger_state.is_enabled:
        charger_state.starts += 1.0
    charger_state.is_enabled, charger_state.current_a, charger_state.phases, charger_state.commanded_s = (
        is_enabled,
        plan.current_a,
        phases,
        now_s,
    )
    charger_state.is_followed = False
    after_w = predicted_w(charger, charger_state, plan.current_a, phases) if is_enabled else 0.0
    record_command(charger_state, after_w, now_s)
    await_answer(charger_state, now_s, senses.grid.value, before_w, after_w, policy)


def _site_decision(inputs: Inputs, senses: Senses, surplus: Surplus) -> SiteDecision:
    integration = IntegrationType.SOFTWARE if surplus.source is SurplusSource.ESTIMATE else IntegrationType.HARDWARE
    named = {
        "grid_w": (inputs.grid_w, senses.grid),
        "generation_w": (inputs.generation_w, senses.generation),
        "load_w": (inputs.load_w, senses.load),
        "battery_w": (inputs.battery_w, senses.battery),
        "battery_soc_pct": (inputs.battery_soc_pct, senses.battery_soc),
    }
    qualities = {name: sensed.quality for name, (source, sensed) in named.items() if source is not None}
    load_w = surplus.house_load_w
    return SiteDecision(
        surplus.shown_w,
        surplus.generation_w,
        # Sensors report at different moments: between them the difference may fall below zero, a house cannot.
        None if load_w is None else max(0.0, load_w),
        surplus.source,
        integration,
        explain_site(surplus),
        qualities,
    )
