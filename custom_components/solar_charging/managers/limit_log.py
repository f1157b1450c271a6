"""The record of periods in which grid import was limited from outside, in a file of its own; the oldest are dropped first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..engine.json_state import dump, load
from ..engine.limits.outside_state import LimitPeriod
from .step_result import StepResult

# Two a day for more than two years, for which German operators of such devices have to keep records.
MOST_PERIODS = 2000


@dataclass(frozen=True, slots=True)
class _Stored:
    """A row of the file; None: one that cannot be read."""

    period: LimitPeriod | None = None


class LimitLog:
    """The periods that are over, oldest first, and the one that goes on. `on_ended`: called after one was added."""

    def __init__(self, kept: Mapping[str, Any], on_ended: Callable[[], None]) -> None:
        periods = kept.get("periods")
        rows = periods if isinstance(periods, list) else []
        found = [load(_Stored, {"period": row}).period for row in rows]
        self._ended = [period for period in found if period is not None and period.ended_s is not None][-MOST_PERIODS:]
        self._open: LimitPeriod | None = None
        self._on_ended = on_ended

    def observe(self, result: StepResult) -> None:
        """Take in what a step has found."""
        self._open = result.state.outside.period if result.inputs.outside is not None else None
        if ended := result.decision.site.ended_periods:
            self._ended = [*self._ended, *ended][-MOST_PERIODS:]
            self._on_ended()

    def periods(self, start: datetime | None = None, end: datetime | None = None) -> Sequence[LimitPeriod]:
        """Return the periods that began from `start` until before `end`, the one that goes on last."""
        every = [*self._ended, *([self._open] if self._open else [])]
        first, last = (at.timestamp() if at else None for at in (start, end))
        return [
            one for one in every if (first is None or one.started_s >= first) and (last is None or one.started_s < last)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the periods that are over, JSON-safe."""
        return {"periods": [dump(period) for period in self._ended]}
