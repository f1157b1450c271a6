"""What a charger shows may be an earlier command of ours: clouds and slow polls show the past.

How late it shows a command is learned whenever it comes to show one. A hand at the charger, a limit of its own or a failure to follow is judged
only by what cannot be an echo.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..inputs import ChargerInputs
from ..measure.reading import Reading, Unavailable
from ..policy import Policy
from .charger_state import ChargerState, GivenCommand, ShownSetting
from .learning import answers_repeat, settled_s
from .rounding import CommandedCurrent
from .uneven_steps import is_rounding

# Boxes round by up to this, however fine the steps that their entity names.
ROUNDED_A = 1.5
# A box of whole amperes shows those of a finer command.
WHOLE_A = 1.0
# An earlier command may show for this long after a newer one: the slowest polls of clouds, and their queues.
LONGEST_ECHO_S = 180.0
# Integrations that show a command at once go back to the charger's earlier report for a poll or two.
RETURNS_FOR_S = 60.0
# What shows sooner than this after its command may be the integration's doing; later it is the charger's own report.
OWN_REPORT_S = 5.0
# The delay counts for so much more than it was seen to be: polls are not in step with commands.
SPARE_PART = 1.25
# What is believed of it comes down slowly: a cloud that answered quickly once need not do so again. Of a poll a minute most commands show
# sooner than the latest do: at a tenth the belief fell below those within ten commands, and an echo was taken for a hand.
FORGETS = 0.02


def shown_s(charger_state: ChargerState, policy: Policy) -> float:
    """Return how long after a command the charger itself shows it, and its power what came of it."""
    return max(settled_s(charger_state, policy), charger_state.shows_s or 0.0)


def note_command(charger_state: ChargerState) -> None:
    """Remember the command in force, which has just been given."""
    commands, now_s = charger_state.commands, charger_state.commanded_s
    charger_state.has_shown, charger_state.sent_again_s = False, None
    commands.append(GivenCommand(now_s, charger_state.is_enabled, charger_state.current_a))
    while len(commands) > 2 and commands[1].since_s < now_s - LONGEST_ECHO_S:
        del commands[0]


def is_setting_unknown(charger: ChargerInputs) -> bool:
    """Return whether what it is set to cannot be read now, though it can be at other times: what it does then tells nothing of commands."""
    return isinstance(charger.offered_current_a, Unavailable)


def shows_command(charger: ChargerInputs, charger_state: ChargerState) -> bool | None:
    """Return whether the charger shows the command in force; None: not to be told, or not told since."""
    if charger.is_enabled is not None and charger.is_enabled != charger_state.is_enabled:
        return False
    offered = charger.offered_current_a
    if not isinstance(offered, Reading) or not charger_state.is_enabled:
        is_untold = charger.is_enabled is None or (charger_state.is_enabled and is_setting_unknown(charger))
        return None if is_untold else True
    off_a = abs(offered.value - charger_state.current_a)
    if offered.reported_at.timestamp() > charger_state.commanded_s:
        return off_a < max(1.5 * charger.limits.step_a, ROUNDED_A)
    # What was told before the command says nothing of it, but that a command of the same current is nothing new.
    return True if off_a < charger.limits.step_a / 2 else None


def is_echo(charger: ChargerInputs, charger_state: ChargerState, now_s: float) -> bool:
    """Return whether what the charger shows may be an earlier command, superseded lately."""
    shown, step_a = _shown(charger), charger.limits.step_a
    if shown is None:
        return False
    return any(_is_shown(command, shown, step_a) for command in _superseded(charger_state, now_s))


def is_answer(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Return whether the current that the charger shows answers the command in force: there was time for it, and it is no earlier one."""
    offered = charger.offered_current_a
    if not isinstance(offered, Reading) or now_s - charger_state.commanded_s < shown_s(charger_state, policy):
        return False
    shown = ShownSetting(is_enabled=True, current_a=offered.value)
    return not any(_is_shown(one, shown, charger.limits.step_a) for one in _superseded(charger_state, now_s))


def is_rounded(charger: ChargerInputs, charger_state: ChargerState) -> bool:
    """Return whether what shows is what the box makes of the command in force, so neither an earlier command nor a person's doing."""
    shown = _shown(charger)
    if shown is None or shown.current_a is None or shown.is_enabled is False or not charger_state.is_enabled:
        return False
    return is_rounding(charger_state.uneven_steps, CommandedCurrent(charger_state.current_a, shown.current_a))


def learn_delay(charger: ChargerInputs, charger_state: ChargerState, now_s: float) -> None:
    """Learn, when the charger comes to show a command, how long that took."""
    if shows_command(charger, charger_state):
        charger_state.has_shown = True
    shown = None if charger.is_enabled is not False and is_setting_unknown(charger) else _shown(charger)
    before = charger_state.shown
    if shown == before:
        return
    charger_state.shown = shown
    if shown is None or before is None:
        # It is unknown since when it has shown this: it was unreachable, or its settings were not reliable yet.
        return
    if shown.current_a != before.current_a and not is_echo(charger, charger_state, now_s):
        charger_state.uneven_steps.moved_s = now_s
    earlier_s = charger_state.shown_command_s
    if is_rounded(charger, charger_state):
        return
    command = _command_shown(charger_state.commands, shown, charger.limits.step_a, earlier_s)
    if command is None:
        return
    charger_state.shown_command_s = command.since_s
    is_newer = command.since_s > earlier_s if earlier_s is not None else _is_news(charger_state, command, before)
    if not is_newer or now_s - command.since_s > LONGEST_ECHO_S:
        # Which command it showed before is unknown, or it shows an earlier one again.
        return
    _learn_delay_of(command, charger_state, now_s)


def _is_news(charger_state: ChargerState, command: GivenCommand, before: ShownSetting) -> bool:
    """Return whether the first command that is seen to show is a start, or a current, in force and not shown before: a box may stop by itself."""
    is_same_current = before.current_a is None or abs(before.current_a - command.current_a) <= WHOLE_A
    is_same = is_same_current and before.is_enabled is command.is_enabled
    return command is charger_state.commands[-1] and command.is_enabled and not is_same


def _learn_delay_of(command: GivenCommand, charger_state: ChargerState, now_s: float) -> None:
    """Learn how long the command took that shows now for the first time."""
    seen_s, known_s = (now_s - command.since_s) * SPARE_PART, charger_state.shows_s
    is_repeat = known_s is not None and answers_repeat(charger_state, now_s, known_s)
    is_later = not is_repeat and (known_s is None or seen_s > known_s)
    if is_later:
        # Of a first command that had to be sent again nobody knows whether it was lost, or took so long.
        is_last = command is charger_state.commands[-1]
        is_unsure = known_s is None and is_last and charger_state.sent_again_s is not None
        charger_state.shows_s, charger_state.is_delay_unsure = seen_s, is_unsure
    elif known_s is not None and not is_repeat:
        is_better = charger_state.is_delay_unsure and _is_alone(command, charger_state, known_s)
        charger_state.is_delay_unsure &= not is_better
        charger_state.shows_s = seen_s if is_better else known_s + FORGETS * (seen_s - known_s)
    is_own_report = command is charger_state.commands[-1] and command.since_s <= now_s - OWN_REPORT_S
    if is_later or is_repeat or is_own_report:
        # It follows, however long that took; later than anybody knew, it was no failure before either.
        charger_state.attempt, charger_state.retry_at_s = 0, 0.0


def _is_alone(command: GivenCommand, charger_state: ChargerState, known_s: float) -> bool:
    """Return whether no other command can be what shows."""
    others = (one for one in charger_state.commands if one is not command)
    return all(one.since_s < command.since_s - known_s for one in others)


def _superseded(charger_state: ChargerState, now_s: float) -> Iterator[GivenCommand]:
    """Yield the earlier commands that may still show."""
    window_s = max(RETURNS_FOR_S, charger_state.shows_s or 0.0) if charger_state.has_shown else LONGEST_ECHO_S
    return (command for command, newer in pairwise(charger_state.commands) if now_s - newer.since_s <= window_s)


def _command_shown(
    commands: Sequence[GivenCommand], shown: ShownSetting, step_a: float, earlier_s: float | None
) -> GivenCommand | None:
    """Return which command shows: commands do not overtake one another, so one after the one that showed before, if any of them may.

    Of several the nearest: boxes round, so that neighbours of what shows may be what was commanded, too.
    """
    may_show = [one for one in commands if _is_shown(one, shown, step_a)]
    later = [one for one in may_show if earlier_s is None or one.since_s > earlier_s]
    return min(later or may_show, key=lambda one: (_off_a(one, shown), -one.since_s), default=None)


def _off_a(command: GivenCommand, shown: ShownSetting) -> float:
    return abs(command.current_a - shown.current_a) if command.is_enabled and shown.current_a is not None else 0.0


def _shown(charger: ChargerInputs) -> ShownSetting | None:
    offered = charger.offered_current_a
    if charger.is_enabled is None and not isinstance(offered, Reading):
        return None
    return ShownSetting(charger.is_enabled, offered.value if isinstance(offered, Reading) else None)


def _is_shown(command: GivenCommand, shown: ShownSetting, step_a: float) -> bool:
    """Return whether what is shown may be that command; a later one that it may be as well is the likelier one."""
    if shown.is_enabled is not None and shown.is_enabled != command.is_enabled:
        return False
    # What is set during a pause means nothing.
    is_comparable = command.is_enabled and shown.current_a is not None
    return not is_comparable or abs(command.current_a - (shown.current_a or 0.0)) <= max(step_a, WHOLE_A)
