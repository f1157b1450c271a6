"""A charging station (EVSE): commands arrive late, current moves in steps and ramps, contactors wear."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from .car import Car


class Status(StrEnum):
    """What the station says of the car."""

    DISCONNECTED = "disconnected"
    AWAITING = "awaiting"
    CHARGING = "charging"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class EvseSpec:
    """A station's fixed properties. `phases` lists the phase counts it can be switched between."""

    min_current_a: float = 6.0
    max_current_a: float = 16.0
    step_a: float = 1.0
    phases: tuple[int, ...] = (3,)
    voltage_v: float = 230.0
    # From the command to its effect: network, firmware, pilot signal.
    command_latency_s: float = 2.0
    # From enabling to the closed contactor (state B to C).
    start_delay_s: float = 6.0
    ramp_a_per_s: float = 2.0
    # How long a station rests with its contactor open when it changes phases.
    phase_pause_s: float = 30.0


@dataclass(frozen=True, slots=True)
class EvseCommand:
    """What a station is told. None leaves that part as it is."""

    is_enabled: bool | None = None
    current_a: float | None = None
    phases: int | None = None


class Evse:
    """A charging station with at most one car on its cable. `car` is plugged and unplugged by setting it."""

    def __init__(self, spec: EvseSpec | None = None, car: Car | None = None, *, is_enabled: bool = False) -> None:
        self.spec = spec or EvseSpec()
        self.car = car
        self.is_enabled = is_enabled
        self.set_current_a = self.spec.min_current_a
        self.active_phases = self.spec.phases[-1]
        self.power_w = 0.0
        self.contactor_closings = 0
        self.phase_switches = 0
        # True: the station takes commands and does nothing, as a hung firmware does.
        self.ignores_commands = False
        self._offered_a = 0.0
        self._ready_in_s = 0.0
        self._is_closed = False
        self._clock_s = 0.0
        self._pending: deque[tuple[float, EvseCommand]] = deque()

    @property
    def offered_current_a(self) -> float:
        """The current the car may take per phase now: 0 while the contactor is open."""
        return self._offered_a if self._is_closed else 0.0

    @property
    def status(self) -> Status:
        """What the station says of the car."""
        if self.car is None:
            return Status.DISCONNECTED
        if self.power_w > 0.0:
            return Status.CHARGING
        return Status.COMPLETE if self.car.is_full else Status.AWAITING

    def command(
        self, is_enabled: bool | None = None, current_a: float | None = None, phases: int | None = None
    ) -> None:
        """Tell the station; it acts after its latency. None leaves that part as it is.

        A current is rounded down to the station's step and held within its range; unknown phase counts raise ValueError.
        """
        if phases is not None and phases not in self.spec.phases:
            raise ValueError(f"this station cannot charge on {phases} phases")
        self._pending.append((self._clock_s + self.spec.command_latency_s, EvseCommand(is_enabled, current_a, phases)))

    def step(self, dt_s: float) -> float:
        """Go on by `dt_s` seconds and return the power drawn in W."""
        self._clock_s += dt_s
        while self._pending and self._pending[0][0] <= self._clock_s:
            self._obey(self._pending.popleft()[1])
        self._switch(dt_s)
        self._ramp(dt_s)
        self.power_w = 0.0
        if self.car is not None:
            self.power_w = self.car.take(self.offered_current_a, self.active_phases, self.spec.voltage_v, dt_s)
        return self.power_w

    def _obey(self, command: EvseCommand) -> None:
        if self.ignores_commands:
            return
        if command.is_enabled is not None:
            if command.is_enabled and not self.is_enabled:
                self._ready_in_s = max(self._ready_in_s, self.spec.start_delay_s)
            self.is_enabled = command.is_enabled
        if command.current_a is not None:
            steps = int(command.current_a / self.spec.step_a + 1e-9)
            self.set_current_a = min(self.spec.max_current_a, max(self.spec.min_current_a, steps * self.spec.step_a))
        if command.phases is not None and command.phases != self.active_phases:
            self.active_phases = command.phases
            self.phase_switches += 1
            self._is_closed = False
            self._ready_in_s = max(self._ready_in_s, self.spec.phase_pause_s)

    def _switch(self, dt_s: float) -> None:
        """Open the contactor at once, close it when a car is there and the delay is over."""
        if self.car is None:
            self._ready_in_s = max(self._ready_in_s, self.spec.start_delay_s)
        if not self.is_enabled or self.car is None or self.car.is_full:
            self._is_closed = False
            return
        self._ready_in_s = max(0.0, self._ready_in_s - dt_s)
        if self._ready_in_s == 0.0 and not self._is_closed:
            self._is_closed = True
            self.contactor_closings += 1
            # A car begins at the least current and works its way up.
            self._offered_a = self.spec.min_current_a

    def _ramp(self, dt_s: float) -> None:
        if self._is_closed:
            reach_a = self.spec.ramp_a_per_s * dt_s
            self._offered_a += max(-reach_a, min(reach_a, self.set_current_a - self._offered_a))
