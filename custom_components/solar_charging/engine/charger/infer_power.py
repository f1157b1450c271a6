"""Chargers without a power sensor: the grid meter's answer to a command shows what an ampere means, and whether a car takes any.

Only clear answers count: a large change of current, from a standstill, without another charger or a home battery moving meanwhile, and
a step that fits a whole number of phases. Where the inverter is read, the sun's own change is taken out.
"""

from collections.abc import Iterable
from dataclasses import replace

from ..inputs import ChargerInputs
from ..measure.freshness import MISSING, CheckedReadings
from ..measure.reading import Quality
from ..model import CarState
from ..policy import Policy
from .charger_state import ChargerState, PowerInference
from .late_reports import is_setting_unknown
from .learning import settled_s, towards

# A step of this part of what all phases would make is an answer; less than the second is none.
BEGUN_PART, NONE_PART = 0.2, 0.1
# An answer fits so many phases within this: voltage, and what cars leave of the current they are offered.
FITS_PART = 0.15
# Later samples show something else.
LONGEST_S = 180.0


def begin_inference(
    charger: ChargerInputs, charger_state: ChargerState, readings: CheckedReadings, policy: Policy
) -> None:
    """Remember how things stand before a command, unless an answer is being waited for. Called before the command is."""
    now_s = readings.now_s
    # One that has just been taken over has not been commanded anything yet.
    is_settled = len(charger_state.levels) < 2 or now_s - charger_state.commanded_s >= settled_s(charger_state, policy)
    is_clear = charger.power_w is None and readings.battery is MISSING and readings.grid.quality is Quality.LIVE
    if charger_state.inference is None and is_clear and is_settled:
        current_a = charger_state.current_a if charger_state.is_enabled else 0.0
        charger_state.inference = PowerInference(now_s, _used_w(readings), current_a, charger_state.phases)


def observe_response(
    charger: ChargerInputs,
    charger_state: ChargerState,
    others: Iterable[ChargerState],
    readings: CheckedReadings,
    policy: Policy,
) -> None:
    """Look for the answer in a new grid sample, and learn from it once it is complete."""
    before, sampled_s = charger_state.inference, readings.grid.reported_s
    if before is None or sampled_s <= before.commanded_s:
        return
    is_start = before.current_a == 0.0
    expected_w = (charger_state.current_a - before.current_a) * charger_state.phases * charger.limits.voltage_v
    others_moved = any(other.commanded_s > before.commanded_s - policy.start_settled_s for other in others)
    is_same = charger_state.is_enabled and (is_start or before.phases == charger_state.phases)
    is_late = sampled_s - before.commanded_s > LONGEST_S
    if is_setting_unknown(charger) or not is_same or others_moved or is_late or abs(expected_w) < policy.least_answer_w:
        charger_state.inference = None
        return
    part, begun_s = (_used_w(readings) - before.used_w) / expected_w, before.begun_s
    if begun_s is None and part >= BEGUN_PART:
        begun_s = sampled_s
        charger_state.inference = replace(before, begun_s=begun_s)
    if begun_s is None:
        if is_start and sampled_s >= before.commanded_s + policy.start_settled_s:
            charger_state.inference = None
            charger_state.takes_none = part < NONE_PART and charger.car is not CarState.CHARGING
    elif sampled_s >= max(begun_s, charger_state.commanded_s) + settled_s(charger_state, policy):
        charger_state.inference = None
        _learn(charger, charger_state, part, sampled_s)


def _learn(charger: ChargerInputs, charger_state: ChargerState, part: float, sampled_s: float) -> None:
    used = round(part * charger_state.phases)
    if not 1 <= used <= charger_state.phases or abs(part * charger_state.phases - used) > FITS_PART * used:
        return
    charger_state.takes_none = False
    known_w = charger_state.watts_per_amp.get(str(charger_state.phases))
    seen_w = part * charger_state.phases * charger.limits.voltage_v
    is_other_car = known_w is None or abs(seen_w - known_w) > 2.0 * FITS_PART * known_w
    charger_state.watts_per_amp[str(charger_state.phases)] = seen_w if is_other_car else towards(known_w, seen_w)
    power_w = charger_state.current_a * charger_state.watts_per_amp[str(charger_state.phases)]
    charger_state.levels[-1] = replace(charger_state.levels[-1].confirmed(sampled_s), power_w=power_w)


def _used_w(readings: CheckedReadings) -> float:
    """Return what house and chargers use together, or grid power where generation is not read."""
    return readings.grid.value + (readings.generation.value if readings.generation.quality is Quality.LIVE else 0.0)
