"""What a charger and its car are like, learned by watching what controls them."""

from dataclasses import dataclass, field, replace

from ..engine.charger.power import IDLE_W
from .charger_model import ChargingModel

# A current that has been set, and a power that has been drawn, for so long belong together.
STEADY_S = 45.0
# Slower answers are not the charger's: the car slept, or waited for something else.
LONGEST_ANSWER_S = 120.0
# Of a new observation, what counts: a handful makes a habit, one alone does not undo it.
NEW_PART = 0.3
# W per A beyond these belong to something else: a current that is not what is offered, a power of another device.
LEAST_W_PER_A, MOST_W_PER_A = 90.0, 800.0


@dataclass(frozen=True, slots=True)
class ChargerSight:
    """What a charger shows at one moment; None: it does not tell."""

    at_s: float
    is_enabled: bool | None
    current_a: float | None
    phases: int
    power_w: float


@dataclass(slots=True)
class ModelLearning:
    """A model in the making. `set_s`: since when what is set is as it is; `started_s`: when it was switched on, until the car draws."""

    model: ChargingModel = field(default_factory=ChargingModel)
    is_enabled: bool | None = None
    current_a: float | None = None
    set_s: float = 0.0
    started_s: float | None = None

    def watch(self, sight: ChargerSight) -> None:
        """Learn from what a charger shows now."""
        if sight.is_enabled and self.is_enabled is False and sight.power_w <= IDLE_W:
            self.started_s = sight.at_s
        if (sight.is_enabled, sight.current_a) != (self.is_enabled, self.current_a):
            self.is_enabled, self.current_a, self.set_s = sight.is_enabled, sight.current_a, sight.at_s
        if sight.power_w <= IDLE_W:
            return
        if self.started_s is not None:
            took_s, self.started_s = sight.at_s - self.started_s, None
            if took_s <= LONGEST_ANSWER_S:
                self.model = replace(self.model, start_s=_towards(self.model.start_s, took_s))
        if sight.current_a and sight.at_s - self.set_s >= STEADY_S:
            self._learn_power(sight.power_w / sight.current_a, str(sight.phases))

    def _learn_power(self, w_per_a: float, phases: str) -> None:
        if LEAST_W_PER_A <= w_per_a <= MOST_W_PER_A:
            before = self.model.watts_per_amp.get(phases, w_per_a)
            learned = {**self.model.watts_per_amp, phases: _towards(before, w_per_a)}
            self.model = replace(self.model, watts_per_amp=learned)


def _towards(before: float, seen: float) -> float:
    return before + NEW_PART * (seen - before)
