"""A law of eighty lines: two buckets of energy, whose size follows how steadily surplus was lately above the minimum; no more."""

from collections import deque

from simulator.control.equipment import VOLTAGE_V, Equipment
from simulator.control.view import Controller, FastCommand, View

from .law import Case, Law
from .single_station import SingleStation

# Under the most broken and under a steady sky: what must have been exported before a start, and bought before a stop.
START_WH = (12.0, 2.0)
STOP_WH = (8.0, 38.0)
# How steady the sky is, is told by so much of the past.
REMEMBERED_S = 900
LOOKS_EVERY_S = 5


class Sketch(SingleStation):
    """Follow at once; start, stop and switch phases by energy."""

    def __init__(self, equipment: Equipment) -> None:
        super().__init__(equipment)
        self.now_phases = self.phases
        self.bucket_wh = 0.0
        self.looked_s = self.seen_s = 0
        self.pending_until_s = 0
        self.was_above: deque[bool] = deque(maxlen=REMEMBERED_S // LOOKS_EVERY_S)

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """On each grid report that no command of ours is still on its way to."""
        if view.grid_w is None or view.grid_at_s == self.seen_s or now_s < self.pending_until_s:
            return []
        self.seen_s = view.grid_at_s
        elapsed_h, self.looked_s = min(now_s - self.looked_s, 60) / 3600.0, now_s
        surplus_w = view.stations[0].power_w - view.grid_w
        phases = self._best_phases(surplus_w)
        self.was_above.append(bool(phases))
        present = self.now_phases if self.current_a else 0
        if phases == present:
            self.bucket_wh = 0.0
            return self._follow(now_s, surplus_w)
        gain_w = abs(surplus_w - self._least_w(max(phases, present))) if present and phases else self._gain_w(surplus_w)
        self.bucket_wh += gain_w * elapsed_h
        if self.bucket_wh < self._size_wh(is_stop=not phases):
            return self._follow(now_s, surplus_w) if present else []
        self.bucket_wh = 0.0
        return self._move(now_s, phases, surplus_w)

    def _best_phases(self, surplus_w: float) -> int:
        fitting = [phases for phases in self.spec.phases if surplus_w >= self._least_w(phases)]
        return max(fitting, default=0)

    def _least_w(self, phases: int) -> float:
        return self.spec.min_current_a * VOLTAGE_V * phases

    def _gain_w(self, surplus_w: float) -> float:
        least_w = self._least_w(min(self.spec.phases))
        return surplus_w if not self.current_a else max(least_w - surplus_w, 0.0)

    def _size_wh(self, *, is_stop: bool) -> float:
        above = sum(self.was_above) / len(self.was_above)
        steadiness = abs(2.0 * above - 1.0)
        broken_wh, steady_wh = STOP_WH if is_stop else START_WH
        return broken_wh + (steady_wh - broken_wh) * steadiness

    def _follow(self, now_s: int, surplus_w: float) -> list[FastCommand]:
        if not self.current_a:
            return []
        fitting_a = float(int(surplus_w / (VOLTAGE_V * self.now_phases)))
        return self._commanded(now_s, self.set(min(max(fitting_a, self.spec.min_current_a), self.spec.max_current_a)))

    def _move(self, now_s: int, phases: int, surplus_w: float) -> list[FastCommand]:
        if not phases:
            return self._commanded(now_s, self.set(0.0))
        is_switched, self.now_phases = phases != self.now_phases, phases
        current_a = min(float(int(surplus_w / (VOLTAGE_V * phases))), self.spec.max_current_a)
        commands = self.set(max(current_a, float(self.spec.min_current_a)))
        if is_switched:
            commands.append(FastCommand(0, phases=phases))
        return self._commanded(now_s, commands, wait_s=self.spec.phase_pause_s if is_switched else 0)

    def _commanded(self, now_s: int, commands: list[FastCommand], wait_s: int = 0) -> list[FastCommand]:
        if commands:
            self.pending_until_s = now_s + wait_s + 8
        return commands


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return Sketch(case.equipment)


LAW = Law("sketch", regulator, max_stations=1)
