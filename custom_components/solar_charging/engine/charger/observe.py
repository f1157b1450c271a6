"""Taking in what the chargers show, before anything is decided."""

from ..inputs import ChargerInputs
from ..measure.freshness import CheckedReading, CheckedReadings, SourceState, check_reading
from ..measure.reading import Quality, Reading
from ..model import CarState, SolarMode
from ..policy import Policy
from ..state import EngineState
from .car_minimum import CarMinimumState, note_charge, note_refusal
from .car_pause import QUICK_S, CarPauseState, UnreadCar, note_reading
from .charger_state import ChargerState, LearnedCar, PhaseTryState, PowerLevel
from .current_steps import note
from .infer_power import observe_response
from .late_reports import is_echo, is_setting_unknown, learn_delay, note_command, shown_s, shows_command
from .learning import learn_power, settled_s, watch_answer
from .override import is_overridden, notice
from .plugged import is_away
from .power import IDLE_W, note_growth, note_offered, predicted_w, record_measurement, record_seen
from .resent_command import acts_alone, note_resent
from .retry import ASLEEP, CHARGES_PART, check_followed, watch_car
from .rounding import CommandedCurrent
from .uneven_steps import MAY_BE_LOST_S, note_shown


def observe(charger: ChargerInputs, state: EngineState, readings: CheckedReadings, policy: Policy) -> None:
    """Take in what a charger shows. One never seen before is taken over as it stands."""
    now_s = readings.now_s
    charger_state = state.chargers.get(charger.id)
    if charger_state is None:
        charger_state = state.chargers[charger.id] = _take_over(charger, now_s)
    _recognise(charger, charger_state, state)
    _adapt(charger, charger_state)
    note_resent(charger, charger_state, now_s)
    if is_setting_unknown(charger):
        charger_state.awaited = None
    if readings.grid.quality is Quality.LIVE:
        watch_answer(charger_state, readings.grid.value, readings.grid.reported_s, policy)
        others = (other for other in state.chargers.values() if other is not charger_state)
        observe_response(charger, charger_state, others, readings, policy)
    if _measure(charger, charger_state, state.measure.sources, now_s, policy):
        late_s = shown_s(charger_state, policy) - settled_s(charger_state, policy)
        note_reading(charger_state.car_pause, state.measure.surplus.power_w, readings.generation, now_s, late_s)
    was_lost, charger_state.is_lost = charger_state.is_lost, not charger.is_reachable and not charger_state.has_meter
    if was_lost and not charger_state.is_lost and state.measure.surplus.power_w is not None:
        # What it takes was the house's while it was away; what was believed then is nothing to compare with.
        state.measure.surplus.power_w += charger_state.seen_w
        charger_state.car_pause = CarPauseState()
    charger_state.unread_car = _unread_car(charger, charger_state, state.measure.sources)
    if charger.is_reachable:
        learn_delay(charger, charger_state, now_s)
    if charger.is_reachable:
        notice(charger, charger_state, readings, state.measure.surplus.power_w, policy)
        _note_shown(charger, charger_state, now_s, policy)
    if charger.is_reachable:
        check_followed(charger, charger_state, now_s, policy)
    if charger.mode is not SolarMode.OFF:
        watch_car(charger, charger_state, now_s, policy)
    _note_arrival(charger, charger_state, now_s, policy)
    _note_departure(charger, charger_state, now_s)
    charger_state.mode, charger_state.car = charger.mode.value, charger.car.value


def _measure(
    charger: ChargerInputs, charger_state: ChargerState, sources: dict[str, SourceState], now_s: float, policy: Policy
) -> bool:
    """Take in the charger's own meter; return whether it has a new reading."""
    charger_state.has_meter = False
    if charger.power_w is None:
        return False
    source = sources.setdefault(f"{charger.id}.power", SourceState())
    seen_before_s, seen_before_w = source.reported_s, charger_state.seen_w
    power = check_reading(charger.power_w, source, now_s, policy)
    charger_state.seen_w, charger_state.has_meter = power.value, power.quality is Quality.LIVE
    if power.quality is not Quality.LIVE or power.reported_s <= seen_before_s:
        return False
    note_growth(charger_state, seen_before_w, power, policy)
    if charger.is_observed:
        record_seen(charger_state, power.value, power.reported_s, policy)
    else:
        record_measurement(charger_state, power.value, power.reported_s, policy)
    if is_setting_unknown(charger):
        return True
    note_offered(charger, charger_state, power, policy)
    _note_offer(charger, charger_state, power, policy)
    # What it does on its own, after a restart or because of a person, is no answer to a command.
    is_own = shows_command(charger, charger_state) is False or acts_alone(charger, now_s)
    if charger_state.is_enabled and power.value > IDLE_W and not is_own:
        late_s = shown_s(charger_state, policy) - settled_s(charger_state, policy)
        steady_s = power.reported_s - late_s - charger_state.commanded_s
        learn_power(charger, charger_state, power.value, steady_s, policy)
    return True


def _note_offer(charger: ChargerInputs, charger_state: ChargerState, power: CheckedReading, policy: Policy) -> None:
    """Learn what became of a command that has been in force for long, and whether the car takes any of it."""
    late_s = shown_s(charger_state, policy) - settled_s(charger_state, policy)
    steady_s = power.reported_s - late_s - charger_state.commanded_s
    current_a, step_a = charger_state.current_a, charger.limits.step_a
    if not charger_state.is_enabled or charger.is_enabled is False or charger_state.is_behind:
        return
    if power.value < IDLE_W:
        enough_s = settled_s(charger_state, policy) if _has_stopped_at_less(charger_state) else policy.start_settled_s
        if steady_s >= enough_s and charger.car in ASLEEP:
            note_refusal(charger_state.car_minimum, current_a, charger_state.commanded_s)
    elif steady_s >= settled_s(charger_state, policy) and power.value >= CHARGES_PART * charger.limits.least_w:
        note_charge(charger_state.car_minimum, current_a, step_a)
        if charger_state.takes_at_most_w is None and not charger.limits.accepted_a:
            seen = CommandedCurrent(current_a, power.value)
            note(charger_state.current_steps, seen, charger_state.phases, charger.limits)


def _has_stopped_at_less(charger_state: ChargerState) -> bool:
    """Return whether the car was charging when less was commanded: if it draws nothing then, it need not be given time to start."""
    if len(charger_state.levels) < 2:
        return False
    before, after = charger_state.levels[-2:]
    return before.confirmed_s is not None and before.power_w > IDLE_W and after.current_a < before.current_a


def _note_shown(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> None:
    """Learn what the box made of a command, where it shows that."""
    offered, answered_s = charger.offered_current_a, charger_state.commanded_s + shown_s(charger_state, policy)
    is_on = charger_state.is_enabled and charger.is_enabled is not False and not is_overridden(charger_state, now_s)
    if not is_on or not isinstance(offered, Reading) or offered.reported_at.timestamp() < answered_s:
        return
    may_be_lost = 0 < charger_state.resent_times < len(MAY_BE_LOST_S)
    if charger.current_cap is None and not may_be_lost and not is_echo(charger, charger_state, now_s):
        note_shown(charger_state.uneven_steps, CommandedCurrent(charger_state.current_a, offered.value))


def _unread_car(
    charger: ChargerInputs, charger_state: ChargerState, sources: dict[str, SourceState]
) -> UnreadCar | None:
    """Return what a car may do that its charger's meter would show late; None where it shows it soon, or there is none."""
    source = sources.get(f"{charger.id}.power")
    if source is None or source.interval_s <= QUICK_S or not charger_state.has_meter or not charger_state.is_enabled:
        return None
    if charger_state.seen_w > IDLE_W:
        return UnreadCar(charger_state.seen_w, 0.0)
    return UnreadCar(0.0, predicted_w(charger, charger_state, charger_state.current_a, charger_state.phases))


def _take_over(charger: ChargerInputs, now_s: float) -> ChargerState:
    """Return the state of a charger as it stands: a charge under way goes on."""
    charger_state = ChargerState(
        mode=charger.mode.value, car=charger.car.value, phases=max(charger.limits.phases), commanded_s=now_s
    )
    if charger.active_phases is not None:
        charger_state.phases = charger.active_phases
    if charger.is_enabled:
        offered = charger.offered_current_a
        charger_state.is_enabled = True
        charger_state.current_a = offered.value if isinstance(offered, Reading) else charger.limits.min_current_a
    note_command(charger_state)
    return charger_state


def _recognise(charger: ChargerInputs, charger_state: ChargerState, state: EngineState) -> None:
    """Go on with what was learned of the car that is here."""
    car_id = charger.car_id or ""
    if car_id != charger_state.car_id:
        state.learned_cars[charger_state.car_id or charger.id] = LearnedCar(
            charger_state.watts_per_amp, charger_state.car_minimum.least_a
        )
        known = state.learned_cars.get(car_id or charger.id, LearnedCar())
        charger_state.car_id, charger_state.watts_per_amp = car_id, dict(known.watts_per_amp)
        charger_state.takes_at_most_w = charger.car_takes_at_most_w
        charger_state.car_minimum = CarMinimumState(least_a=known.least_a)


def _adapt(charger: ChargerInputs, charger_state: ChargerState) -> None:
    """Keep the state within what the charger can do now: its limits may have changed."""
    limits = charger.limits
    if charger_state.phases not in limits.phases:
        charger_state.phases = max(limits.phases)
        charger_state.budgets_wh = {}
    if charger_state.is_enabled:
        within_a = min(
            max(charger_state.current_a, limits.min_current_a), max(limits.max_current_a, limits.min_current_a)
        )
        # The charger still shows the former current: that is not the user's doing.
        charger_state.is_followed = charger_state.is_followed and within_a == charger_state.current_a
        charger_state.current_a = within_a
    if not charger_state.levels:
        power = charger.power_w
        believed_w = (
            predicted_w(charger, charger_state, charger_state.current_a, charger_state.phases)
            if charger_state.is_enabled
            else 0.0
        )
        power_w = power.value if isinstance(power, Reading) else believed_w
        current_a, since_s = charger_state.current_a if charger_state.is_enabled else 0.0, charger_state.commanded_s
        charger_state.levels = [PowerLevel(since_s, power_w, since_s, current_a, charger_state.phases)]


def _note_departure(charger: ChargerInputs, charger_state: ChargerState, now_s: float) -> None:
    if charger.car is not CarState.DISCONNECTED:
        charger_state.away_since_s = None
    elif charger_state.away_since_s is None:
        # One that was never seen with a car is no flicker.
        charger_state.away_since_s = now_s if charger_state.car != CarState.DISCONNECTED.value else 0.0


def _note_arrival(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> None:
    """A car that has just come, or a mode that has just been chosen, need not wait; some cars want a first offer."""
    was_away = is_away(charger_state, now_s, policy)
    has_come = was_away and charger.car is not CarState.DISCONNECTED
    if has_come:
        charger_state.phase_try = PhaseTryState()
        charger_state.override_until_s = 0.0
        charger_state.takes_none, charger_state.most_w_per_a_here = False, 0.0
        # A car that tapers looks a little like a meter that reads too much; a meter that does shows it again.
        charger_state.reads_times = 1.0
        charger_state.car_minimum = CarMinimumState(
            least_a=charger_state.car_minimum.least_a if charger.car_id else None
        )
        if charger.has_welcome_charge:
            charger_state.welcome_until_s = now_s + policy.welcome_s
    if has_come or charger_state.mode != charger.mode.value:
        charger_state.arrived_s, charger_state.declined_s = now_s, None
        # What was seen to be all it takes is tried once more.
        charger_state.takes_at_most_w = charger.car_takes_at_most_w
