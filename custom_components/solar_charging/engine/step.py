"""One step of the engine: readings in, commands and reasons out. Pure: the same state, inputs and time give the same answer."""

from datetime import UTC, datetime, timedelta

from .draw import measured, predicted_w, present_w, told
from .freshness import sense
from .model import ChargerInputs, Command, Decision, Inputs, IntegrationType, SiteDecision, SolarMode, SurplusSource
from .policy import Policy
from .reading import Quality
from .reasons import ReasonKey, because
from .regulator import SetPoint, Share, regulate
from .state import ChargerState, EngineState, SourceState
from .surplus import Surplus, assess, sense_site

DEFAULT_POLICY = Policy()
# After a longer gap (a restart, a suspended machine) budgets do not count what nobody saw.
LONGEST_STEP_S = 60.0


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
        _observe(charger, state, now_s, policy)
    surplus = assess(inputs, senses, state, now_s, policy)
    commands = _allocate(inputs, state, surplus, now_s, elapsed_s, policy)
    return state, Decision(_site_decision(surplus), commands)


def _observe(charger: ChargerInputs, state: EngineState, now_s: float, policy: Policy) -> None:
    """Take in what the charger shows. One never seen before is taken over as it stands."""
    memory = state.chargers.get(charger.id)
    power = sense(charger.power_w, state.sources.setdefault(f"{charger.id}.power", SourceState()), now_s, policy)
    offered = sense(
        charger.offered_current_a, state.sources.setdefault(f"{charger.id}.offered", SourceState()), now_s, policy
    )
    if memory is None:
        memory = state.chargers[charger.id] = ChargerState()
        memory.is_enabled = bool(charger.is_enabled)
        memory.phases = (
            charger.active_phases if charger.active_phases in charger.limits.phases else min(charger.limits.phases)
        )
        if memory.is_enabled:
            memory.current_a = offered.value if offered.quality is Quality.LIVE else charger.limits.min_current_a
        told(
            memory,
            power.value if power.quality is Quality.LIVE else predicted_w(charger, memory.current_a, memory.phases),
            now_s,
        )
    if power.quality is Quality.LIVE:
        measured(memory, charger, power.value, power.reported_s)
    memory.car = charger.car.value
    memory.mode = charger.mode.value


def _allocate(
    inputs: Inputs, state: EngineState, surplus: Surplus, now_s: float, elapsed_s: float, policy: Policy
) -> tuple[Command, ...]:
    """Hand surplus out by priority: each charger gets what those before it leave."""
    left_w = None if surplus.value_w is None else surplus.value_w - inputs.site.margin_w
    commands: dict[str, Command] = {}
    for charger in sorted(inputs.chargers, key=lambda charger: -charger.priority):
        memory = state.chargers[charger.id]
        set_point = regulate(charger, memory, Share(left_w, surplus.quality, surplus.age_s), now_s, elapsed_s, policy)
        set_point = _within_fuse(charger, set_point, inputs)
        _remember(charger, memory, set_point, now_s)
        drawn_w = present_w(memory) if memory.is_enabled else 0.0
        solar_w = 0.0 if left_w is None else min(drawn_w, max(left_w, 0.0))
        if left_w is not None:
            left_w -= drawn_w
        next_at = (
            None
            if set_point.next_in_s is None
            else datetime.fromtimestamp(now_s, tz=UTC) + timedelta(seconds=min(max(set_point.next_in_s, 0.0), 86_400.0))
        )
        commands[charger.id] = Command(
            charger.id, set_point.is_enabled, set_point.current_a, set_point.phases, set_point.reason, next_at, solar_w
        )
    return tuple(commands[charger.id] for charger in inputs.chargers)


def _within_fuse(charger: ChargerInputs, set_point: SetPoint, inputs: Inputs) -> SetPoint:
    """Never offer more than the main fuse."""
    fuse_a = inputs.site.main_fuse_a
    if fuse_a is None or not set_point.is_enabled or set_point.current_a <= fuse_a:
        return set_point
    if fuse_a < charger.limits.min_current_a:
        return SetPoint(False, 0.0, set_point.phases, because(ReasonKey.PAUSED_FUSE, fuse_a=fuse_a))
    return SetPoint(True, fuse_a, set_point.phases, because(ReasonKey.LIMITED_BY_FUSE, current_a=fuse_a, fuse_a=fuse_a))


def _remember(charger: ChargerInputs, memory: ChargerState, set_point: SetPoint, now_s: float) -> None:
    told_before = (memory.is_enabled, memory.current_a, memory.phases)
    if told_before == (set_point.is_enabled, set_point.current_a, set_point.phases):
        return
    memory.is_enabled, memory.current_a, memory.phases = set_point.is_enabled, set_point.current_a, set_point.phases
    memory.commanded_s = now_s
    told(memory, predicted_w(charger, set_point.current_a, set_point.phases) if set_point.is_enabled else 0.0, now_s)


def _site_decision(surplus: Surplus) -> SiteDecision:
    integration = IntegrationType.SOFTWARE if surplus.source is SurplusSource.ESTIMATE else IntegrationType.HARDWARE
    if surplus.value_w is None:
        reason = because(ReasonKey.NO_SURPLUS_SOURCE)
    elif surplus.quality is Quality.STALE:
        reason = because(ReasonKey.GRID_METER_STALE, seconds=surplus.age_s)
    else:
        load_w = surplus.house_load_w or 0.0
        reason = {
            SurplusSource.GRID_METER: because(ReasonKey.MEASURED_GRID),
            SurplusSource.GENERATION_AND_LOAD: because(ReasonKey.MEASURED_GENERATION_AND_LOAD),
            SurplusSource.GENERATION_AND_PROFILE: because(ReasonKey.MEASURED_GENERATION, load_w=load_w),
            SurplusSource.ESTIMATE: because(ReasonKey.ESTIMATED, load_w=load_w),
        }[surplus.source]
    return SiteDecision(
        surplus.value_w, surplus.generation_w, surplus.house_load_w, surplus.source, integration, reason
    )  # fmt: skip


__all__ = ["SolarMode", "step"]
