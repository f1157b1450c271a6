"""A sensor that reports at its own pace, and late: what it shows was so a while ago."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from custom_components.solar_charging.engine.measure.reading import Reading


@dataclass
class LateReading:
    """Values every `period_s`, each of `delay_s` ago. A little noise, as sensors have it: no two reports are the same."""

    period_s: int
    delay_s: int = 0
    noise: float = 0.0
    _past: deque[tuple[float, ...]] = field(default_factory=deque)
    _shown: tuple[Reading, ...] = ()

    def read(self, values: tuple[float, ...], second: int, now: datetime) -> tuple[Reading, ...]:
        """Take in what is so now; return what is shown."""
        self._past.append(values)
        if len(self._past) > self.delay_s + 1:
            self._past.popleft()
        if not self._shown or second % self.period_s == 0:
            self._shown = tuple(
                Reading(round(value + self.noise * ((second * 7919 + index * 31) % 13), 3), now)
                for index, value in enumerate(self._past[0])
            )
        return self._shown
