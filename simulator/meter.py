"""What a sensor says of a power: now and then, late, noisy, and sometimes wrong."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

NAN = float("nan")
# Every sensor has reported once by now.
FIRST_S = 10.0


class Fault(StrEnum):
    """What can be wrong with a sensor."""

    NONE = "none"
    FROZEN = "frozen"  # no report any more: the last one grows old
    STUCK = "stuck"  # goes on reporting, always the same value
    UNAVAILABLE = "unavailable"  # reports that it knows nothing
    NAN = "nan"  # reports something that is not a number
    OFFSET = "offset"  # off by `offset_w`
    FLIPPED = "flipped"  # wrong sign


@dataclass(frozen=True, slots=True)
class Report:
    """What the sensor said and when it arrived. None: unavailable; the value may be nan."""

    value: float | None
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class SensorSpec:
    """A sensor's fixed properties. Noise is Gaussian; the value is rounded to `resolution`."""

    period_s: float = 1.0
    latency_s: float = 0.5
    noise: float = 5.0
    resolution: float = 1.0


class Sensor:
    """Samples a true value every period and reports it a latency later. `fault` may be set at any time."""

    def __init__(self, rng: Random, spec: SensorSpec | None = None) -> None:
        self.spec = spec or SensorSpec()
        self.fault = Fault.NONE
        self.offset = 1000.0
        self.report: Report | None = None
        self._rng = rng
        # Sensors of a home do not tick together; the slow ones too say something soon.
        self._due_s = rng.uniform(0.0, min(FIRST_S, self.spec.period_s))
        self._clock_s = 0.0
        self._under_way: deque[tuple[float, float | None]] = deque()

    def step(self, dt_s: float, truth: float, now: datetime) -> None:
        """Go on by `dt_s` seconds to `now`."""
        self._clock_s += dt_s
        if self._clock_s >= self._due_s:
            # A sensor that is stepped more coarsely than its period reports once a step.
            self._due_s = max(self._due_s + self.spec.period_s, self._clock_s)
            if self.fault is not Fault.FROZEN:
                self._under_way.append((self._clock_s + self.spec.latency_s, self._sample(truth)))
        while self._under_way and self._under_way[0][0] <= self._clock_s:
            arrived_s, value = self._under_way.popleft()
            self.report = Report(value, now - timedelta(seconds=self._clock_s - arrived_s))

    def _sample(self, truth: float) -> float | None:
        match self.fault:
            case Fault.UNAVAILABLE:
                return None
            case Fault.NAN:
                return NAN
            case Fault.STUCK if self.report is not None:
                return self.report.value
        value = truth + self.spec.noise * self._rng.gauss(0.0, 1.0)
        if self.fault is Fault.OFFSET:
            value += self.offset
        elif self.fault is Fault.FLIPPED:
            value = -value
        return round(value / self.spec.resolution) * self.spec.resolution
