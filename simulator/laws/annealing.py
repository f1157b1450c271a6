"""The law of Solar Optimizer, restated from its published behaviour: simulated annealing over what a device may take, every five minutes."""

from math import exp
from random import Random

from simulator.control.equipment import Equipment
from simulator.control.view import Controller, FastCommand, View

from .law import Case, Law
from .single_station import SingleStation

POLLS_EVERY_S = 300
HOTTEST, COLDEST, COOLING = 1000.0, 0.05, 0.95
ROUNDS = 1000
# What is bought weighs more than what is sold: 0.30 against 0.08 a kWh, as parts of both together.
IMPORT_WEIGHT, EXPORT_WEIGHT = 0.79, 0.21


class Annealing(SingleStation):
    """Looks for the power at which what is bought and sold costs least. Its own random numbers are seeded here: a run repeats itself."""

    def __init__(self, equipment: Equipment, phase_s: int = 0) -> None:
        super().__init__(equipment, phase_s)
        self._random = Random(phase_s)

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Every five minutes, as it is set up."""
        if (now_s + self.phase_s) % POLLS_EVERY_S or view.grid_w is None:
            return []
        return self.set(self._best_a(view.grid_w - view.stations[0].power_w))

    def _best_a(self, without_w: float) -> float:
        """Return the current found for a home that takes this much without the charger."""
        present_a = best_a = self.current_a
        present = best = self._cost(without_w, present_a)
        heat = HOTTEST
        for _ in range(ROUNDS):
            if heat < COLDEST or best <= 0.0:
                break
            other_a = self._neighbour(present_a)
            other = self._cost(without_w, other_a)
            if other < present or self._random.random() < exp((present - other) / heat):
                present_a, present = other_a, other
            if present < best:
                best_a, best = present_a, present
            heat *= COOLING
        return best_a

    def _neighbour(self, current_a: float) -> float:
        if not current_a:
            return float(self.spec.min_current_a)
        other_a = current_a + self._random.choice((-2, -1, 1, 2))
        return 0.0 if other_a < self.spec.min_current_a else min(other_a, float(self.spec.max_current_a))

    def _cost(self, without_w: float, current_a: float) -> float:
        grid_w = without_w + current_a * self.step_w
        return IMPORT_WEIGHT * max(grid_w, 0.0) + EXPORT_WEIGHT * max(-grid_w, 0.0)


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return Annealing(case.equipment, case.phase_s)


LAW = Law("annealing", regulator, POLLS_EVERY_S, max_stations=1)
