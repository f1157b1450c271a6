"""The user at the charger: a change that was not ours is seen as his, and left alone for a while."""

from ..measure.reading import Reading
from ..model import CarState, ChargerInputs
from ..policy import Policy
from ..state import ChargerState
from .learning import settled_s


def notice(charger: ChargerInputs, memory: ChargerState, now_s: float, policy: Policy) -> None:
    """Compare what the charger shows with the command in force; once it has followed, a difference is the user's doing."""
    if memory.mode != charger.mode.value or not memory.levels:
        memory.override_until_s = 0.0
        memory.is_followed = False
        return
    if charger.car is CarState.COMPLETE:
        # A car that is full switches itself off; that is nobody's wish.
        memory.is_followed = False
        return
    if memory.override_until_s > now_s:
        return
    if now_s - memory.commanded_s < settled_s(memory, policy):
        return
    shows = shows_command(charger, memory)
    if shows is None:
        return
    if shows:
        memory.is_followed = True
    elif memory.is_followed:
        memory.override_until_s = now_s + policy.override_s
        memory.is_followed = False


def is_overridden(memory: ChargerState, now_s: float) -> bool:
    """Return whether the charger is left to the user now."""
    return now_s < memory.override_until_s


def shows_command(charger: ChargerInputs, memory: ChargerState) -> bool | None:
    """Return whether the charger shows the command in force; None: it does not tell."""
    told: list[bool] = []
    if charger.is_enabled is not None:
        told.append(charger.is_enabled == memory.is_enabled)
    offered = charger.offered_current_a
    if isinstance(offered, Reading) and memory.is_enabled and offered.reported_at.timestamp() > memory.commanded_s:
        told.append(abs(offered.value - memory.current_a) < 1.5 * charger.limits.step_a)
    return all(told) if told else None


def shown_current_a(charger: ChargerInputs, memory: ChargerState) -> float:
    """Return the current the charger shows, the commanded one where it shows none."""
    if charger.is_enabled is False:
        return 0.0
    if isinstance(charger.offered_current_a, Reading) and charger.offered_current_a.value > 0.0:
        return charger.offered_current_a.value
    return memory.current_a or charger.limits.min_current_a
