"""One random home: phases, rotations, voltages, cars, circuits, meters and modes drawn from a seed, second by second."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol

from custom_components.solar_charging.engine.decision import Command
from custom_components.solar_charging.engine.grid_limits import LimitSignal, OutsideLimit
from custom_components.solar_charging.engine.inputs import Inputs
from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step

from .late_reading import LateReading
from .random_charger import PHASES, RandomCharger, random_charger
from .random_circuits import change_loads, most_over_a, random_circuits, taken_a

START = datetime(2026, 6, 1, 10, tzinfo=UTC)
# A fuse blows for what is more than a meter's noise.
TOLERANCE_A = 0.25
# What a charger and its car need at most to do what was commanded, besides the delay of the network.
SETTLES_S = 25


class LimitControl(Protocol):
    """What keeps the limits of a home."""

    def decide(self, inputs: Inputs, now: datetime) -> Sequence[Command]:
        """Return commands; none for a charger that is to go on as it is."""


class EngineControl:
    """Ours."""

    def __init__(self) -> None:
        self.state = EngineState()

    def decide(self, inputs: Inputs, now: datetime) -> Sequence[Command]:
        """Take one step."""
        self.state, decision = step(self.state, inputs, now)
        return decision.commands


@dataclass
class OtherLimits:
    """A limit from outside, in A of each phase, that changes now and then, and one on the difference of phases."""

    random: Random
    unbalance_a: float | None = None
    outside_a: float | None = None

    def __post_init__(self) -> None:
        self.unbalance_a = self.random.choice([None, 16.0, 20.0])
        self.change()

    def change(self) -> None:
        """Let somebody outside choose another limit, or none."""
        self.outside_a = self.random.choice([None, None, 6.0, 10.0, 18.0, 30.0])

    def over_a(self, house_a: Sequence[float], chargers: Sequence[RandomCharger]) -> float:
        """Return by how much chargers make phases pass them, in A."""
        # A meter that reads three times too much shows one phase as three.
        uneven = taken_a([one for one in chargers if len(one.loaded) < PHASES and one.sensor_factor < PHASES])
        over_a = 0.0 if self.unbalance_a is None else max(uneven) - self.unbalance_a
        if self.outside_a is not None:
            over_a = max(over_a, most_over_a(self.outside_a, house_a, taken_a(chargers)))
        return over_a


class RandomHome:
    """A home of one to `most_chargers` chargers, whose house load, sun and battery change now and then, on any phase.

    `has_other_limits`: besides its main fuse and its circuits.
    """

    def __init__(
        self,
        seed: int,
        most_chargers: int = 10,
        period_s: int | None = None,
        control: LimitControl | None = None,
        *,
        has_other_limits: bool = False,
    ) -> None:
        self.seed, self.random = seed, Random(seed)
        draw = self.random
        self.control = control or EngineControl()
        self.voltage_v = draw.choice([100.0, 120.0, 200.0, 220.0, 230.0, 240.0, round(draw.uniform(100.0, 240.0), 1)])
        self.fuse_a = draw.choice([16.0, 20.0, 25.0, 35.0, 40.0, 63.0])
        own_period_s, delay_s = draw.choice([1, 1, 2, 5, 10, 30]), draw.choice([0, 0, 1, 2, 3])
        self.meter = LateReading(period_s or own_period_s, delay_s, 0.002)
        self.has_phase_meter, self.has_battery = draw.random() < 0.75, draw.random() < 0.4
        self.roof = LateReading(draw.choice([1, 2, 5, 10]), draw.choice([0, 1, 3]))
        self.chargers = [random_charger(draw, self.voltage_v) for _ in range(draw.randint(1, most_chargers))]
        self.circuits = random_circuits(draw, len(self.chargers), self.voltage_v)
        self.other_limits = OtherLimits(Random(-seed)) if has_other_limits else None
        self.house_a = [0.0] * PHASES
        self.generation_w = self.battery_w = 0.0
        self.changed_s = self.second = 0
        self._change()
        # The worst current above a limit while the house stays as it is, and what all overshoot comes to, in A s.
        self.worst_over_a = self.overshoot_as = self.charged_wh = 0.0

    def run(self, seconds: int) -> None:
        """Let so much time pass."""
        for _ in range(seconds):
            self.second += 1
            if self.random.random() < 1.0 / 150.0:
                self._change()
            for charger in self.chargers:
                charger.happen(self.random)
                charger.follow(self.second)
                self.charged_wh += charger.power_w / 3600.0
            self._judge()
            now = START + timedelta(seconds=self.second)
            for command in self.control.decide(self._inputs(now), now):
                self.chargers[int(command.charger_id)].command(command, self.second)

    def carried_a(self) -> list[float]:
        """Return what each phase of the grid connection carries."""
        return [house + own for house, own in zip(self.house_a, taken_a(self.chargers), strict=True)]

    def _change(self) -> None:
        draw = self.random
        used_a = [draw.uniform(0.0, 0.9 * self.fuse_a) * draw.choice([0.1, 0.3, 1.0]) for _ in range(PHASES)]
        loads_a = change_loads(draw, self.circuits)
        sun_a, sunny = draw.choice([0.0, 0.0, 6.0, 15.0]), draw.randrange(PHASES)
        # On three phases or on one; what a battery gives or takes is spread over all.
        suns_a = [sun_a if draw.random() < 0.7 or phase == sunny else 0.0 for phase in range(PHASES)]
        battery_a = draw.choice([0.0, -8.0, -3.0, 5.0]) if self.has_battery else 0.0
        self.generation_w, self.battery_w = sum(suns_a) * self.voltage_v, PHASES * battery_a * self.voltage_v
        self.house_a = [used + load - sun + battery_a for used, load, sun in zip(used_a, loads_a, suns_a, strict=True)]
        if self.other_limits is not None:
            self.other_limits.change()
        self.changed_s = self.second

    def _inputs(self, now: datetime) -> Inputs:
        second, carried = self.second, self.carried_a()
        total_w = sum(carried) * self.voltage_v
        grid_w, *currents = self.meter.read((total_w, *carried), second, now)
        generation_w, battery_w = self.roof.read((self.generation_w, self.battery_w), second, now)
        return Inputs(
            grid_w=grid_w,
            generation_w=generation_w,
            battery_w=battery_w if self.has_battery else None,
            phase_currents_a=tuple(currents) if self.has_phase_meter else (),
            site=SiteLimits(
                main_fuse_a=self.fuse_a,
                voltage_v=self.voltage_v,
                unbalance_a=None if self.other_limits is None else self.other_limits.unbalance_a,
            ),
            outside=None if self.other_limits is None else OutsideLimit(LimitSignal(None, self.other_limits.outside_a)),
            chargers=tuple(one.inputs(str(index), second, now) for index, one in enumerate(self.chargers)),
            circuits=tuple(one.inputs(self.chargers, second, now) for one in self.circuits),
        )

    def _judge(self) -> None:
        over_a = most_over_a(self.fuse_a, self.house_a, taken_a(self.chargers))
        if over_a > TOLERANCE_A:
            self.overshoot_as += over_a
        over_a = max([over_a, *(one.over_a(self.chargers, self.voltage_v) for one in self.circuits)])
        if self.other_limits is not None:
            over_a = max(over_a, self.other_limits.over_a(self.house_a, self.chargers))
        if over_a > TOLERANCE_A and self.second - self.changed_s > self._settles_s():
            self.worst_over_a = max(self.worst_over_a, over_a)

    def _settles_s(self) -> int:
        meters = [self.meter, self.roof, *(one.meter for one in self.circuits if one.meter is not None)]
        slowest_s = max(charger.delay_s for charger in self.chargers)
        return max(2 * one.period_s + one.delay_s for one in meters) + slowest_s + SETTLES_S
