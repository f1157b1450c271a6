"""A fault that comes back with every step, logged once: when it begins, when it changes, when it is over."""

from collections.abc import Callable

from ..const import LOGGER


class FaultLog:
    """Follows one piece of work that may fail. `work` is its name, as a sentence's subject."""

    def __init__(self, work: str, consequence: str) -> None:
        """`consequence`: what happens meanwhile, as the rest of the sentence "… failed"."""
        self._work = work
        self._consequence = consequence
        self._last: str | None = None

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
        now = f"{type(error).__name__}: {error}"
        if now != self._last:
            LOGGER.error("%s failed%s", self._work, self._consequence, exc_info=error)
        self._last = now

    def worked(self) -> None:
        """Take note that it worked."""
        if self._last is not None:
            LOGGER.info("%s succeeds again", self._work)
        self._last = None
