"""One step of the engine: readings in, commands and reasons out. Pure: the same state, inputs and time give the same answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from .charger.infer_power import begin_inference
from .charger.late_reports import note_command
from .charger.learning import await_answer, watts_per_amp
from .charger.observe import observe
from .charger.power import activity, expected_w, predicted_w, record_command, total_power_range_w
from .clock import SET_BACK_S, moved
from .decide.allocation import allocate
from .decide.charger_decision import ChargerDecision
from .explain import explain, explain_site
from .limits.learn_phases import hear_phases, question_phases
from .measure.curtailment import is_at_export_limit, probed_w
from .measure.freshness import Senses
from .measure.reading import Quality
from .measure.senses import sense_site
from .measure.surplus import Surplus, assess
from .model import ChargerInputs, Command, Decision, Inputs, IntegrationType, SiteDecision, SurplusSource
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
    now_s = now.timestamp()
    if state.stepped_s is not None and now_s < state.stepped_s - SET_BACK_S:
        state = moved(state, now_s - state.stepped_s)
    state = state.copy()
    elapsed_s = min(max(now_s - (state.stepped_s if state.stepped_s is not None else now_s), 0.0), LONGEST_STEP_S)
    state.stepped_s = now_s
    activities = [activity(charger, policy) for charger in state.chargers.values()]
    senses = sense_site(inputs, state.measure, activities, now_s, policy)
    for charger in inputs.chargers:
        observe(charger, state, senses, policy)
        charger_state = state.chargers[charger.id]
        others = (other for other in state.chargers.values() if other is not charger_state)
        hear_phases(charger, charger_state, others, senses, policy)
    # All that were ever seen: one that was removed a moment ago still shows in the meter.
    chargers_w = partial(_chargers_w, state, policy)
    surplus = assess(inputs, senses, state.measure, chargers_w, policy)
    if surplus.value_w is not None and surplus.quality is not Quality.STALE:
        # With what the battery keeps: once it has enough, the past shall tell what the sun leaves for cars.
        state.past.add_surplus(surplus.value_w + surplus.uncounted_w, now_s, elapsed_s, policy)
        if surplus.measured_load_w is not None:
            state.past.add_load(surplus.measured_load_w, now_s, elapsed_s, policy)
    context = StepContext(inputs, senses, state, surplus, now_s, elapsed_s, policy)
    plans = allocate(_with_hidden(context))
    left_w = max(surplus.value_w, 0.0) if surplus.value_w is not None else 0.0
    commands = []
    for plan in plans:
        command = _command(plan, left_w, context)
        left_w -= command.solar_power_w
        commands.append(command)
    return state, Decision(_site_decision(inputs, senses, surplus), tuple(commands))


def _chargers_w(state: EngineState, policy: Policy, sampled_s: float) -> tuple[float, float]:
    return total_power_range_w(state.chargers.values(), sampled_s, policy)


def _with_hidden(context: StepContext) -> StepContext:
    """Add to the surplus what a throttled inverter may be hiding, to be tried."""
    inputs, state, surplus, policy = context.inputs, context.state, context.surplus, context.policy
    if inputs.site.export_limit_w is None or surplus.value_w is None or not inputs.chargers:
        return context
    step_w = _probe_step_w(inputs.chargers, state)
    is_limited = is_at_export_limit(inputs.site.export_limit_w, context.senses, policy)
    is_throttled = is_limited and _unused_sun_w(context) >= step_w
    probe = state.measure.probe
    value_w = surplus.value_w + probed_w(probe, step_w, context.now_s, policy, is_throttled=is_throttled)
    return replace(context, surplus=replace(surplus, value_w=value_w, is_disproved=probe.failed_s == context.now_s))


def _probe_step_w(chargers: tuple[ChargerInputs, ...], state: EngineState) -> float:
    """Return what to try: enough to start the first charger, or two steps more while any charges."""
    charger = chargers[0]
    charger_state = state.chargers[charger.id]
    is_on = any(state.chargers[other.id].is_enabled for other in chargers)
    phases = charger_state.phases if is_on else min(charger.limits.phases)
    current_a = 2.0 * charger.limits.step_a if is_on else charger.limits.min_current_a + charger.limits.step_a
    return current_a * watts_per_amp(charger, charger_state, phases)


def _unused_sun_w(context: StepContext) -> float:
    """Return how much more the sun is expected to give than is generated."""
    outlook, surplus = context.inputs.outlook, context.surplus
    if outlook is None or surplus.value_w is None:
        return 0.0
    generation_w = surplus.generation_w if surplus.generation_w is not None else surplus.value_w + outlook.house_load_w
    return outlook.at(outlook.expected_w, context.now_s) - generation_w


def _command(plan: ChargerDecision, left_w: float, context: StepContext) -> Command:
    """Give the plan out as a command, and remember it. `left_w`: what of the surplus no charger before it takes."""
    charger, charger_state = plan.charger, plan.charger_state
    is_enabled = plan.current_a > 0.0
    phases = plan.option.phases or charger_state.phases
    reason = plan.reason or explain(plan, context.state)
    present = charger_state.is_enabled, charger_state.current_a, charger_state.phases
    if (is_enabled, plan.current_a, phases) != present:
        _remember(plan, phases, context)
    solar_w = min(expected_w(charger_state), max(left_w, 0.0)) if charger_state.is_enabled else 0.0
    next_at = None
    if plan.next_in_s is not None:
        countdown_s = min(max(plan.next_in_s, 0.0), LONGEST_COUNTDOWN_S)
        next_at = datetime.fromtimestamp(context.now_s, UTC) + timedelta(seconds=countdown_s)
    return Command(charger.id, is_enabled, plan.current_a, phases, reason, next_at, solar_w, charger_state.attempt)


def _remember(plan: ChargerDecision, phases: int, context: StepContext) -> None:
    charger, charger_state = plan.charger, plan.charger_state
    senses, now_s, policy = context.senses, context.now_s, context.policy
    is_enabled = plan.current_a > 0.0
    begin_inference(charger, charger_state, senses, policy)
    question_phases(charger, charger_state, senses)
    before_w = expected_w(charger_state) if charger_state.is_enabled else 0.0
    if charger_state.phases != phases and is_enabled and charger_state.is_enabled:
        # The contactor opens to change phases: until the car is back it may draw nothing at all.
        record_command(charger_state, 0.0, 0.0, now_s)
        before_w = 0.0
    if charger_state.phases != phases:
        charger_state.switched_s = now_s
        charger_state.switches += 1.0
    if is_enabled and not charger_state.is_enabled:
        charger_state.starts += 1.0
    charger_state.is_enabled, charger_state.current_a = is_enabled, plan.current_a
    charger_state.phases, charger_state.commanded_s = phases, now_s
    charger_state.is_followed = False
    note_command(charger_state)
    after_w = predicted_w(charger, charger_state, plan.current_a, phases) if is_enabled else 0.0
    record_command(charger_state, after_w, plan.current_a, now_s)
    await_answer(charger_state, senses.grid.value, before_w, after_w, policy)


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
