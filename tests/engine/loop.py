"""A home as small as can be, to close the loop around the engine: what is commanded is drawn a few seconds later."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from custom_components.solar_charging.engine.decision import Command, Decision
from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading, Source
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.policy import Policy
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step

START = datetime(2026, 6, 1, 10, tzinfo=UTC)
SINGLE = ChargerLimits(6.0, 32.0, 1.0, (1,))
THREE = ChargerLimits(6.0, 16.0, 1.0, (3,))
SWITCHED = ChargerLimits(6.0, 16.0, 1.0, (1, 3))


@dataclass
class Plug:
    """A charger with a car: does what it is pending after `delay_s`, unless it does not obey."""

    limits: ChargerLimits = SINGLE
    mode: SolarMode = SolarMode.SOLAR_ONLY
    priority: int = 0
    car: CarState = CarState.CHARGING
    delay_s: int = 3
    obeys: bool = True
    takes_at_most_a: float = 99.0
    is_measured: bool = True
    is_read_back: bool = True
    inputs: dict = field(default_factory=dict)
    enabled: bool = False
    current_a: float = 6.0
    phases: int = 0
    pending: list = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)

    def __post_init__(self):
        self.phases = self.phases or max(self.limits.phases)

    @property
    def power_w(self) -> float:
        is_taking = self.enabled and self.car not in {CarState.DISCONNECTED, CarState.COMPLETE}
        return (
            min(self.current_a, self.takes_at_most_a) * self.limits.nominal_w_per_a(self.phases) if is_taking else 0.0
        )

    def obey(self, second: int) -> None:
        while self.pending and self.pending[0][0] <= second:
            command = self.pending.pop(0)[1]
            if self.obeys:
                self.enabled, self.phases = command.is_enabled, command.phases
                if command.is_enabled:
                    self.current_a = command.current_a

    def seen(self, name: str, now: datetime) -> ChargerInputs:
        seen = ChargerInputs(name, self.mode, self.limits, self.priority, self.car)
        if self.is_measured:
            seen = replace(seen, power_w=Reading(self.power_w, now))
        if self.is_read_back:
            seen = replace(seen, is_enabled=self.enabled, active_phases=self.phases)
            seen = replace(seen, offered_current_a=Reading(self.current_a, now))
        return replace(seen, **self.inputs)


class Loop:
    """The home. `surplus_w` and `meter` may be replaced at any time; `meter` may return any Source in place of a Reading."""

    def __init__(self, *plugs: Plug, surplus_w: float | Callable[[int], float] = 0.0, policy: Policy | None = None):
        self.plugs = plugs or (Plug(),)
        self.surplus_w = surplus_w
        self.policy = policy or Policy()
        self.state = EngineState()
        self.second = 0
        self.site = SiteLimits()
        self.inputs: dict = {}
        self.meter: Callable[[float, datetime], Source] | None = None
        self.meter_period_s = 1
        self.grid_w = 0.0
        self.imported_wh = 0.0
        self.decision: Decision | None = None
        self._report: Source = None

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.second)

    @property
    def command(self) -> Command:
        return self.decision.commands[0]

    @property
    def reason(self) -> str:
        return self.command.reason.key

    def present_surplus_w(self) -> float:
        return self.surplus_w(self.second) if callable(self.surplus_w) else self.surplus_w

    def run(self, seconds: int) -> Loop:
        for _ in range(seconds):
            self.tick()
        return self

    def tick(self) -> Decision:
        self.second += 1
        for plug in self.plugs:
            plug.obey(self.second)
        self.grid_w = sum(plug.power_w for plug in self.plugs) - self.present_surplus_w()
        self.imported_wh += max(self.grid_w, 0.0) / 3600.0
        if self.second % self.meter_period_s == 0:
            # A little noise, as meters have it: no two samples are the same.
            noisy_w = round(self.grid_w + (self.second * 7919 % 13) - 6.0, 1)
            self._report = self.meter(noisy_w, self.now) if self.meter else Reading(noisy_w, self.now)
        chargers = tuple(plug.seen(str(index), self.now) for index, plug in enumerate(self.plugs))
        inputs = Inputs(**({"grid_w": self._report, "site": self.site, "chargers": chargers} | self.inputs))
        self.state, self.decision = step(self.state, inputs, self.now, self.policy)
        for plug, command in zip(self.plugs, self.decision.commands, strict=True):
            last = plug.commands[-1] if plug.commands else None
            wanted = (command.is_enabled, command.current_a, command.phases, command.attempt)
            if last is None or wanted != (last.is_enabled, last.current_a, last.phases, last.attempt):
                plug.pending.append((self.second + plug.delay_s, command))
            plug.commands.append(command)
        return self.decision

    def starts(self, plug: int = 0) -> int:
        states = [command.is_enabled for command in self.plugs[plug].commands]
        return sum(now and not before for before, now in zip([False, *states], states, strict=False))
