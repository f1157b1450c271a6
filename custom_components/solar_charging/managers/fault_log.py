"""A fault that comes back with every step, logged once: when it begins, when it changes, when it is over."""

import math
from collections.abc import Callable
from time import monotonic

from ..const import LOGGER

# A fault that comes and goes with the steps would fill the log: each kind of it is told once in this time.
QUIET_S = 3600.0

# What was raised, and where: its text may hold a number that is another one at each step.
type _Kind = tuple[type[Exception], str, int]


class FaultLog:
    """Follows one piece of work that may fail. `work` is its name, as a sentence's subject."""

    def __init__(self, work: str, consequence: str) -> None:
        """`consequence`: what happens meanwhile, as the rest of the sentence "… failed"."""
        self._work = work
        self._consequence = consequence
        self._last: str | None = None
        # The kinds told since it last worked; when each was told last.
        self._told: set[_Kind] = set()
        self._told_s: dict[_Kind, float] = {}

    @property
    def failure(self) -> str | None:
        """What it failed with the last time; None: it worked."""
        return self._last

    def attempt[T](self, call: Callable[[], T], otherwise: Callable[[], T]) -> T:
        """Return what `call` returns, or what `otherwise` does should it raise: one part that breaks must not stop the others."""
        try:
            result = call()
        except Exception as error:  # noqa: BLE001  whatever it is, chargers must go on being controlled
            self.failed(error)
            return otherwise()
        self.worked()
        return result

    def failed(self, error: Exception) -> None:
        """Take note of a failure: the first of its kind is logged with its traceback."""
        self._last = f"{type(error).__name__}: {error}"
        kind, now_s = _kind(error), monotonic()
        if kind not in self._told and now_s - self._told_s.get(kind, -math.inf) >= QUIET_S:
            LOGGER.error("%s failed%s", self._work, self._consequence, exc_info=error)
            self._told.add(kind)
            self._told_s[kind] = now_s

    def worked(self) -> None:
        """Take note that it worked."""
        if self._told:
            LOGGER.info("%s succeeds again", self._work)
        self._last = None
        self._told.clear()


def _kind(error: Exception) -> _Kind:
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    return type(error), place.tb_frame.f_code.co_filename if place else "", place.tb_lineno if place else 0
