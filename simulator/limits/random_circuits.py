"""Random circuits, two deep: sub-distributions with limits in A or W, some with a meter of their own and other loads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from custom_components.solar_charging.engine.inputs import Circuit

from .late_reading import LateReading
from .random_charger import PHASES, RandomCharger

LIMITS_A = (16.0, 20.0, 25.0, 32.0, 40.0, 63.0)


@dataclass
class RandomCircuit:
    """A circuit and its chargers, those of circuits within it included. `loads_a`: what else draws on it, on each phase."""

    name: str
    numbers: tuple[int, ...]
    limit_a: float | None
    limit_w: float | None
    meter: LateReading | None
    loads_a: list[float] = field(default_factory=lambda: [0.0] * PHASES)

    def carried_a(self, chargers: Sequence[RandomCharger]) -> list[float]:
        """Return what each of its phases carries."""
        taken = taken_a([chargers[number] for number in self.numbers])
        return [load + own for load, own in zip(self.loads_a, taken, strict=True)]

    def over_a(self, chargers: Sequence[RandomCharger], voltage_v: float) -> float:
        """Return by how much its chargers make it pass its limit, in A of the fullest phase, or of one phase for a limit in W."""
        taken = taken_a([chargers[number] for number in self.numbers])
        found = 0.0 if self.limit_a is None else most_over_a(self.limit_a, self.loads_a, taken)
        if self.limit_w is not None:
            found = max(found, sum(taken) - self.limit_w / voltage_v)
        return found

    def inputs(self, chargers: Sequence[RandomCharger], second: int, now: datetime) -> Circuit:
        """Return it as it is seen from outside."""
        seen = () if self.meter is None else self.meter.read(tuple(self.carried_a(chargers)), second, now)
        behind = frozenset(str(number) for number in self.numbers)
        parent_id = "outer" if self.name == "inner" else None
        limits = self.limit_a, self.limit_w
        return Circuit(self.name, self.name, behind, *limits, phase_currents_a=seen, parent_id=parent_id)


def taken_a(chargers: Sequence[RandomCharger]) -> list[float]:
    """Return what chargers take on each phase together."""
    taken = [0.0] * PHASES
    for charger in chargers:
        for phase in charger.loaded:
            taken[phase] += charger.taken_a
    return taken


def most_over_a(limit_a: float, others_a: Sequence[float], taken: Sequence[float]) -> float:
    """Return how much above a limit the fullest phase is; what other loads draw there alone, no charger can help."""
    return max(min(other + own - limit_a, own) for other, own in zip(others_a, taken, strict=True))


def random_circuits(draw: Random, chargers: int, voltage_v: float) -> list[RandomCircuit]:
    """Draw none, one, or one within another."""
    numbers = draw.sample(range(chargers), chargers)
    found: list[RandomCircuit] = []
    if draw.random() < 0.4:
        return found
    outer = numbers[: draw.randint(1, chargers)]
    found.append(_circuit(draw, "outer", outer, voltage_v))
    if len(outer) > 1 and draw.random() < 0.7:
        found.append(_circuit(draw, "inner", outer[: draw.randint(1, len(outer))], voltage_v))
    return found


def change_loads(draw: Random, circuits: Sequence[RandomCircuit]) -> list[float]:
    """Switch other loads of metered circuits; return what they add to the house on each phase."""
    total = [0.0] * PHASES
    # From the inmost outwards: a circuit carries what those within it carry.
    for circuit in reversed(circuits):
        if circuit.meter is not None and circuit.limit_a is not None:
            most_a = 0.5 * circuit.limit_a
            total = [one + draw.choice([0.0, 0.0, 1.0]) * draw.uniform(0.0, most_a) for one in total]
        circuit.loads_a = list(total)
    return total


def _circuit(draw: Random, name: str, numbers: Sequence[int], voltage_v: float) -> RandomCircuit:
    limit_a = draw.choice(LIMITS_A)
    if draw.random() < 0.3:
        return RandomCircuit(name, tuple(numbers), None, PHASES * limit_a * voltage_v, None)
    meter = LateReading(draw.choice([1, 2, 5, 10]), draw.choice([0, 0, 1, 2]), 0.002) if draw.random() < 0.5 else None
    return RandomCircuit(name, tuple(numbers), limit_a, None, meter)
