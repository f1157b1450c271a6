"""A home whose phases carry what its house, its roof and its chargers make them: what the grid connection really sees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import SolarMode

from ..loop import Loop, Plug

VOLTAGE_V = 230.0


@dataclass
class Hung(Plug):
    """A plug whose first conductor hangs on phase `first`, with a car of so many phases; silent for `pause_s` while switching."""

    first: int = 0
    car_phases: int = 3
    pause_s: int = 0
    voltage_v: float = VOLTAGE_V
    second: int = 0
    until: int = -1

    @property
    def loaded(self) -> list[int]:
        return [(self.first + index) % 3 for index in range(min(self.phases, self.car_phases))]

    @property
    def taken_a(self) -> float:
        if not self.enabled or self.second < self.until:
            return 0.0
        return min(self.current_a, self.takes_at_most_a)

    @property
    def power_w(self) -> float:
        return self.taken_a * len(self.loaded) * self.voltage_v

    def obey(self, second: int) -> None:
        self.second, before = second, self.phases
        super().obey(second)
        if self.phases != before:
            self.until = second + self.pause_s


@dataclass
class PhaseHome:
    """`house_a`: what house and roof make each phase carry (negative: fed in), by the second or for good."""

    plugs: Sequence[Hung]
    house_a: Sequence[float] | Callable[[int], Sequence[float]]
    fuse_a: float = 25.0
    period_s: int = 1
    is_signed: bool = True
    voltage_v: float = VOLTAGE_V
    worst_a: float = -99.0
    over_s: int = 0
    seen: list[list[float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loop = Loop(*self.plugs)
        self.loop.site = SiteLimits(main_fuse_a=self.fuse_a)
        self.loop.meter_period_s = self.period_s
        self._report: tuple[Reading, ...] = ()

    def house(self) -> Sequence[float]:
        return self.house_a(self.loop.second) if callable(self.house_a) else self.house_a

    def carried_a(self) -> list[float]:
        carried = list(self.house())
        for plug in self.plugs:
            for phase in plug.loaded:
                carried[phase] += plug.taken_a
        return carried

    def run(self, seconds: int) -> PhaseHome:
        for _ in range(seconds):
            carried = self.carried_a()
            self.worst_a = max(self.worst_a, *carried)
            self.over_s += max(carried) > self.fuse_a + 0.05
            self.seen.append(carried)
            second = self.loop.second
            if not self._report or second % self.period_s == 0:
                # A little noise, as meters have it: no two samples are the same.
                self._report = tuple(
                    Reading(
                        round((a if self.is_signed else abs(a)) + ((second * 7919 + index * 31) % 13) * 0.002, 3),
                        self.loop.now,
                    )
                    for index, a in enumerate(carried)
                )
            self.loop.surplus_w = -self.voltage_v * sum(self.house())
            self.loop.inputs = {"phase_currents_a": self._report, **self.inputs()}
            self.loop.tick()
        return self

    def inputs(self) -> dict:
        return {}

    @property
    def currents_a(self) -> list[float]:
        return [command.current_a for command in self.loop.decision.commands]

    @property
    def reasons(self) -> list[str]:
        return [command.reason.key for command in self.loop.decision.commands]

    def boost(self) -> None:
        for plug in self.plugs:
            plug.mode = SolarMode.BOOST
