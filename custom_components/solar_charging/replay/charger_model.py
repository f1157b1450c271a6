"""A charger with its car as a model: what it draws of what it is told, and when."""

from dataclasses import dataclass, field

from ..engine.charger.power import IDLE_W
from ..engine.decision import Command
from ..engine.limit_settings import ChargerLimits


@dataclass(frozen=True, slots=True)
class ChargingModel:
    """How one charger and its car answer. The defaults are those of usual wall boxes; what was seen of the real one replaces them.

    `watts_per_amp`: by phase count, as far as it is known. `delay_s`: from a command to its effect; `start_s`: from then until the car
    draws; `most_w`: the most the car takes.
    """

    watts_per_amp: dict[str, float] = field(default_factory=dict)
    delay_s: float = 2.0
    start_s: float = 7.0
    ramp_a_per_s: float = 2.0
    phase_pause_s: float = 30.0
    most_w: float | None = None

    def power_w(self, current_a: float, phases: int, limits: ChargerLimits) -> float:
        """Return what the car takes, in W, of a current on so many phases."""
        power_w = current_a * self.watts_per_amp.get(str(phases), limits.nominal_w_per_a(phases))
        return power_w if self.most_w is None else min(power_w, self.most_w)


@dataclass(frozen=True, slots=True)
class SentCommand:
    """A command on its way, and when it acts (UTC s)."""

    acts_s: float
    is_enabled: bool
    current_a: float
    phases: int


@dataclass(slots=True)
class ModelledCharger:
    """What a modelled charger is set to and draws now. `sent`: commands that do not act yet, oldest first."""

    is_enabled: bool = False
    set_a: float = 0.0
    phases: int = 1
    power_w: float = 0.0
    offered_a: float = 0.0
    ready_s: float = 0.0
    sent: list[SentCommand] = field(default_factory=list)

    @property
    def is_charging(self) -> bool:
        """Whether its car draws."""
        return self.power_w > IDLE_W

    def send(self, command: Command, model: ChargingModel, now_s: float) -> None:
        """Take a command, which acts later; one that changes nothing is none."""
        last = self.sent[-1] if self.sent else SentCommand(0.0, self.is_enabled, self.set_a, self.phases)
        current_a = command.current_a if command.is_enabled else last.current_a
        if (command.is_enabled, current_a, command.phases) != (last.is_enabled, last.current_a, last.phases):
            self.sent.append(SentCommand(now_s + model.delay_s, command.is_enabled, current_a, command.phases))

    def advance(self, model: ChargingModel, limits: ChargerLimits, now_s: float, elapsed_s: float) -> None:
        """Go on to `now_s`: a car begins at the least current, and works its way to what it is offered."""
        while self.sent and self.sent[0].acts_s <= now_s:
            self._obey(self.sent.pop(0), model)
        if not self.is_enabled or now_s < self.ready_s:
            self.offered_a = self.power_w = 0.0
            return
        if self.offered_a == 0.0:
            self.offered_a = min(limits.min_current_a, self.set_a)
        else:
            most_a = model.ramp_a_per_s * elapsed_s
            self.offered_a += max(-most_a, min(most_a, self.set_a - self.offered_a))
        self.power_w = model.power_w(self.offered_a, self.phases, limits)

    def stop(self) -> None:
        """Let the car take nothing: it is full, or gone."""
        self.offered_a = self.power_w = 0.0

    def _obey(self, command: SentCommand, model: ChargingModel) -> None:
        if command.is_enabled and not self.is_enabled:
            self.ready_s = max(self.ready_s, command.acts_s + model.start_s)
        if command.phases != self.phases:
            self.ready_s = max(self.ready_s, command.acts_s + model.phase_pause_s)
        self.is_enabled, self.set_a, self.phases = command.is_enabled, command.current_a, command.phases
