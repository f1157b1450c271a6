"""What a household draws besides the car: stochastic, second by second, seeded.

Standby that wanders a little, a fridge that cycles, and appliances that are started by people: each has a mean number of uses a
day, the hours at which it is liked, and a programme of phases drawn anew every time (a kettle boils for two minutes, an oven's and
a hob's thermostats switch, a dishwasher heats twice). Starts are a Poisson process, looked at once a minute. Hours are the sun's
(mean solar time), so no time zone is needed. About 8 kWh a day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

type Phase = tuple[float, float]  # seconds, W

STANDBY_W = 180.0
STANDBY_SIGMA_W = 4.0
FRIDGE_W = 85.0
FRIDGE_ON_S = (700.0, 1100.0)
FRIDGE_OFF_S = (1500.0, 2600.0)
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Appliance:
    """A thing that people start. `hours` are pairs of (first, last) solar hours within which its uses fall evenly."""

    uses_per_day: float
    hours: tuple[tuple[float, float], ...]
    programme: Callable[[Random], Iterator[Phase]]

    def chance(self, hour: float) -> float:
        """Return the probability that it is started within the minute at this hour of the day (0 to 24)."""
        if not any(first <= hour < last for first, last in self.hours):
            return 0.0
        return self.uses_per_day / (60.0 * sum(last - first for first, last in self.hours))


def _kettle(rng: Random) -> Iterator[Phase]:
    yield rng.uniform(90, 200), 2200.0


@dataclass(frozen=True, slots=True)
class _Thermostat:
    """Heats up, then keeps warm by pulses."""

    power_w: float
    warm_up_s: float
    on_s: float
    off_s: float


def _kept_warm(rng: Random, thermostat: _Thermostat, length_s: float) -> Iterator[Phase]:
    yield thermostat.warm_up_s * rng.uniform(0.8, 1.2), thermostat.power_w
    while length_s > 0:
        pause_s = thermostat.off_s * rng.uniform(0.7, 1.3)
        pulse_s = thermostat.on_s * rng.uniform(0.7, 1.3)
        yield pause_s, 0.0
        yield pulse_s, thermostat.power_w
        length_s -= pause_s + pulse_s


def _oven(rng: Random) -> Iterator[Phase]:
    yield from _kept_warm(rng, _Thermostat(2600.0, 480, 50, 110), rng.uniform(1200, 2700))


def _hob(rng: Random) -> Iterator[Phase]:
    ring = _Thermostat(rng.choice([1200.0, 1800.0, 2200.0]), 240, 7, 14)
    yield from _kept_warm(rng, ring, rng.uniform(600, 1500))


def _dishwasher(rng: Random) -> Iterator[Phase]:
    for heating_s, rinsing_s in ((900, 2400), (780, 1200)):
        yield heating_s * rng.uniform(0.8, 1.2), 2000.0
        yield rinsing_s * rng.uniform(0.8, 1.2), 60.0


def _washing(rng: Random) -> Iterator[Phase]:
    yield 240.0, 90.0
    yield rng.uniform(600, 1100), 2050.0
    yield rng.uniform(1800, 3000), 180.0
    yield 600.0, 420.0


def _evening(rng: Random) -> Iterator[Phase]:
    yield rng.uniform(2, 4.5) * 3600, rng.uniform(120, 300)


APPLIANCES = {
    "kettle": Appliance(4.0, ((5.5, 9.0), (12.0, 18.0)), _kettle),
    "hob": Appliance(1.6, ((11.0, 13.0), (16.5, 19.0)), _hob),
    "oven": Appliance(0.5, ((10.5, 12.5), (16.5, 18.5)), _oven),
    "dishwasher": Appliance(0.7, ((12.5, 14.0), (18.5, 21.0)), _dishwasher),
    "washing machine": Appliance(0.5, ((8.0, 15.0),), _washing),
    "evening": Appliance(1.8, ((17.0, 20.0),), _evening),
}


class Household:
    """A house's load without car and battery."""

    def __init__(self, rng: Random, scale: float = 1.0) -> None:
        """`scale` multiplies the load except `extra_w`."""
        self.scale = scale
        # What somebody has switched on by hand, in W.
        self.extra_w = 0.0
        self._rng = rng
        self._minute_s = rng.uniform(0.0, MINUTE_S)
        self._fridge_on = False
        self._fridge_left_s = rng.uniform(0.0, FRIDGE_OFF_S[0])
        self._standby_w = STANDBY_W
        # Of every running programme: the phases to come, seconds left in the present one, its power.
        self._running: list[tuple[Iterator[Phase], float, float]] = []

    def start(self, name: str) -> None:
        """Start an appliance of `APPLIANCES` now. Raises KeyError for one that is not there."""
        self._begin(APPLIANCES[name].programme(self._rng))

    def step(self, dt_s: float, hour: float) -> float:
        """Go on by `dt_s` seconds and return the load in W; `hour` is mean solar time, 0 to 24."""
        self._minute_s += dt_s
        while self._minute_s >= MINUTE_S:
            self._minute_s -= MINUTE_S
            self._live_a_minute(hour)
        self._fridge_left_s -= dt_s
        if self._fridge_left_s <= 0.0:
            self._fridge_on = not self._fridge_on
            self._fridge_left_s = self._rng.uniform(*(FRIDGE_ON_S if self._fridge_on else FRIDGE_OFF_S))
        power_w = self._standby_w + (FRIDGE_W if self._fridge_on else 0.0)
        if self._running:
            power_w += self._run(dt_s)
        return power_w * self.scale + self.extra_w

    def _live_a_minute(self, hour: float) -> None:
        rng = self._rng
        # Reverts to the mean within about a quarter of an hour.
        self._standby_w += 0.07 * (STANDBY_W - self._standby_w) + STANDBY_SIGMA_W * rng.gauss(0.0, 1.0)
        self._standby_w = max(0.5 * STANDBY_W, self._standby_w)
        for appliance in APPLIANCES.values():
            if rng.random() < appliance.chance(hour):
                self._begin(appliance.programme(rng))

    def _begin(self, phases: Iterator[Phase]) -> None:
        left_s, power_w = next(phases)
        self._running.append((phases, left_s, power_w))

    def _run(self, dt_s: float) -> float:
        """Advance what runs and return its power in W; a phase lasts whole steps."""
        total_w = 0.0
        still: list[tuple[Iterator[Phase], float, float]] = []
        for phases, left_s, power_w in self._running:
            total_w += power_w
            if left_s > dt_s:
                still.append((phases, left_s - dt_s, power_w))
            elif (following := next(phases, None)) is not None:
                still.append((phases, *following))
        self._running = still
        return total_w
