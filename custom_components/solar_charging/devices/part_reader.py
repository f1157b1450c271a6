"""Reads a home part by part: whatever is wrong with one, the others are read all the same."""

from collections.abc import Callable

from ..const import LOGGER
from .call import failure_text


class PartReader:
    """Remembers what keeps parts from being read; each is logged once, with its traceback."""

    def __init__(self) -> None:
        self.failures: dict[str, str] = {}

    def read[T](self, part: str, call: Callable[[], T], otherwise: Callable[[], T]) -> T:
        """Return what `call` returns, or what `otherwise` does should it raise. `part`: what is read, by its name or id."""
        try:
            found = call()
        except Exception as error:  # noqa: BLE001  whatever another integration's states hold, the rest must be read
            if part not in self.failures:
                LOGGER.exception("%s cannot be read", part)
            self.failures[part] = failure_text(error)
            return otherwise()
        self.failures.pop(part, None)
        return found
