"""A charger whose power nobody reads: the grid meter's answer to a command tells what an ampere means, and whether a car takes any.

Only clear answers count: a large change of current, out of rest, without another charger or a home battery moving meanwhile, and
a step that fits a whole number of phases. Where the inverter is read, the sun's own change is taken out.
"""

from ..measure.freshness import MISSING
from ..measure.reading import Quality
from ..measure.surplus import Senses
from ..model import CarState, ChargerInputs
from ..policy import Policy
from ..state import ChargerState, EngineState
from .learning import settled_s, towards

# A step of this part of what all phases would make is an answer; less than the second is none.
BEGUN_PART, NONE_PART = 0.2, 0.1
# An answer fits so many phases within this: voltage, and what cars leave of the current they are offered.
FITS_PART = 0.15
# Later samples tell of something else.
LONGEST_S = 180.0


def begin_inference(
    charger: ChargerInputs, charger_state: ChargerState, senses: Senses, now_s: float, policy: Policy
) -> None:
    """Remember how things stand before a command, unless an answer is being waited for. Called before the command is."""
    # One that has just been taken over has not been told anything yet.
    is_settled = len(charger_state.levels) < 2 or now_s - charger_state.commanded_s >= settled_s(charger_state, policy)
    is_clear = charger.power_w is None and senses.battery is MISSING and senses.grid.quality is Quality.LIVE
    if not charger_state.asked and is_clear and is_settled:
        charger_state.asked = [
            now_s,
            _used_w(senses),
            charger_state.current_a if charger_state.is_enabled else 0.0,
            charger_state.phases,
            0.0,
        ]


def observe_response(charger: ChargerInputs, state: EngineState, senses: Senses, policy: Policy) -> None:
    """Look for the answer in a new grid sample, and learn from it once it is complete."""
    charger_state = state.chargers[charger.id]
    sampled_s = senses.grid.reported_s
    if not charger_state.asked or sampled_s <= charger_state.asked[0]:
        return
    commanded_s, before_w, before_a, phases, begun_s = charger_state.asked
    change_a = charger_state.current_a - before_a
    is_start = before_a == 0.0
    expected_w = change_a * charger_state.phases * charger.limits.voltage_v
    others_moved = any(
        other is not charger_state and other.commanded_s > commanded_s - policy.start_settled_s
        for other in state.chargers.values()
    )
    is_same = charger_state.is_enabled and (is_start or phases == charger_state.phases)
    if not is_same or others_moved or sampled_s - commanded_s > LONGEST_S or abs(expected_w) < policy.least_answer_w:
        charger_state.asked = []
        return
    part = (_used_w(senses) - before_w) / expected_w
    if not begun_s and part >= BEGUN_PART:
        charger_state.asked[4] = begun_s = sampled_s
    if begun_s and sampled_s >= max(begun_s, charger_state.commanded_s) + settled_s(charger_state, policy):
        charger_state.asked = []
        _learn(charger, charger_state, part, sampled_s)
    elif not begun_s and is_start and sampled_s >= commanded_s + policy.start_settled_s:
        charger_state.asked = []
        charger_state.takes_none = part < NONE_PART and charger.car is not CarState.CHARGING


def _learn(charger: ChargerInputs, charger_state: ChargerState, part: float, sampled_s: float) -> None:
    used = round(part * charger_state.phases)
    if not 1 <= used <= charger_state.phases or abs(part * charger_state.phases - used) > FITS_PART * used:
        return
    charger_state.takes_none = False
    known_w = charger_state.watts_per_amp.get(str(charger_state.phases))
    seen_w = part * charger_state.phases * charger.limits.voltage_v
    is_other_car = known_w is None or abs(seen_w - known_w) > 2.0 * FITS_PART * known_w
    charger_state.watts_per_amp[str(charger_state.phases)] = seen_w if is_other_car else towards(known_w, seen_w)
    level = charger_state.levels[-1]
    level[1], level[2] = (
        charger_state.current_a * charger_state.watts_per_amp[str(charger_state.phases)],
        level[2] or sampled_s,
    )


def _used_w(senses: Senses) -> float:
    """Return what house and chargers use together, or grid power where generation is not read."""
    return senses.grid.value + (senses.generation.value if senses.generation.quality is Quality.LIVE else 0.0)
