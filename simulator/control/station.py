"""A charging station with its car, second by second: the same physics as `simulator.evse` and `simulator.car`, only faster."""

from collections import deque
from dataclasses import replace
from random import Random

from .equipment import StationSpec
from .view import FastCommand, StationView


class Station:
    """A charging station with a car. What befalls it (see `Incident`) sets `is_connected`, `limit_w` or its set-points."""

    __slots__ = (
        "_last_command",
        "_looks",
        "_rng",
        "closed",
        "enabled",
        "is_connected",
        "is_full",
        "is_switching",
        "limit_w",
        "offered_a",
        "pending",
        "phases",
        "power_w",
        "ready_s",
        "set_a",
        "spec",
        "starts",
        "switches",
        "unoffered_s",
        "wake_s",
    )

    def __init__(self, spec: StationSpec, seed: int = 1) -> None:
        self.spec = spec
        self.enabled = self.closed = False
        self.set_a = self.offered_a = float(spec.min_current_a)
        self.phases = spec.phases[-1]
        self.power_w = 0.0
        self.ready_s = self.wake_s = self.starts = self.switches = 0
        self.unoffered_s = spec.sleeps_after_s
        self.pending: deque[tuple[int, FastCommand]] = deque()
        self.is_connected, self.is_full = True, False
        # Whether the car pauses only for its phases to be switched.
        self.is_switching = False
        # What the car takes at most; None: all it is offered.
        self.limit_w: float | None = None
        # What the last order made of it.
        self._last_command = self.enabled, self.set_a
        self._rng = Random(seed)
        self._looks: deque[tuple[int, StationView]] = deque()

    @property
    def has_changed_itself(self) -> bool:
        """Whether it is set otherwise than it was told."""
        return (self.enabled, self.set_a) != self._last_command

    def step(self, now_s: int) -> float:
        """Go on by a second and return the power drawn in W."""
        pending = self.pending
        while pending and pending[0][0] <= now_s:
            self._obey(pending.popleft()[1])
        was_drawing = self.power_w > 0.0
        if not self.enabled or self.ready_s > 0 or not self.is_connected:
            self.closed, self.power_w = False, 0.0
            self.unoffered_s += 1
            self.ready_s = max(0, self.ready_s - 1)
        elif not self.closed:
            self._close()
        elif self.wake_s > 0:
            self.wake_s -= 1
        elif self.offered_a != self.set_a or self.power_w == 0.0 or self.limit_w is not None:
            reach_a = self.spec.ramp_a_per_s
            self.offered_a += max(-reach_a, min(reach_a, self.set_a - self.offered_a))
            self.power_w = self._taken_w()
        if self.power_w > 0.0 and not was_drawing:
            self._note_start()
        return self.power_w

    def order(self, order: FastCommand, now_s: int) -> None:
        """Take an order, which acts after its latency."""
        due_s = now_s + self.spec.command_latency_s
        if self.spec.command_jitter_s:
            due_s += self._rng.randint(0, self.spec.command_jitter_s)
        if self.pending:
            due_s = max(due_s, self.pending[-1][0])
        self.pending.append((due_s, order))

    def report(self, now_s: int, view: StationView) -> bool:
        """Look at the station every period and show what was seen a latency later; returns whether something new shows."""
        spec = self.spec.reports
        if now_s % spec.period_s == 0:
            self._looks.append((now_s + spec.latency_s, self._seen(view)))
        if not self._looks or self._looks[0][0] > now_s:
            return False
        seen = self._looks.popleft()[1]
        if spec.has_set_point:
            view.is_enabled, view.current_a, view.phases = seen.is_enabled, seen.current_a, seen.phases
        view.power_w, view.is_charging = seen.power_w, seen.is_charging
        view.is_connected, view.is_full, view.at_s = seen.is_connected, seen.is_full, now_s
        return True

    def _seen(self, view: StationView) -> StationView:
        return replace(
            view,
            phases=self.phases,
            current_a=self.set_a,
            is_enabled=self.enabled,
            power_w=round(self.power_w),
            is_charging=self.power_w > 0.0,
            is_connected=self.is_connected,
            is_full=self.is_full,
        )

    def _note_start(self) -> None:
        """A car that begins to charge has started, be it the law or the car that made it stop; a switch of phases is counted as such."""
        self.starts += not self.is_switching
        self.is_switching = False

    def _taken_w(self) -> float:
        power_w = self.spec.power_w(self.offered_a, self.phases)
        return power_w if self.limit_w is None else min(power_w, self.limit_w)

    def _close(self) -> None:
        """A car begins at the least current and works its way up; one that has slept hesitates."""
        self.closed = True
        self.wake_s = self.spec.wake_s if self.unoffered_s >= self.spec.sleeps_after_s else 0
        self.unoffered_s = 0
        self.offered_a = float(self.spec.min_current_a)
        self.power_w = 0.0 if self.wake_s else self._taken_w()

    def _obey(self, order: FastCommand) -> None:
        spec = self.spec
        if order.is_enabled is not None:
            if order.is_enabled and not self.enabled:
                self.ready_s = max(self.ready_s, spec.start_delay_s)
            self.enabled = order.is_enabled
            self.is_switching &= self.enabled
            self._last_command = self.enabled, self._last_command[1]
        if order.current_a is not None:
            self.set_a = spec.set_a(order.current_a)
            self._last_command = self._last_command[0], self.set_a
        if order.phases is not None and order.phases != self.phases:
            self.phases = order.phases
            self.switches += 1
            self.is_switching |= self.enabled and self.power_w > 0.0
            self.ready_s = max(self.ready_s, spec.phase_pause_s)
