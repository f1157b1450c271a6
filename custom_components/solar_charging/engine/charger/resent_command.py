"""A command that is sent again, to a charger that has lost it: from then on its answer is awaited as if it were new.

After a restart of Home Assistant, a reboot of the box or a lost connection the command in force is the old one, and what the charger was
seen to do without it has long been taken for what it makes of it. When it follows at last, that is neither the sun's doing nor more than it
was commanded.
"""

from ..inputs import ChargerInputs
from ..measure.reading import Reading
from .charger_state import ChargerState
from .late_reports import ROUNDED_A, note_command
from .learning import watts_per_amp
from .power import CONFIRMED_PART, IDLE_W, record_command, record_seen_level

# A command goes out within this many seconds after it was decided; later it is one that was sent again, or had to wait.
AT_ONCE_S = 1.0
# After the command was resent a box may go on for so long with what it came back with.
ALONE_S = 60.0


def begin_anew(charger_state: ChargerState, now_s: float) -> None:
    """After a restart what shows may be what was commanded at the stop, and shows late: nobody's hand, and no fault."""
    # What is sent from now on is sent again.
    charger_state.commanded_s, charger_state.is_followed = now_s - 2.0 * AT_ONCE_S, False
    note_command(charger_state)


def note_resent(charger: ChargerInputs, charger_state: ChargerState, now_s: float) -> None:
    """Note when a command the charger may have lost was resent; wait for its answer again if it had not followed."""
    if charger.resent_at is None or not charger_state.levels:
        return
    sent_s = min(charger.resent_at.timestamp(), now_s)
    if sent_s <= charger_state.commanded_s + AT_ONCE_S:
        return
    _note_present(charger, charger_state, sent_s)
    if expect_again(charger, charger_state, sent_s):
        charger_state.commanded_s, charger_state.is_followed = sent_s, False
        note_command(charger_state)


def _note_present(charger: ChargerInputs, charger_state: ChargerState, now_s: float) -> None:
    """Note what it shows where that is not the command: so much it takes until that arrives."""
    offered = charger.offered_current_a
    is_on = charger_state.is_enabled and charger.is_enabled is not False
    if not is_on or not isinstance(offered, Reading) or abs(offered.value - charger_state.current_a) < ROUNDED_A:
        return
    power_w = offered.value * watts_per_amp(charger, charger_state, charger_state.phases)
    record_seen_level(charger_state, power_w, offered.value, now_s, now_s)


def expect_again(charger: ChargerInputs, charger_state: ChargerState, sent_s: float) -> bool:
    """Expect from now on what the command in force comes to, if the charger was believed to do something else; return whether it was."""
    current_a = charger_state.current_a if charger_state.is_enabled else 0.0
    # What it takes at most may be what it took of the command that it had lost.
    power_w = current_a * watts_per_amp(charger, charger_state, charger_state.phases)
    if abs(power_w - charger_state.levels[-1].power_w) <= max(CONFIRMED_PART * power_w, IDLE_W):
        return False
    record_command(charger_state, power_w, current_a, sent_s)
    return True


def acts_alone(charger: ChargerInputs, now_s: float) -> bool:
    """Return whether the charger may still act on its own, so that its power must not be used for learning."""
    return charger.resent_at is not None and now_s - charger.resent_at.timestamp() < ALONE_S
