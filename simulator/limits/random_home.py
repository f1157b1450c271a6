"""One random home: phases, rotations, voltages, cars, meters and modes drawn from a seed, second by second."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import (
    CarState,
    ChargerInputs,
    ChargerLimits,
    Command,
    Inputs,
    SiteLimits,
    SolarMode,
)
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step

START = datetime(2026, 6, 1, 10, tzinfo=UTC)
PHASES = 3
# A fuse blows for what is more than a meter's noise.
TOLERANCE_A = 0.25
# What a charger and its car need at most to do what was commanded, besides the delay of the network.
SETTLES_S = 25


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
    voltage_v: float
    mode: SolarMode = SolarMode.SOLAR_ONLY
    car: CarState = CarState.CHARGING
    takes_at_most_a: float = 99.0
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
        return self.taken_a * len(self.loaded) * self.voltage_v

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

    def inputs(self, name: str, now: datetime) -> ChargerInputs:
        """Return it as the engine sees it."""
        seen = ChargerInputs(name, self.mode, self.limits, self.priority, self.car)
        if self.is_measured:
            seen = replace(seen, power_w=Reading(self.power_w * self.sensor_factor, now))
        if self.is_read_back:
            seen = replace(seen, is_enabled=self.is_enabled, active_phases=self.phases)
            seen = replace(seen, offered_current_a=Reading(self.current_a, now))
        return seen


class RandomHome:
    """A home of one to `most_chargers` chargers, whose house load changes now and then, on any phase."""

    def __init__(self, seed: int, most_chargers: int = 10) -> None:
        self.random = draw = Random(seed)
        self.voltage_v = draw.choice([100.0, 120.0, 200.0, 220.0, 230.0, 240.0])
        self.fuse_a = draw.choice([16.0, 20.0, 25.0, 35.0, 40.0, 63.0])
        self.period_s = draw.choice([1, 1, 2, 5, 10, 30])
        self.has_phase_meter = draw.random() < 0.75
        self.chargers = [self._charger() for _ in range(draw.randint(1, most_chargers))]
        self.house_a = self._house()
        self.changed_s = 0
        self.second = 0
        self.state = EngineState()
        self.report: tuple[Reading, ...] = ()
        self.grid: Reading | None = None
        # The worst current above the fuse while the house stays as it is, and what all overshoot comes to, in A s.
        self.worst_over_a = 0.0
        self.overshoot_as = 0.0

    def _charger(self) -> RandomCharger:
        draw = self.random
        phases = draw.choice([(1,), (1,), (3,), (1, 3)])
        first = draw.randrange(PHASES)
        rotation = tuple((first + index * draw.choice([1, 1, 1])) % PHASES for index in range(PHASES))
        if draw.random() < 0.2:
            rotation = (rotation[0], rotation[2], rotation[1])
        limits = ChargerLimits(
            draw.choice([6.0, 6.0, 8.0]),
            draw.choice([16.0, 20.0, 32.0]),
            draw.choice([1.0, 1.0, 0.1, 2.0]),
            phases,
            voltage_v=self.voltage_v,
            first_phase=draw.choice([None, None, first]),
        )
        car_phases, factor = draw.choice([1, 2, 3, 3]), draw.choice([1.0, 1.0, 1.0, 3.0, 1.1])
        # By a total alone, a sensor that reads three times too much, or none, cannot be told from a car that takes three phases.
        is_clear = self.has_phase_meter or car_phases >= max(phases)
        return RandomCharger(
            limits,
            rotation,
            car_phases,
            draw.randint(0, 8),
            draw.random() < 0.75 or not is_clear,
            draw.random() < 0.75,
            factor if is_clear else 1.0,
            draw.choice([0, 0, 0, 1]),
            self.voltage_v,
            phases=max(phases),
        )

    def _house(self) -> list[float]:
        draw = self.random
        sun_a = draw.choice([0.0, 0.0, 6.0, 15.0]) if self.has_phase_meter else 0.0
        return [draw.uniform(0.0, 0.9 * self.fuse_a) * draw.choice([0.1, 0.3, 1.0]) - sun_a for _ in range(PHASES)]

    def run(self, seconds: int) -> None:
        """Let so much time pass."""
        for _ in range(seconds):
            self.second += 1
            self._happen()
            for charger in self.chargers:
                charger.follow(self.second)
            self._judge()
            now = START + timedelta(seconds=self.second)
            self._measure(now)
            chargers = tuple(charger.inputs(str(index), now) for index, charger in enumerate(self.chargers))
            inputs = Inputs(
                grid_w=self.grid,
                phase_currents_a=self.report,
                site=SiteLimits(main_fuse_a=self.fuse_a, voltage_v=self.voltage_v),
                chargers=chargers,
            )
            self.state, decision = step(self.state, inputs, now)
            for charger, command in zip(self.chargers, decision.commands, strict=True):
                charger.command(command, self.second)

    def carried_a(self) -> list[float]:
        """Return what each phase carries."""
        carried = list(self.house_a)
        for charger in self.chargers:
            for phase in charger.loaded:
                carried[phase] += charger.taken_a
        return carried

    def _happen(self) -> None:
        draw = self.random
        if draw.random() < 1.0 / 150.0:
            self.house_a, self.changed_s = self._house(), self.second
        for charger in self.chargers:
            if draw.random() < 1.0 / 120.0:
                charger.mode = draw.choice(list(SolarMode))
            # Without a sensor nobody knows of a car that takes less than it is offered what the house takes in its place.
            if draw.random() < 1.0 / 400.0 and charger.is_measured:
                charger.takes_at_most_a = draw.choice([99.0, 99.0, 10.0, 0.0])
            if draw.random() < 1.0 / 600.0:
                charger.car = draw.choice([CarState.CHARGING, CarState.CHARGING, CarState.DISCONNECTED])

    def _measure(self, now: datetime) -> None:
        if self.grid is not None and self.second % self.period_s:
            return
        carried = self.carried_a()
        noise = [((self.second * 7919 + index * 31) % 13) * 0.002 for index in range(PHASES)]
        self.grid = Reading(round(sum(carried) * self.voltage_v + 10.0 * noise[0], 1), now)
        if self.has_phase_meter:
            self.report = tuple(Reading(round(a + n, 3), now) for a, n in zip(carried, noise, strict=True))

    def _judge(self) -> None:
        over_a = max(self.carried_a()) - self.fuse_a
        if over_a <= TOLERANCE_A:
            return
        self.overshoot_as += over_a
        slowest_s = max(charger.delay_s for charger in self.chargers)
        if self.second - self.changed_s > 2 * self.period_s + slowest_s + SETTLES_S:
            self.worst_over_a = max(self.worst_over_a, over_a)
