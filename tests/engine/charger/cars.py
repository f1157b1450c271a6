"""Cars and boxes with a mind of their own, for the loop of the engine's tests."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState

from ..loop import Plug


@dataclass
class Odd(Plug):
    """`sets`: what the box makes of a current; `takes_w`: what the car makes of a power at a second and a current.

    `reads_every_s`: how often its power is read; `tells_car`: whether the box knows that the car takes none; `shows_set`: whether the
    entity shows what the box made of a command rather than the command.
    """

    sets: Callable[[float], float] = lambda current_a: current_a
    takes_w: Callable[[int, float, float], float] = lambda _second, _current_a, power_w: power_w
    reads_every_s: int = 1
    tells_car: bool = False
    shows_set: bool = True
    second: int = 0
    commanded_a: float = 6.0
    report: Reading | None = None

    def obey(self, second: int) -> None:
        super().obey(second)
        self.second = second
        if self.current_a != self.sets(self.commanded_a):
            self.commanded_a = self.current_a
        self.current_a = self.sets(self.commanded_a)
        if self.tells_car:
            self.car = CarState.CHARGING if self.power_w else CarState.AWAITING

    @property
    def power_w(self) -> float:
        return self.takes_w(self.second, self.current_a, super().power_w)

    def seen(self, name, now):
        if self.second % self.reads_every_s == 0 or self.report is None:
            self.report = Reading(self.power_w, now)
        seen = replace(super().seen(name, now), power_w=self.report)
        return seen if self.shows_set else replace(seen, offered_current_a=Reading(self.commanded_a, now))
