"""The simulated home in Home Assistant's time: its sun is the real one at its place, unless time is made to pass faster."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from simulator.clouds import CloudKind, Clouds
from simulator.default_home import default_home
from simulator.demo.place import Place
from simulator.evse import EvseSpec
from simulator.home import Home
from simulator.meter import Report
from simulator.weather import CloudySun, Roof, WeatherTrace, cloudless_trace

DOMAIN = "simulated_home"
# Small enough that a single-phase station's 6 to 16 A span what the sun gives between cloud and gap.
CAPACITY_W = 5500.0
STATION = EvseSpec(phases=(1,))
TICK = timedelta(seconds=1)
DAY_S = 86_400.0
# What the car has driven, every midnight of the simulated sun.
DAILY_DRIVE_WH = 22_000.0

type SimulationConfigEntry = ConfigEntry[Simulation]


def build(roof: Roof, cloudless: WeatherTrace, seed: int, sky: CloudKind) -> Home:
    """Return the demo's home."""
    return default_home(cloudless, seed=seed, sky=sky, roof=roof, evse=STATION, has_battery=True)


@dataclass
class Simulation:
    """The home, its place and its clock. `speed`: simulated seconds per second.

    Building one imports pvlib: not for the event loop.
    """

    speed: int
    seed: int
    latitude: float
    longitude: float
    # What the energy meters showed when the simulation began, kWh by sensor.
    past_kwh: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the home. The same cloudless day comes again and again."""
        place = Place(self.latitude, self.longitude)
        start = place.local(datetime.now(UTC))
        self.midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        self.clock_s = (start - self.midnight).total_seconds()
        self.roof = Roof(self.latitude, self.longitude, capacity_w=CAPACITY_W, azimuth_deg=place.azimuth_deg)
        self.cloudless = cloudless_trace(self.roof, self.midnight)
        self.home = build(self.roof, self.cloudless, self.seed, CloudKind.BROKEN)
        self.car = self.home.evse.car
        self._listeners: list[Callable[[], None]] = []
        self._last = time.monotonic()

    @property
    def now(self) -> datetime:
        """The sun's time."""
        return self.midnight + timedelta(seconds=self.clock_s)

    @property
    def clouds(self) -> Clouds:
        """The weather."""
        assert isinstance(self.home.sun, CloudySun)  # noqa: S101 - `build` makes no other
        return self.home.sun.clouds

    def report_of(self, name: str) -> Report | None:
        """Return what a sensor of the home said last."""
        return self.home.report_of(name)

    def energy_kwh(self, name: str) -> float:
        """Return a counter. It counts power over real time: what integrates the power sensors arrives at the same."""
        return float(getattr(self.home.energies, name)) / 1000.0 / self.speed

    def listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call `listener` after every tick until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def run(self, hass: HomeAssistant) -> CALLBACK_TYPE:
        """Let time pass until the returned function is called."""
        self._last = time.monotonic()
        return async_track_time_interval(hass, self._tick, TICK)

    @callback
    def _tick(self, _now: datetime) -> None:
        passed = round(time.monotonic() - self._last)
        self._last += passed
        for _ in range(passed * self.speed):
            self.clock_s += 1.0
            if self.clock_s >= DAY_S:
                self.clock_s -= DAY_S
                if self.car is not None:
                    self.car.drive(DAILY_DRIVE_WH)
            self.home.step(1.0, self.now)
        for listener in self._listeners:
            listener()
