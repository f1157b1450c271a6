"""Whether a charge that is reported complete means a full car: many chargers report the same of one that they paused.

It does if the car stopped while it was offered current, or takes none though it is offered some. So after a restart, when nobody
remembers, and after a person's choice, it is tried once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from .last_command import LastCommand

# Cars and boxes take up to a minute to begin; the engine wakes a car by a pause half a minute later.
BEGINS_WITHIN = timedelta(seconds=75)


class FullCar:
    """Judges what one charger reports. `shows_pause`: whether the charger itself shows that it is paused; None: it shows neither."""

    def __init__(self, last_command: LastCommand, shows_pause: Callable[[], bool | None]) -> None:
        self._last_command = last_command
        self._shows_pause = shows_pause
        self._is_full: bool | None = None
        # Before it was complete; None: it has not been seen otherwise.
        self._was_offered: bool | None = None
        self._offered_since: datetime | None = None

    def note_other(self) -> None:
        """Note a look at which the charge is not complete."""
        self._is_full = self._offered_since = None
        self._was_offered = self._is_offered()

    def is_full(self, now: datetime) -> bool:
        """Whether a charge that is reported complete means a full car."""
        if self._is_full is None:
            # What is on its way to the charger may have stopped it.
            has_ended = self._was_offered is not None and self._was_offered and not self._last_command.is_pause_sent
            self._is_full = has_ended or (self._was_offered is None and self._shows_offer())
        if not self._last_command.is_enabled:
            self._offered_since = None
        elif self._offered_since is None:
            self._offered_since = now
        elif now - self._offered_since >= BEGINS_WITHIN:
            self._is_full = True
        return self._is_full

    def forget_timestamps(self) -> None:
        """Restart the wait: the clock was set."""
        self._offered_since = None

    def forget(self) -> None:
        """Try again: a person has asked for it."""
        self._is_full, self._offered_since = False, None

    def _is_offered(self) -> bool:
        if self._last_command.is_enabled is not None:
            return self._last_command.is_enabled
        return not self._shows_pause()

    def _shows_offer(self) -> bool:
        return self._last_command.is_enabled is None and self._shows_pause() is False
