"""The rival: evcc's regulation of a load point in its mode "pv", restated from its published behaviour (0.31x, defaults).

Every 30 s one load point is looked at, in turn. The law integrates site power without filter or dead band, starts after 60 s of
enough surplus, and stops after 180 s of import at the minimum. See `tests/simulator/laws/test_evcc.py` for the vectors it must pass.
"""

from dataclasses import dataclass, field

from simulator.control.equipment import Equipment
from simulator.control.view import Controller, FastCommand, StationView, View

from .law import Case, Law

POLLS_EVERY_S = 30
HEADROOM_A = 2.0
LOCKOUT_S = 60
# A charger that shows something else sooner after a change is only late.
CONSISTENT_AFTER_S = 60
# A timer that is over at the next look.
ELAPSED = float("-inf")


@dataclass(slots=True)
class LoadPoint:
    """One load point: `target` returns the current it wants from site power (+ import), switching phases on its way."""

    min_a: float = 6.0
    max_a: float = 16.0
    voltage_v: float = 230.0
    # Phases now, and whether they can be switched between 1 and 3.
    phases: int = 3
    is_switchable: bool = False
    # How many the car uses; 0: not measured.
    measured_phases: int = 0
    enable_threshold_w: float = 0.0
    enable_delay_s: float = 60.0
    disable_threshold_w: float = 0.0
    disable_delay_s: float = 180.0
    is_enabled: bool = False
    is_charging: bool = False
    offered_a: float = 0.0
    charge_w: float = 0.0
    # The largest phase current measured; None: not measured.
    current_a: float | None = None
    pv_timer_s: float | None = None
    phase_timer_s: float | None = None
    switched_s: float = field(default=ELAPSED)

    @property
    def active_phases(self) -> int:
        """Phases believed to be in use."""
        return min(self.phases or 3, self.measured_phases or 3)

    @property
    def most_phases(self) -> int:
        """Phases that could be in use after a switch."""
        if self.is_switchable:
            return min(3, self.measured_phases or 3) if self.phases != 1 else 3
        return self.active_phases

    def target(self, site_w: float, now_s: float) -> float:
        """Return the current in A (not yet cut to whole amps); 0 is off."""
        scaled = self._scale_phases(site_w, now_s) if self._may_switch(now_s) else 0
        active = self.active_phases
        effective_a = self._effective_a()
        if scaled == 3:  # three phases
            effective_a /= self.most_phases
        target_a = max(effective_a - site_w / (active * self.voltage_v), 0.0)
        if self.is_enabled and target_a < self.min_a:
            return self._below_minimum(site_w, active, now_s)
        if not self.is_enabled:
            return self._while_off(site_w, target_a, now_s)
        self.pv_timer_s = None
        return min(target_a, self.max_a)

    def _effective_a(self) -> float:
        if not self.is_charging:
            return 0.0
        return self.offered_a if self.current_a is None else min(self.current_a + HEADROOM_A, self.offered_a)

    def _below_minimum(self, site_w: float, active: int, now_s: float) -> float:
        projected_w = site_w
        if self.is_switchable and self.phase_timer_s is not None:
            projected_w -= self.voltage_v * self.min_a * (active - 1)
        if projected_w < self.disable_threshold_w:
            self.pv_timer_s = None
            return self.min_a
        if self.pv_timer_s is None:
            self.pv_timer_s = now_s
        if now_s - self.pv_timer_s < self.disable_delay_s:
            return self.min_a
        self.pv_timer_s = None
        return 0.0

    def _while_off(self, site_w: float, target_a: float, now_s: float) -> float:
        is_enough = target_a >= self.min_a if self.enable_threshold_w == 0 else site_w <= self.enable_threshold_w
        if not is_enough:
            self.pv_timer_s = None
            return 0.0
        if self.pv_timer_s is None:
            self.pv_timer_s = now_s
        if now_s - self.pv_timer_s < self.enable_delay_s:
            return 0.0
        self.pv_timer_s = None
        return self.min_a

    def _may_switch(self, now_s: float) -> bool:
        return self.is_switchable and now_s - self.switched_s > LOCKOUT_S

    def _scale_phases(self, site_w: float, now_s: float) -> int:
        active = self.active_phases
        available_w = self.charge_w - site_w
        is_short = available_w / (active * self.voltage_v) < self.min_a
        if active > 1 and (site_w > 0 or not self.is_enabled) and is_short:
            return self._switch_after(1, self.disable_delay_s, now_s)
        most = self.most_phases
        is_plenty = available_w / self.voltage_v > self.max_a and available_w / (most * self.voltage_v) >= self.min_a
        if most > 1 and self.phases < most and is_plenty:
            return self._switch_after(3, self.enable_delay_s, now_s)
        self.phase_timer_s = None
        return 0

    def _switch_after(self, phases: int, delay_s: float, now_s: float) -> int:
        if not self.is_charging:
            self.phase_timer_s = ELAPSED
        if self.phase_timer_s is None:
            self.phase_timer_s = now_s
        if now_s - self.phase_timer_s < delay_s:
            return 0
        self.phases, self.measured_phases = phases, 0
        self.phase_timer_s, self.switched_s = None, now_s
        return phases


class Evcc:
    """evcc in the loop: round robin over its load points."""

    def __init__(self, equipment: Equipment, phase_s: int = 0) -> None:
        self.phase_s = phase_s
        self.points = [
            LoadPoint(spec.min_current_a, spec.max_current_a, phases=max(spec.phases), is_switchable=len(spec.phases) > 1,
                      measured_phases=1 if spec.phases == (1,) else 0)
            for spec in equipment.stations
        ]  # fmt: skip
        self.priorities = [spec.priority for spec in equipment.stations]
        self.grid_w = 0.0
        self.has_priority_battery = equipment.battery_priority_level_pct
        self._was_connected = [True] * len(self.points)
        self._changed_s = [ELAPSED] * len(self.points)
        self._turn = -1

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Return the orders of this tick's load point."""
        if (now_s + self.phase_s) % POLLS_EVERY_S:
            return []
        self._turn = (self._turn + 1) % len(self.points)
        # An unavailable grid meter of Home Assistant leaves the last value standing.
        self.grid_w = self.grid_w if view.grid_w is None else view.grid_w
        for point, shown in zip(self.points, view.stations, strict=True):
            point.charge_w, point.is_charging = shown.power_w, shown.is_charging
            drawn_a = point.charge_w / (point.active_phases * point.voltage_v)
            point.current_a = drawn_a if point.is_charging else None
        self._synchronise(self._turn, view.stations[self._turn], now_s)
        return self._update(self._turn, self._site_w(view), now_s)

    def _synchronise(self, index: int, shown: StationView, now_s: int) -> None:
        """Adopt what a charger shows once it should be consistent; a car that has come need not wait."""
        point = self.points[index]
        if shown.has_set_point and now_s - self._changed_s[index] > CONSISTENT_AFTER_S:
            point.is_enabled = shown.is_enabled or shown.is_charging
        if shown.is_connected and not self._was_connected[index]:
            point.pv_timer_s = ELAPSED
        self._was_connected[index] = shown.is_connected

    def _site_w(self, view: View) -> float:
        residual_w, battery_w = 0.0, -(view.battery_w or 0.0)
        if view.soc_pct < self.has_priority_battery:
            residual_w = 100.0
            battery_w = max(battery_w, 0.0)
        flexible_w = sum(
            point.charge_w
            for point, priority in zip(self.points, self.priorities, strict=True)
            if priority < self.priorities[self._turn]
        )
        reserved_w = sum(
            point.max_a * point.most_phases * point.voltage_v
            for point, priority in zip(self.points, self.priorities, strict=True)
            if priority > self.priorities[self._turn] and not point.is_enabled and point.pv_timer_s is not None
        )
        return self.grid_w + battery_w + residual_w - flexible_w + reserved_w

    def _update(self, index: int, site_w: float, now_s: int) -> list[FastCommand]:
        point = self.points[index]
        phases_before = point.phases
        current_a = float(int(point.target(site_w, now_s))) if self._was_connected[index] else 0.0
        is_enabled = current_a >= point.min_a
        order = FastCommand(
            index,
            is_enabled=is_enabled if is_enabled != point.is_enabled else None,
            current_a=current_a if is_enabled and current_a != point.offered_a else None,
            phases=point.phases if point.phases != phases_before else None,
        )
        if order.is_enabled is not None or order.phases is not None:
            self._changed_s[index] = now_s
        point.is_enabled = is_enabled
        point.offered_a = current_a if is_enabled else 0.0
        return [] if order == FastCommand(index) else [order]


def regulator(case: Case) -> Controller:
    """Return the law for a case."""
    return Evcc(case.equipment, case.phase_s)


LAW = Law("evcc", regulator, POLLS_EVERY_S)
