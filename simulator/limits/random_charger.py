"""One random charger: its phases and rotation, its car, how late it follows, and what it shows of it."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from custom_components.solar_charging.engine.decision import Command
from custom_components.solar_charging.engine.inputs import ChargerInputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode

from .late_reading import LateReading

PHASES = 3
ANY_A = 99.0
# Where a car limits itself.
CAR_LIMIT_A = 10.0


@dataclass
class RandomCharger:
    """A charger with a car, and how it hangs on the grid: its conductors' phases in order."""

    limits: ChargerLimits
    rotation: tuple[int, ...]
    car_phases: int
    delay_s: int
    is_measured: bool
    is_read_back: bool
    sensor_factor: float
    priority: int
    sensor: LateReading
    mode: SolarMode = SolarMode.SOLAR_ONLY
    car: CarState = CarState.CHARGING
    takes_at_most_a: float = ANY_A
    is_enabled: bool = False
    current_a: float = 6.0
    phases: int = 1
    under_way: list[tuple[int, Command]] = field(default_factory=list)
    last: tuple[bool, float, int, int] | None = None

    @property
    def loaded(self) -> tuple[int, ...]:
        """The phases it loads now."""
        return self.rotation[: min(self.phases, self.car_phases)]

    @property
    def taken_a(self) -> float:
        """What it takes on each of them, in A."""
        is_taking = self.is_enabled and self.car is not CarState.DISCONNECTED
        return min(self.current_a, self.takes_at_most_a) if is_taking else 0.0

    @property
    def power_w(self) -> float:
        """All of it in W."""
        return self.taken_a * len(self.loaded) * self.limits.voltage_v

    def command(self, command: Command, second: int) -> None:
        """Take a command, to be followed after the delay."""
        wanted = command.is_enabled, command.current_a, command.phases, command.attempt
        if wanted != self.last:
            self.last = wanted
            self.under_way.append((second + self.delay_s, command))

    def follow(self, second: int) -> None:
        """Do what was commanded long enough ago."""
        while self.under_way and self.under_way[0][0] <= second:
            command = self.under_way.pop(0)[1]
            self.is_enabled, self.phases = command.is_enabled, command.phases
            if command.is_enabled:
                self.current_a = command.current_a

    def happen(self, draw: Random) -> None:
        """Now and then somebody chooses a mode, the car takes less or more, or it comes and goes."""
        if draw.random() < 1.0 / 120.0:
            self.mode = draw.choice(list(SolarMode))
        # Excluded, as nobody could know: a car without a sensor that pauses by itself, while the house takes what it leaves, and
        # goes on later.
        if draw.random() < 1.0 / 400.0 and self.is_measured:
            takes_a = draw.choice([ANY_A, ANY_A, CAR_LIMIT_A, 0.0])
            # Excluded, too: a car that takes a third of the offer, behind a meter that reads three times too much, and more later. The meter
            # shows what a car on the whole offer would, and the phase a sun that may be there: only the car's going on tells them apart.
            self.takes_at_most_a = ANY_A if takes_a == CAR_LIMIT_A and self.sensor_factor >= PHASES else takes_a
        if draw.random() < 1.0 / 600.0:
            self.car = draw.choice([CarState.CHARGING, CarState.CHARGING, CarState.DISCONNECTED])

    def inputs(self, name: str, second: int, now: datetime) -> ChargerInputs:
        """Return it as it is seen from outside."""
        shown_w = self.sensor.read((self.power_w * self.sensor_factor,), second, now)[0]
        is_read_back = self.is_read_back
        return ChargerInputs(
            name,
            self.mode,
            self.limits,
            self.priority,
            self.car,
            power_w=shown_w if self.is_measured else None,
            is_enabled=self.is_enabled if is_read_back else None,
            active_phases=self.phases if is_read_back else None,
            offered_current_a=Reading(self.current_a, now) if is_read_back else None,
        )


def random_charger(draw: Random, voltage_v: float) -> RandomCharger:
    """Draw a charger: with one, three or either number of phases, and a car with one, two or three."""
    phases = draw.choice([(1,), (1,), (3,), (1, 3)])
    first = draw.randrange(PHASES)
    turn = draw.choice([1, 1, 1, 1, 2])
    limits = ChargerLimits(
        draw.choice([6.0, 6.0, 8.0]),
        draw.choice([16.0, 20.0, 32.0]),
        draw.choice([1.0, 1.0, 0.1, 2.0]),
        phases,
        voltage_v=voltage_v,
        first_phase=draw.choice([None, None, first]),
    )
    return RandomCharger(
        limits,
        tuple((first + index * turn) % PHASES for index in range(PHASES)),
        car_phases=draw.choice([1, 2, 3, 3]),
        delay_s=draw.randint(0, 8),
        is_measured=draw.random() < 0.75,
        is_read_back=draw.random() < 0.75,
        sensor_factor=draw.choice([1.0, 1.0, 1.0, 3.0, 1.1]),
        priority=draw.choice([0, 0, 0, 1]),
        sensor=LateReading(draw.choice([1, 1, 2, 5, 10]), draw.choice([0, 0, 1, 2, 3])),
        phases=max(phases),
    )
