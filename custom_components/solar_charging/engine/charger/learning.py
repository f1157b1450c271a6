"""What is learned of a charger by watching it: how long it takes to answer, and what an ampere means in W."""

from dataclasses import replace

from ..inputs import ChargerInputs
from ..policy import Policy
from .charger_state import AwaitedAnswer, ChargerState, SteadyPower

# Weight of a new observation: five of them make the value.
NEW = 0.2
# An answer begins with the first quarter of what was asked, and is complete with most of it.
BEGUN_PART, DONE_PART = 0.3, 0.75
# A later change at the grid meter can't be distinguished from other loads.
LONGEST_ANSWER_S = 90.0
# Grid samples further apart than this don't show when an answer came.
LONGEST_GAP_S = 6.0
# An answer that was not complete yet will be within this, in s.
LATER_S = 3.0
# Beyond what was observed, in s: sampling and ramps differ from one command to the next.
SPARE_S = 0.5
# Bounds of W per A relative to the nominal: a one-phase car on three phases, and a Zoe that takes more than it is offered.
LEAST_PART, MOST_PART = 0.3, 1.5
# Of what was predicted: beyond every rounding and every Zoe.
CLEARLY_MORE = 1.3
# Below this part of what was offered the car may limit itself: it tapers, or its own charger is smaller ...
TAPER_PART = 0.85
# ... and below this it does: no grid's voltage, and no car that takes less of all it is offered, explains it.
LIMITED_PART = 0.7
# Two currents this far apart separate the two causes: a car's own limit is the same at both, a low voltage acts in proportion.
APART_A = 1.0
# Within this two powers, or two powers per ampere, are the same.
SAME_PART = 0.04
# A car that has not followed for this long does not ramp any more: it limits itself.
LONG_S = 60.0
# More than this above a learned limit shows that it is none any more.
SLACK_PART = 0.03


def settled_s(charger_state: ChargerState, policy: Policy) -> float:
    """Return how long after a command its answer is complete at the meter; until one was seen: no later than the charger itself shows it."""
    if charger_state.settled_s is not None:
        return charger_state.settled_s
    return max(policy.settled_s, charger_state.unsettled_s, charger_state.shows_s or 0.0)


def watts_per_amp(charger: ChargerInputs, charger_state: ChargerState, phases: int) -> float:
    """Return what one ampere means in W on that many phases: as learned, else nominal."""
    return charger_state.watts_per_amp.get(str(phases)) or charger.limits.nominal_w_per_a(phases)


def await_answer(charger_state: ChargerState, grid_w: float, before_w: float, after_w: float, policy: Policy) -> None:
    """Begin to watch the meter for the answer to the command in force. Starts are left out: cars take their time over them."""
    change_w, now_s = after_w - before_w, charger_state.commanded_s
    if before_w > 0.0 and abs(change_w) >= policy.least_answer_w:
        charger_state.awaited = AwaitedAnswer(now_s, grid_w, change_w, now_s)


def answers_repeat(charger_state: ChargerState, now_s: float, known_s: float) -> bool:
    """Return whether what is seen is as old as the command was when it was sent again: the first time it was lost, and tells no delay."""
    sent_s = charger_state.sent_again_s
    return sent_s is not None and now_s - sent_s <= known_s


def watch_answer(charger_state: ChargerState, grid_w: float, sampled_s: float, policy: Policy) -> None:
    """Look for the awaited answer in a new grid sample; learn when it began and when it was complete."""
    answer = charger_state.awaited
    if answer is None or sampled_s <= answer.commanded_s:
        return
    part, after_s = (grid_w - answer.grid_w) / answer.change_w, sampled_s - answer.commanded_s
    if sampled_s - answer.sampled_s > LONGEST_GAP_S or after_s > LONGEST_ANSWER_S:
        _learn_bound(charger_state, part, after_s, policy)
        is_over = part >= DONE_PART or after_s > LONGEST_ANSWER_S or not _is_unshown(charger_state)
        charger_state.awaited = None if is_over else replace(answer, sampled_s=sampled_s)
        return
    begun_s = answer.begun_s
    if part >= BEGUN_PART and begun_s is None:
        begun_s = sampled_s
    charger_state.awaited = replace(answer, sampled_s=sampled_s, begun_s=begun_s)
    if part >= DONE_PART and begun_s is not None:
        charger_state.awaited = None
        if charger_state.settled_s is not None and answers_repeat(charger_state, sampled_s, charger_state.settled_s):
            return
        first_s, last_s = max(begun_s - answer.commanded_s - SPARE_S, 0.0), after_s + SPARE_S
        # The earliest counts at once: a sign before it is due would be taken for the sun's.
        charger_state.first_sign_s = min(first_s, towards(charger_state.first_sign_s, first_s))
        known_s = None if charger_state.is_settled_unsure else charger_state.settled_s
        # The latest at once, too: what was not counted yet would be taken for the sun's once more.
        charger_state.settled_s = max(last_s, towards(known_s, last_s))
        charger_state.is_settled_unsure = known_s is None and charger_state.sent_again_s is not None


def _is_unshown(charger_state: ChargerState) -> bool:
    """Return whether a charger's own meter does not show the command in force yet, and nothing else can: its answer still may come."""
    shows_nothing = charger_state.shown is None or charger_state.shown.current_a is None
    return charger_state.has_meter and charger_state.levels[-1].confirmed_s is None and shows_nothing


def _learn_bound(charger_state: ChargerState, part: float, after_s: float, policy: Policy) -> None:
    """A slow meter gives one sample: a complete answer bounds the settling from above, a missing one from below."""
    known_s = settled_s(charger_state, policy)
    if part >= DONE_PART and after_s < known_s:
        charger_state.settled_s = known_s + NEW * (after_s - known_s)
    elif part < DONE_PART and known_s < after_s + LATER_S < LONGEST_ANSWER_S:
        # When it is complete nobody knows yet, but that it was not until then.
        charger_state.settled_s, charger_state.unsettled_s = None, after_s + LATER_S


def learn_power(
    charger: ChargerInputs, charger_state: ChargerState, power_w: float, steady_s: float, policy: Policy
) -> None:
    """Learn W per A, and where the car limits itself, from a measurement at a set-point that has been in force for `steady_s`."""
    phases, current_a = charger_state.phases, charger_state.current_a
    if charger_state.takes_at_most_w is not None and power_w > charger_state.takes_at_most_w * (1.0 + SLACK_PART):
        charger_state.takes_at_most_w = None
    _learn_more(charger, charger_state, power_w)
    if current_a <= 0.0 or steady_s < settled_s(charger_state, policy):
        return
    nominal_w = charger.limits.nominal_w_per_a(phases)
    part = power_w / (current_a * nominal_w)
    is_lowest = current_a <= charger.limits.min_current_a
    is_long = steady_s > LONG_S
    is_in_proportion = _compare(charger_state, SteadyPower(power_w, current_a, phases)) if is_long else None
    is_on_fewer = is_long and is_in_proportion is not False and _is_of_fewer_phases(part, phases)
    is_at_least = is_lowest and part > LEAST_PART and is_long
    if part > TAPER_PART or is_at_least or is_on_fewer or (part > LEAST_PART and is_in_proportion):
        known_w = charger_state.watts_per_amp.get(str(phases))
        charger_state.watts_per_amp[str(phases)] = towards(
            known_w, min(power_w / current_a, _most_w_per_a(charger, phases))
        )
    elif part > LEAST_PART / 2 and is_long and (part < LIMITED_PART or is_in_proportion is False):
        charger_state.takes_at_most_w = power_w


def _is_of_fewer_phases(part: float, phases: int) -> bool:
    """Return whether such a part of what all phases would make is what fewer of them make: a limit of the car's own is seldom just that."""
    return any(abs(part * phases - used) <= SAME_PART * used for used in range(1, phases))


def _compare(charger_state: ChargerState, seen: SteadyPower) -> bool | None:
    """Return whether the power is in proportion to a current seen before; False: it is the same as at that one, None: neither."""
    before = charger_state.steady
    if before is None or before.phases != seen.phases:
        charger_state.steady = seen
        return None
    if abs(before.current_a - seen.current_a) < APART_A:
        return None
    charger_state.steady = seen
    if abs(seen.power_w - before.power_w) <= SAME_PART * before.power_w:
        return False
    expected_w = before.power_w * seen.current_a / before.current_a
    return True if abs(seen.power_w - expected_w) <= SAME_PART * expected_w else None


def _learn_more(charger: ChargerInputs, charger_state: ChargerState, power_w: float) -> None:
    """More than was commanded lately cannot be on its way: an ampere means more than was believed, which need not be waited for.

    A charger that did less than it was told, and does it now, shows nothing of that.
    """
    levels = charger_state.levels
    most_w = max((level.power_w for level in levels), default=0.0)
    if power_w <= most_w * CLEARLY_MORE or charger_state.takes_at_most_w is not None:
        return
    offered_w = (level.current_a * watts_per_amp(charger, charger_state, level.phases) for level in levels)
    most_w = max((most_w, *offered_w))
    if most_w <= 0.0 or power_w <= most_w * CLEARLY_MORE:
        return
    seen_w = watts_per_amp(charger, charger_state, charger_state.phases) * power_w / most_w
    charger_state.watts_per_amp[str(charger_state.phases)] = min(seen_w, _most_w_per_a(charger, charger_state.phases))


def _most_w_per_a(charger: ChargerInputs, phases: int) -> float:
    """Bounded by all phases: a car that was taken to use one may turn out to use three."""
    return MOST_PART * phases * charger.limits.voltage_v


def towards(known: float | None, seen: float) -> float:
    """Return what is known, moved towards what was seen; the first observation as it is."""
    return seen if known is None else known + NEW * (seen - known)
