"""One step of the engine: readings in, commands and reasons out. Pure: the same state, inputs and time give the same answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from .charger.chargers_power import AllChargersPower
from .charger.infer_power import begin_inference
from .charger.late_reports import is_answer, note_command, shown_s
from .charger.learned_limits import as_learned
from .charger.learning import await_answer
from .charger.observe import observe
from .charger.power import activity, expected_w, predicted_w, record_command
from .clock import SET_BACK_S, moved
from .decide.allocation import allocate
from .decide.budget import fade_wear
from .decide.charger_decision import ChargerDecision
from .decide.phase_surplus import with_phases_billed
from .decide.probe_curtailed import with_curtailed_power
from .decide.sun_sharing import solar_parts
from .decision import Command, Decision, SiteDecision
from .explain import explain, explain_site
from .inputs import Inputs
from .limits.judge_draw import judge_draw, with_draw_limits
from .limits.learn_phases import begin_phase_inference, observe_phase_response
from .measure.battery_size import learn_size
from .measure.check_readings import check_readings
from .measure.curtailment import is_at_export_limit
from .measure.freshness import CheckedReadings
from .measure.reading import Quality
from .measure.surplus import Surplus, assess
from .model import IntegrationType, SurplusSource
from .policy import Policy
from .state import EngineState
from .step_context import StepContext

DEFAULT_POLICY = Policy()
# After a longer gap (a restart, a suspended machine) budgets don't count the time that was not observed.
LONGEST_STEP_S = 60.0
# No countdown is shown for more than a day.
LONGEST_COUNTDOWN_S = 86_400.0


def step(
    state: EngineState, inputs: Inputs, now: datetime, policy: Policy = DEFAULT_POLICY
) -> tuple[EngineState, Decision]:
    """Return the state after, and the decision at, `now` (aware UTC). Call it on every reading and at least every 5 s."""
    now_s = now.timestamp()
    if state.stepped_s is not None and now_s < state.stepped_s - SET_BACK_S:
        state = moved(state, now_s - state.stepped_s)
    state = state.copy()
    gap_s = max(now_s - (state.stepped_s if state.stepped_s is not None else now_s), 0.0)
    elapsed_s = min(gap_s, LONGEST_STEP_S)
    state.stepped_s = now_s
    for charger_state in state.chargers.values():
        fade_wear(charger_state, gap_s, policy)
        charger_state.limit_rest.fade(gap_s, now_s, policy)
        charger_state.pace.pass_time(gap_s)
    chargers = tuple(as_learned(charger, state.chargers.get(charger.id)) for charger in inputs.chargers)
    if any(learned is not given for learned, given in zip(chargers, inputs.chargers, strict=True)):
        inputs = replace(inputs, chargers=chargers)
    activities = [activity(charger, policy) for charger in state.chargers.values()]
    readings = check_readings(inputs, state.measure, activities, now_s, policy)
    for charger in inputs.chargers:
        observe(charger, state, readings, policy)
        charger_state = state.chargers[charger.id]
        others = (other for other in state.chargers.values() if other is not charger_state)
        observe_phase_response(charger, charger_state, others, readings, policy)
    learn_size(readings.battery, readings.battery_soc, state.measure.battery_size, elapsed_s)
    surplus = assess(inputs, readings, state.measure, AllChargersPower(state.chargers.values(), policy), policy)
    context = with_phases_billed(StepContext(inputs, readings, state, surplus, now_s, elapsed_s, policy))
    surplus = context.surplus
    if surplus.value_w is not None and surplus.quality is not Quality.STALE:
        # With what the battery keeps: once it has enough, the past is to show what the sun leaves for cars.
        state.past.add_surplus(surplus.value_w + surplus.uncounted_w, now_s, elapsed_s, policy)
        if surplus.measured_load_w is not None:
            state.past.load.add(surplus.measured_load_w, now_s, elapsed_s, policy.replay_minutes)
    judged = judge_draw(context)
    if judged.limits or judged.phase_limit:
        context = replace(context, draw_limits=judged.limits, phase_limit=judged.phase_limit)
    plans = allocate(with_curtailed_power(context))
    commands = tuple(_command(plan, context) for plan in plans)
    suns_w = solar_parts(plans, surplus.value_w or 0.0)
    with_sun = tuple(replace(one, solar_power_w=sun_w) for one, sun_w in zip(commands, suns_w, strict=True))
    site = with_draw_limits(_site_decision(inputs, readings, surplus, policy), judged, context)
    return state, Decision(site, with_sun)


def _command(plan: ChargerDecision, context: StepContext) -> Command:
    """Give the plan out as a command, and remember it."""
    charger, charger_state = plan.charger, plan.charger_state
    is_enabled = plan.current_a > 0.0
    phases = plan.option.phases or charger_state.phases
    reason = plan.reason or explain(plan, context.state)
    present = charger_state.is_enabled, charger_state.current_a, charger_state.phases
    if (is_enabled, plan.current_a, phases) != present:
        _remember(plan, phases, context)
    next_at = None
    if plan.next_in_s is not None:
        countdown_s = min(max(plan.next_in_s, 0.0), LONGEST_COUNTDOWN_S)
        next_at = datetime.fromtimestamp(context.now_s, UTC) + timedelta(seconds=countdown_s)
    is_answered = is_answer(charger, charger_state, context.now_s, context.policy)
    attempt = charger_state.attempt + charger_state.resent_times
    return Command(
        charger.id,
        is_enabled,
        plan.current_a,
        phases,
        reason,
        next_action_at=next_at,
        attempt=attempt,
        limited_by=plan.limited_by,
        is_answered=is_answered,
        shows_in_s=shown_s(charger_state, context.policy),
    )


def _remember(plan: ChargerDecision, phases: int, context: StepContext) -> None:
    charger, charger_state = plan.charger, plan.charger_state
    readings, now_s, policy = context.readings, context.now_s, context.policy
    is_enabled = plan.current_a > 0.0
    charger_state.pace.spend(charger.calls_per_command, is_more=plan.current_a > charger_state.current_a)
    begin_inference(charger, charger_state, readings, policy)
    begin_phase_inference(charger, charger_state, context)
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
    await_answer(charger_state, readings.grid.value, before_w, after_w, policy)


def _site_decision(inputs: Inputs, readings: CheckedReadings, surplus: Surplus, policy: Policy) -> SiteDecision:
    integration = IntegrationType.SOFTWARE if surplus.source is SurplusSource.ESTIMATE else IntegrationType.HARDWARE
    named = {
        "grid_w": (inputs.grid_w, readings.grid),
        "generation_w": (inputs.generation_w, readings.generation),
        "load_w": (inputs.load_w, readings.load),
        "battery_w": (inputs.battery_w, readings.battery),
        "battery_soc_pct": (inputs.battery_soc_pct, readings.battery_soc),
    }
    qualities = {name: reading.quality for name, (source, reading) in named.items() if source is not None}
    load_w = surplus.house_load_w
    return SiteDecision(
        surplus.shown_w,
        surplus.generation_w,
        # Sensors report at different moments: between them the difference may fall below zero, a house cannot.
        None if load_w is None else max(0.0, load_w),
        surplus.source,
        integration,
        explain_site(surplus, inputs.outlook),
        qualities,
        has_unseen_battery=surplus.has_unseen_battery,
        is_curtailed=is_at_export_limit(inputs.site.export_limit_w, readings, policy),
    )
