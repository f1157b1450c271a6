"""A charger's own solar mode, as wall boxes with a meter of their own do it: a mean of a minute, and timers."""

from collections import deque
from statistics import fmean

from simulator.control.equipment import Equipment
from simulator.control.view import Controller, FastCommand, View

from .law import Case, Law
from .single_station import SingleStation

POLLS_EVERY_S = 10
STARTS_AFTER_S, STOPS_AFTER_S = 300, 600


class OwnMode(SingleStation):
    """Follows the mean surplus of a minute in whole amperes; starts after five minutes of enough, stops after ten of too little."""

    def __init__(self, equipment: Equipment, phase_s: int = 0) -> None:
        super().__init__(equipment, phase_s)
        self._last_w: deque[float] = deque(maxlen=60 // POLLS_EVERY_S)
        self._since_s = 0

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Every ten seconds."""
        if (now_s + self.phase_s) % POLLS_EVERY_S or view.grid_w is None:
            return []
        self._last_w.append(view.stations[0].power_w - view.grid_w)
        wanted_a = min(float(int(max(fmean(self._last_w), 0.0) / self.step_w)), float(self.spec.max_current_a))
        is_enough, is_on = wanted_a >= self.spec.min_current_a, self.current_a > 0.0
        if is_enough == is_on:
            self._since_s = now_s
            return self.set(wanted_a) if is_on else []
        waited_s = now_s - self._since_s
        if is_on:
            return self.set(0.0 if waited_s >= STOPS_AFTER_S else float(self.spec.min_current_a))
        return self.set(wanted_a) if waited_s >= STARTS_AFTER_S else []


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return OwnMode(case.equipment, case.phase_s)


LAW = Law("own_mode", regulator, POLLS_EVERY_S, max_stations=1)
