"""The user at the charger: a change that was not ours is seen as his, and left alone for a while."""

from ..measure.reading import Reading
from ..model import CarState, ChargerInputs
from ..policy import Policy
from .charger_state import ChargerState
from .late_reports import is_echo, shown_s, shows_command


def notice(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> None:
    """Compare what the charger shows with the command in force; once it has followed, a difference is the user's doing."""
    if charger_state.mode != charger.mode.value or not charger_state.levels:
        charger_state.override_until_s = 0.0
        charger_state.is_followed = False
        return
    if charger.car is CarState.COMPLETE:
        # A car that is full switches itself off; that is nobody's wish.
        charger_state.is_followed = False
        return
    if charger_state.override_until_s > now_s:
        return
    shows = shows_command(charger, charger_state)
    if shows is None:
        return
    if shows:
        charger_state.is_followed = True
    elif (
        charger_state.is_followed
        and now_s - charger_state.commanded_s >= shown_s(charger_state, policy)
        and not is_echo(charger, charger_state, now_s)
    ):
        charger_state.override_until_s = now_s + policy.override_s
        charger_state.is_followed = False


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
