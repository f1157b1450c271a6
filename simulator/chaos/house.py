"""The physics: one phase behind a fuse, a roof, a household with a kettle, a charger that does what it is set to."""

import math
from datetime import UTC, datetime, timedelta
from random import Random

TICK_S = 10
VOLTS = 230.0
FUSE_A = 25.0
# What is above the fuse for less is what no control can see before it is there: two reports, and the charger's own time.
REACTION_S = 25


class House:
    """The truth: powers in W, energies in Wh, what the charger is set to."""

    def __init__(self, start: datetime, rng: Random) -> None:
        self.now = start
        self._rng = rng
        self._cloud = 1.0
        self._kettle_s = 0
        # No home is still to the watt: a meter that repeats one value for long is taken for a stuck one, and rightly so.
        self._small_w = 0.0
        self._over_s = 0
        self.set_a, self.is_on = 6.0, False
        self.energy_wh = 0.0
        self.stays = 0
        # What motors and lamps without correction bring: more current for the same power.
        self.power_factor = 1.0
        self.is_plugged = False

    @property
    def now_s(self) -> float:
        """UTC seconds."""
        return self.now.timestamp()

    @property
    def sun_w(self) -> float:
        """What the roof gives: a long summer day in UTC, and clouds."""
        hour = self.now.hour + self.now.minute / 60.0
        return max(0.0, 7000.0 * math.sin(math.pi * (hour - 3.0) / 16.0)) * self._cloud if 3.0 < hour < 19.0 else 0.0

    @property
    def house_w(self) -> float:
        """What the household takes."""
        return 400.0 + self._small_w + (2500.0 if self._kettle_s > 0 else 0.0)

    @property
    def car_w(self) -> float:
        """What the car takes."""
        return self.set_a * VOLTS if self.is_on and self.is_plugged else 0.0

    @property
    def grid_w(self) -> float:
        """What is bought, or fed in below 0."""
        return self.house_w + self.car_w - self.sun_w

    @property
    def phase_a(self) -> float:
        """What flows through the fuse."""
        return abs(self.grid_w) / VOLTS / self.power_factor

    def pass_time(self) -> float:
        """Go on by a tick; return the seconds of it in which the fuse carried too much for longer than anybody can react."""
        self.energy_wh += self.car_w * TICK_S / 3600.0
        self.now += timedelta(seconds=TICK_S)
        if self._rng.random() < TICK_S / 300.0:
            self._cloud = self._rng.choice((1.0, 1.0, 0.6, 0.3))
        self._small_w = self._rng.uniform(-15.0, 15.0)
        self._kettle_s = max(self._kettle_s - TICK_S, 0)
        if self._rng.random() < TICK_S / 3600.0:
            self._kettle_s = 240
        is_plugged = 5 <= self.now.astimezone(UTC).hour < 21
        self.stays += is_plugged and not self.is_plugged
        self.is_plugged = is_plugged
        # What the roof feeds in is not for chargers to limit.
        is_over = self.phase_a > FUSE_A and self.grid_w > 0.0
        self._over_s = self._over_s + TICK_S if is_over else 0
        return float(TICK_S) if self._over_s > REACTION_S else 0.0
