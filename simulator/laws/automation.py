"""What many people write themselves: a typical automation."""

from simulator.control.view import Controller, FastCommand, View

from .law import Case, Law
from .single_station import SingleStation

POLLS_EVERY_S = 60


class Automation(SingleStation):
    """A typical automation: every minute, as many amps as export and present draw allow; off below the minimum."""

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Every 60 s."""
        if (now_s + self.phase_s) % POLLS_EVERY_S or view.grid_w is None:
            return []
        available_w = view.stations[0].power_w - view.grid_w
        return self.set(min(float(int(max(available_w, 0.0) / self.step_w)), self.spec.max_current_a))


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return Automation(case.equipment, case.phase_s)


LAW = Law("automation", regulator, POLLS_EVERY_S, max_stations=1)
