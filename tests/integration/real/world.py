"""Sun, load, a meter and a box, second by second, around Home Assistant; and what became of it."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from ..evses import Evse
from ..home import GRID, PV, StateHome
from ..sunshine import issues, settle, shown

LOAD_W = 400.0
# What a car's charger manages in a second, up and down.
RISE_W, FALL_W = 1500.0, 4000.0
# A P1 meter as most are read.
METER_S = 5


class RealBox(Evse):
    """A box whose commands are in force 2 to 10 s after they were accepted, with a car on three phases that may pause."""

    phases_used = 3
    voltage_v = 230.0
    # What the car itself takes at most, on each phase.
    car_a = 32.0
    # What is answered where the form asks more than it found.
    answers: Mapping[str, str] = {}
    # How long its integration asks nothing after a connection was lost.
    blind_s = 0

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = Random(seed)
        self.is_plugged_in = True
        self.car_pauses = self.is_full = False
        self.drawn_w = 0.0
        self.counted_wh = 5000.0
        self.down_s = 0

    def take(self, name: str, value: Any = None) -> None:
        # In the order in which they came.
        self.takes_s = max([self.random.randint(2, 10), *(left_s for left_s, *_ in self._waiting)])
        super().take(name, value)

    @property
    def power_w(self) -> float:
        """What the car would draw by now; `drawn_w` follows it."""
        is_taking = self.is_plugged_in and self.is_on and self.current_a >= 6 and not (self.car_pauses or self.is_full)
        return min(self.current_a, self.car_a) * self.voltage_v * self.phases_used if is_taking else 0.0

    async def second(self) -> None:
        """Let a second pass, and tell who asks or listens."""
        self.pass_time(1)
        self.drawn_w += max(-FALL_W, min(RISE_W, self.power_w - self.drawn_w))
        self.counted_wh += self.drawn_w / 3600
        self.down_s = max(0, self.down_s - 1)

    async def lose_connection(self, seconds: int) -> None:
        """Be out of reach for a while; the box goes on as it was told last."""
        self.down_s = seconds

    async def reboot(self, seconds: int = 30) -> None:
        """Lose power for a moment."""
        raise NotImplementedError

    async def close(self) -> None:
        """Stop talking."""


class World:
    """Lets time pass; counts what was bought, what was sent and which reasons were shown."""

    def __init__(self, home: StateHome, box: RealBox, freezer: FrozenDateTimeFactory) -> None:
        self.home, self.box, self.freezer = home, box, freezer
        self.sun_w = 6000.0
        self.is_up = True
        self.bought_wh = 0.0
        # The last one is what is shown.
        self.reasons: list[str] = []
        self.log: list[str] = []
        self._second = self._calls = 0

    @property
    def hass(self) -> HomeAssistant:
        return self.home.hass

    @property
    def surplus_w(self) -> float:
        return self.sun_w - LOAD_W

    async def run(self, seconds: int) -> None:
        for _ in range(seconds):
            self._second += 1
            self.freezer.tick(timedelta(seconds=1))
            await self.box.second()
            grid_w = LOAD_W + self.box.drawn_w - self.sun_w
            self.bought_wh += max(grid_w, 0.0) / 3600
            if self._second % METER_S == 0:
                # A meter's last digits always move.
                self.home.power(PV, self.sun_w + self._second % 3)
                self.home.power(GRID, round(grid_w) + self._second % 2)
            async_fire_time_changed(self.hass)
            await settle(self.hass)
            self._note()

    def _note(self) -> None:
        reason = shown(self.hass, self.home, "status") if self.is_up else "down"
        sent, self._calls = self.box.calls[self._calls :], len(self.box.calls)
        if not sent and self.reasons and self.reasons[-1] == reason:
            return
        self.reasons.append(reason)
        words = " ".join(f"{name} {value}" for name, value in sent)
        self.log.append(f"{self._second:5d} s  {self.box.drawn_w:6.0f} W of {self.surplus_w:5.0f} W  {reason}  {words}")

    def follows(self) -> bool:
        """Whether the car takes the sun, to a step of a whole ampere and a bit."""
        step_w = self.box.voltage_v * self.box.phases_used
        return -30 <= self.surplus_w - self.box.drawn_w <= step_w + 100

    async def until_it_follows(self, within_s: int) -> int | None:
        """Return after how many seconds the car follows; None: not within that time."""
        for second in range(within_s):
            if self.follows():
                return second
            await self.run(1)
        return None

    def issues(self) -> list[str]:
        return issues(self.hass)
