"""A fault that comes back with every step, logged once: when it begins, when it changes, when it is over."""

import math
import re
from collections.abc import Callable
from time import monotonic

from ..const import LOGGER

# A fault that comes and goes with the steps would fill the log: each kind of it is logged once in this time.
QUIET_S = 3600.0
# Times, counts and addresses: another one at each step, and the same fault.
_NUMBER = re.compile(r"0x[0-9a-f]+|\d+")


class FaultLog:
    """Follows one piece of work that may fail. `work` is its name, as a sentence's subject."""

    def __init__(self, work: str, consequence: str) -> None:
        """`consequence`: what happens meanwhile, as the rest of the sentence "… failed"."""
        self._work = work
        self._consequence = consequence
        self._last: str | None = None
        # The kinds logged since it last worked; when each was logged last.
        self._logged: set[str] = set()
        self._logged_s: dict[str, float] = {}

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
        kind, now_s = _NUMBER.sub("", self._last), monotonic()
        if kind not in self._logged and now_s - self._logged_s.get(kind, -math.inf) >= QUIET_S:
            LOGGER.error("%s failed%s", self._work, self._consequence, exc_info=error)
            self._logged.add(kind)
            self._logged_s[kind] = now_s

    def worked(self) -> None:
        """Take note that it worked."""
        if self._logged:
            LOGGER.info("%s succeeds again", self._work)
        self._last = None
        self._logged.clear()
