"""The law of PV-Excess-Control, restated from its published behaviour."""

from collections import deque
from statistics import fmean

from simulator.control.equipment import Equipment
from simulator.control.view import Controller, FastCommand, View

from .law import Case, Law
from .single_station import SingleStation

POLLS_EVERY_S = 30


class Averaging(SingleStation):
    """PV-Excess-Control, native: every 30 s on a 30 min mean; raised by the smaller of mean and instant, shed on 50 W of import."""

    def __init__(self, equipment: Equipment, phase_s: int = 0) -> None:
        super().__init__(equipment, phase_s)
        self.history: deque[float] = deque(maxlen=60)
        self.switched_s = -300

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Every 30 s."""
        if (now_s + self.phase_s) % POLLS_EVERY_S or view.grid_w is None:
            return []
        excess_w = -view.grid_w
        self.history.append(excess_w)
        if len(self.history) < 3:  # three good samples
            return []
        mean_w = fmean(self.history)
        if self.current_a == 0.0:
            may_start = mean_w >= self.spec.min_current_a * self.step_w + 50.0 and now_s - self.switched_s >= 300
            return (
                self._switch(now_s, min(float(int(mean_w / self.step_w)), self.spec.max_current_a)) if may_start else []
            )
        wanted_a = float(int((min(excess_w, mean_w) + view.stations[0].power_w) / self.step_w))
        if wanted_a >= self.spec.min_current_a:
            return self.set(min(wanted_a, self.spec.max_current_a))
        shed_a = float(int((view.stations[0].power_w + excess_w) / self.step_w))
        return self._switch(now_s, shed_a) if excess_w < -50.0 else []

    def _switch(self, now_s: int, current_a: float) -> list[FastCommand]:
        self.switched_s = now_s
        return self.set(current_a)


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return Averaging(case.equipment, case.phase_s)


LAW = Law("averaging", regulator, POLLS_EVERY_S, max_stations=1)
