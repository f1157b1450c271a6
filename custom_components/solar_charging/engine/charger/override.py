"""Changes at the charger that were not commanded: a person's change is respected for a while, a reset is corrected.

A person who changes it in Home Assistant is known by name. A change at the charger itself is taken for a person's unless it would buy:
boxes that restart, and timers of their own, go to full current (evcc-io/evcc#15730). What is off stays off, unless it is known that a
person switched it on.
"""

from ..inputs import ChargerInputs
from ..measure.freshness import CheckedReadings
from ..measure.reading import Reading
from ..model import CarState, SolarMode
from ..policy import Policy
from .charger_state import ChargerState
from .late_reports import is_echo, is_rounded, shown_s, shows_command
from .learning import settled_s, watts_per_amp


def notice(
    charger: ChargerInputs, charger_state: ChargerState, readings: CheckedReadings, sun_w: float | None, policy: Policy
) -> None:
    """Compare the charger's settings with the command in force; once it has followed, a difference is an outside change.

    `sun_w`: the surplus that was believed last; None: not known.
    """
    now_s = readings.now_s
    if charger_state.mode != charger.mode.value or not charger_state.levels:
        charger_state.override_until_s = 0.0
        charger_state.is_followed = False
        return
    if charger.car is CarState.COMPLETE:
        # A car that is full switches itself off; no person did that.
        charger_state.is_followed = False
        return
    if charger_state.override_until_s > now_s:
        _follow_hand(charger, charger_state, sun_w)
        return
    shows = shows_command(charger, charger_state)
    if shows is None:
        return
    if shows:
        # Integrations show at once what was sent; what the charger makes of it shows later.
        charger_state.is_followed |= now_s - charger_state.commanded_s >= settled_s(charger_state, policy)
    elif (
        charger_state.is_followed
        and now_s - charger_state.commanded_s >= shown_s(charger_state, policy)
        and not is_echo(charger, charger_state, now_s)
        and not is_rounded(charger, charger_state)
    ):
        charger_state.is_followed = False
        is_hand = charger.mode is not SolarMode.OFF and not _buys(charger, charger_state, sun_w)
        if charger.is_set_by_person or is_hand:
            charger_state.override_until_s = now_s + policy.override_s
            charger_state.hand_a = None if charger.is_set_by_person else shown_current_a(charger, charger_state)


def _follow_hand(charger: ChargerInputs, charger_state: ChargerState, sun_w: float | None) -> None:
    """End an override where the charger goes on to buy: one that restarts is off for a while, and at full current then."""
    is_shown = charger.is_enabled is not None or isinstance(charger.offered_current_a, Reading)
    if charger_state.hand_a is None or not is_shown:
        return
    before_a, charger_state.hand_a = charger_state.hand_a, shown_current_a(charger, charger_state)
    if charger_state.hand_a > before_a and not charger.is_set_by_person and _buys(charger, charger_state, sun_w):
        charger_state.override_until_s = 0.0


def _buys(charger: ChargerInputs, charger_state: ChargerState, sun_w: float | None) -> bool:
    """Return whether what the charger shows takes more than was commanded, and more than the sun gives."""
    shown_a = shown_current_a(charger, charger_state)
    commanded_a = charger_state.current_a if charger_state.is_enabled else 0.0
    if shown_a <= commanded_a or not charger.min_solar_share:
        return False
    # Who sets a current may round it up; a start is in the sun or it is not.
    step_a = charger.limits.step_a if commanded_a else 0.0
    return sun_w is None or (shown_a - step_a) * watts_per_amp(charger, charger_state, charger_state.phases) > sun_w


def is_overridden(charger_state: ChargerState, now_s: float) -> bool:
    """Return whether the charger is left to the user now."""
    return now_s < charger_state.override_until_s


def shown_current_a(charger: ChargerInputs, charger_state: ChargerState) -> float:
    """Return the current the charger shows, the commanded one where it shows none."""
    if charger.is_enabled is False:
        return 0.0
    if isinstance(charger.offered_current_a, Reading) and charger.offered_current_a.value > 0.0:
        return charger.offered_current_a.value
    return charger_state.current_a or charger.limits.min_current_a
