"""Taking in what the chargers show, before anything is decided."""

from ..measure.freshness import sense
from ..measure.reading import Quality, Reading
from ..measure.surplus import Senses
from ..model import CarState, ChargerInputs, SolarMode
from ..policy import Policy
from ..state import ChargerState, EngineState, LearntDraw, SourceState
from .infer_power import observe_response
from .learning import learn_draw, watch_answer
from .override import notice, shows_command
from .power import IDLE_W, predicted_w, record_measurement
from .retry import check_followed, watch_car


def observe(charger: ChargerInputs, state: EngineState, senses: Senses, now_s: float, policy: Policy) -> None:
    """Take in what a charger shows. One never seen before is taken over as it stands."""
    memory = state.chargers.get(charger.id)
    if memory is None:
        memory = state.chargers[charger.id] = _take_over(charger, now_s)
    _recognise(charger, memory, state)
    _adapt(charger, memory)
    if senses.grid.quality is Quality.LIVE:
        watch_answer(memory, senses.grid.value, senses.grid.reported_s, policy)
        observe_response(charger, state, senses, policy)
    _measure(charger, memory, state, now_s, policy)
    if charger.is_reachable and charger.mode is not SolarMode.OFF:
        notice(charger, memory, now_s, policy)
    if charger.is_reachable:
        check_followed(charger, memory, now_s, policy)
    if charger.mode is not SolarMode.OFF:
        watch_car(charger, memory, now_s, policy)
    _greet(charger, memory, now_s, policy)
    memory.mode, memory.car = charger.mode.value, charger.car.value


def _measure(charger: ChargerInputs, memory: ChargerState, state: EngineState, now_s: float, policy: Policy) -> None:
    if charger.power_w is None:
        return
    name = f"{charger.id}.power"
    source = state.sources.get(name)
    if source is None:
        source = state.sources[name] = SourceState()
    seen_before_s = source.reported_s
    power = sense(charger.power_w, source, now_s, policy)
    memory.seen_w = power.value
    if power.quality is Quality.LIVE and power.reported_s > seen_before_s:
        record_measurement(memory, power.value, power.reported_s, policy)
        # What it does on its own, after a restart or by somebody's hand, says nothing of what a command means.
        if memory.is_enabled and power.value > IDLE_W and shows_command(charger, memory) is not False:
            learn_draw(charger, memory, power.value, power.reported_s, policy)


def _take_over(charger: ChargerInputs, now_s: float) -> ChargerState:
    """Return the memory of a charger as it stands: a charge under way goes on."""
    memory = ChargerState(
        mode=charger.mode.value, car=charger.car.value, phases=max(charger.limits.phases), commanded_s=now_s
    )
    if charger.active_phases is not None:
        memory.phases = charger.active_phases
    if charger.is_enabled:
        offered = charger.offered_current_a
        memory.is_enabled = True
        memory.current_a = offered.value if isinstance(offered, Reading) else charger.limits.min_current_a
    return memory


def _recognise(charger: ChargerInputs, memory: ChargerState, state: EngineState) -> None:
    """Go on with what was learnt of the car that is here."""
    car_id = charger.car_id or ""
    if car_id != memory.car_id:
        state.draws[memory.car_id or charger.id] = LearntDraw(memory.watts_per_amp)
        known = state.draws.get(car_id or charger.id, LearntDraw())
        memory.car_id, memory.watts_per_amp = car_id, dict(known.watts_per_amp)
        memory.takes_at_most_w = charger.car_takes_at_most_w


def _adapt(charger: ChargerInputs, memory: ChargerState) -> None:
    """Keep the memory within what the charger can do now: its limits may have changed."""
    limits = charger.limits
    if memory.phases not in limits.phases:
        memory.phases = max(limits.phases)
        memory.budgets_wh = {}
    if memory.is_enabled:
        within_a = min(max(memory.current_a, limits.min_current_a), max(limits.max_current_a, limits.min_current_a))
        # The charger still shows the former current: that is not the user's doing.
        memory.is_followed = memory.is_followed and within_a == memory.current_a
        memory.current_a = within_a
    if not memory.levels:
        power = charger.power_w
        drawn_w = predicted_w(charger, memory, memory.current_a, memory.phases) if memory.is_enabled else 0.0
        memory.levels = [
            [memory.commanded_s, power.value if isinstance(power, Reading) else drawn_w, memory.commanded_s]
        ]


def _greet(charger: ChargerInputs, memory: ChargerState, now_s: float, policy: Policy) -> None:
    """A car that has just come, or a mode that has just been chosen, need not wait; some cars want a first offer."""
    was_away = memory.car == CarState.DISCONNECTED.value
    has_come = was_away and charger.car is not CarState.DISCONNECTED
    if has_come:
        memory.takes_at_most_w, memory.override_until_s = charger.car_takes_at_most_w, 0.0
        memory.takes_none = False
        if charger.has_welcome_charge:
            memory.welcome_until_s = now_s + policy.welcome_s
    if has_come or memory.mode != charger.mode.value:
        memory.arrived_s = now_s
