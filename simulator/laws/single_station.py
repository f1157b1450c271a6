"""Common ground of laws that know a single station, on its most phases."""

from simulator.control.equipment import VOLTAGE_V, Equipment
from simulator.control.view import FastCommand


class SingleStation:
    """One station, told whole set-points."""

    def __init__(self, equipment: Equipment, phase_s: int = 0) -> None:
        self.spec = equipment.stations[0]
        self.phases = max(self.spec.phases)
        self.step_w = VOLTAGE_V * self.phases
        self.current_a = 0.0
        self.phase_s = phase_s

    def set(self, current_a: float) -> list[FastCommand]:
        """Return the order that brings the station to `current_a`; below its minimum is off."""
        if current_a < self.spec.min_current_a:
            current_a = 0.0
        if current_a == self.current_a:
            return []
        was_on, self.current_a = self.current_a > 0.0, current_a
        is_on = current_a > 0.0
        return [FastCommand(0, is_enabled=is_on if is_on != was_on else None, current_a=current_a if is_on else None)]
