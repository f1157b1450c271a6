"""The law of ev_smart_charging, 2.1.0-dev1, restated from its published behaviour."""

from simulator.control.equipment import Equipment
from simulator.control.view import Controller, FastCommand, View

from .law import Case, Law
from .single_station import SingleStation


class Integrator(SingleStation):
    """ev_smart_charging, 2.1.0-dev1: integrate export on every grid event 10 s apart; off after 5 min below the minimum."""

    def __init__(self, equipment: Equipment) -> None:
        super().__init__(equipment)
        self.acted_s = -10
        self.seen_s = -1
        self.short_since_s: int | None = None

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """On a grid event."""
        wait_s = 10
        if view.grid_w is None or view.grid_at_s == self.seen_s or now_s - self.acted_s < wait_s:
            return []
        self.seen_s, self.acted_s = view.grid_at_s, now_s
        proposed_a = self.current_a - view.grid_w / self.step_w
        if proposed_a >= self.spec.min_current_a:
            self.short_since_s = None
            return self.set(float(int(min(proposed_a, self.spec.max_current_a))))
        if self.short_since_s is None:
            self.short_since_s = now_s
        is_over = now_s - self.short_since_s > 300  # 5 min
        return self.set(0.0 if is_over or self.current_a == 0.0 else float(self.spec.min_current_a))


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return Integrator(case.equipment)


LAW = Law("integrator", regulator, max_stations=1)
