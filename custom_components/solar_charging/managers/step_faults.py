"""The parts of a step, each on its own: one that fails stops no other, and is logged and shown once."""

from collections.abc import Callable

from .fault_log import FaultLog


class StepFaults:
    """A fault log for each part, by its name as a sentence's subject."""

    def __init__(self) -> None:
        self._logs: dict[str, FaultLog] = {}

    @property
    def failure(self) -> str | None:
        """The first part that failed the last time, and with what; None: all of them worked."""
        return next((f"{part}: {log.failure}" for part, log in self._logs.items() if log.failure), None)

    def attempt[T](self, part: str, call: Callable[[], T], otherwise: T) -> T:
        """Return what `call` returns, `otherwise` should it raise."""
        log = self._logs.setdefault(part, FaultLog(part, ", everything else continues without it"))
        return log.attempt(call, lambda: otherwise)

    def follow(self, part: str, call: Callable[[], None]) -> Callable[[], None]:
        """Return a callback that is called as a part of its own, and never raises. It is forgotten with what keeps it."""
        log = FaultLog(part, ", everything else continues without it")

        def guarded() -> None:
            log.attempt(call, lambda: None)

        return guarded
