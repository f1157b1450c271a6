"""A charger that follows its command and is then changed, again and again: it restarts itself, or another system controls it.

It is put right at once the first times, then ever more rarely; the person who fights for ever wears contactors out and helps nobody.
"""

from collections import deque
from datetime import datetime, timedelta

# The first few are corrected at once: a charger that reboots, a person at its buttons. After that, haste helps no one.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (0, 0, 0, 60, 120, 300))
# So many within an hour are no coincidence, and are reported.
REPORTED_AFTER = 5
# Contradictions further apart than this have nothing to do with each other.
FORGOTTEN_AFTER = timedelta(hours=1)
# What shows sooner after a command may be an echo of the one before.
ECHOES_FOR = timedelta(seconds=60)


class Contradictions:
    """Those of one charger within the last hour."""

    def __init__(self) -> None:
        self._at: deque[datetime] = deque(maxlen=64)
        self._is_waiting = False

    @property
    def is_waiting(self) -> bool:
        """Whether the charger differs from its command, and the command is not resent yet."""
        return self._is_waiting

    def may_put_right(self, now: datetime) -> bool:
        """Note that the charger differs from its command after it had followed. Returns whether to resend the command now."""
        if not self._is_waiting:
            self._forget_old(now)
            self._at.append(now)
            self._is_waiting = True
        wait = WAITS[min(len(self._at), len(WAITS)) - 1]
        return now >= self._at[-1] + wait

    def end(self) -> None:
        """Note that the command was resent, or is followed."""
        self._is_waiting = False

    def is_fought(self, now: datetime) -> bool:
        """Whether something else sets this charger."""
        self._forget_old(now)
        return len(self._at) >= REPORTED_AFTER

    def forget(self) -> None:
        """Start over: a person has changed the settings."""
        self._at.clear()
        self._is_waiting = False

    def _forget_old(self, now: datetime) -> None:
        while self._at and not timedelta(0) <= now - self._at[0] < FORGOTTEN_AFTER:
            self._at.popleft()
