"""Who knows the whole day, but has the same car and the same contactors."""

import numpy as np

from simulator.control.equipment import Equipment
from simulator.control.optimum import best_schedule
from simulator.control.traces import Trace
from simulator.control.view import Controller, FastCommand, View

from .law import Case, Law


class Foreknowing:
    """The best schedule of one station as a law in the loop: who knows the day, but has the same car and the same contactors."""

    def __init__(self, trace: Trace, equipment: Equipment) -> None:
        self.schedule = best_schedule(trace, equipment)
        self.phases = [phases for (phases,) in equipment.states]
        self.spec = equipment.stations[0]
        self.last_command = (False, 0.0, max(self.spec.phases))

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Command now what is to hold when it arrives."""
        then_s = min(now_s + self.spec.command_latency_s, self.schedule.state.size - 1)
        was_on, was_a, was_phases = self.last_command
        phases = self.phases[self.schedule.state[then_s]]
        current_a = was_a
        if phases:
            set_points_w = self.spec.set_points_w(phases)
            taken = int(np.searchsorted(set_points_w, self.schedule.power_w[then_s] - 1e-6))
            current_a = float(self.spec.min_current_a + taken)
        self.last_command = (bool(phases), current_a, phases or was_phases)
        if self.last_command == (was_on, was_a, was_phases):
            return []
        is_moved, is_switched = bool(phases) != was_on, self.last_command[2] != was_phases
        return [
            FastCommand(
                0, bool(phases) if is_moved else None, current_a or None, self.last_command[2] if is_switched else None
            )
        ]


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return Foreknowing(case.trace, case.equipment)


LAW = Law("foreknowing", regulator, max_stations=1)
