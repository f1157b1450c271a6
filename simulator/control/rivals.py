"""What else people use: a typical automation, and laws that other projects have published, restated."""

from collections import deque
from statistics import fmean

from .equipment import VOLTAGE_V, Equipment
from .fast_home import FastCommand, View


class _Single:
    """Common ground: these laws know one station, on its most phases, and forget what they do not measure."""

    def __init__(self, equipment: Equipment) -> None:
        self.spec = equipment.stations[0]
        self.phases = max(self.spec.phases)
        self.step_w = VOLTAGE_V * self.phases
        self.current_a = 0.0

    def set(self, current_a: float) -> list[FastCommand]:
        """Return the order that brings the station to `current_a`; below its minimum is off."""
        if current_a < self.spec.min_current_a:
            current_a = 0.0
        if current_a == self.current_a:
            return []
        was_on, self.current_a = self.current_a > 0.0, current_a
        is_on = current_a > 0.0
        return [FastCommand(0, is_enabled=is_on if is_on != was_on else None, current_a=current_a if is_on else None)]


class Automation(_Single):
    """A typical automation: every minute, as many amps as export and present draw allow; off below the minimum."""

    name = "automation"

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Every 60 s."""
        if now_s % 60 or view.grid_w is None:
            return []
        available_w = view.station_w[0] - view.grid_w
        return self.set(min(float(int(max(available_w, 0.0) / self.step_w)), self.spec.max_current_a))


class Integrator(_Single):
    """ev_smart_charging, 2.1.0-dev1: integrate export on every grid event 10 s apart; off after 5 min below the minimum."""

    name = "integrator"

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


class Averaging(_Single):
    """PV-Excess-Control, native: every 30 s on a 30 min mean; raised by the smaller of mean and instant, shed on 50 W of import."""

    name = "averaging"

    def __init__(self, equipment: Equipment) -> None:
        super().__init__(equipment)
        self.history: deque[float] = deque(maxlen=60)
        self.switched_s = -300

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Every 30 s."""
        if now_s % 30 or view.grid_w is None:
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
        wanted_a = float(int((min(excess_w, mean_w) + view.station_w[0]) / self.step_w))
        if wanted_a >= self.spec.min_current_a:
            return self.set(min(wanted_a, self.spec.max_current_a))
        shed_a = float(int((view.station_w[0] + excess_w) / self.step_w))
        return self._switch(now_s, shed_a) if excess_w < -50.0 else []

    def _switch(self, now_s: int, current_a: float) -> list[FastCommand]:
        self.switched_s = now_s
        return self.set(current_a)
