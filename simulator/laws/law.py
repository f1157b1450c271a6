"""What a law to compare is."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.control.equipment import Equipment
from simulator.control.traces import Trace
from simulator.control.view import Controller


@dataclass(frozen=True, slots=True)
class Case:
    """What a law is made for: a day and the equipment. `phase_s`: by how much a law that polls is out of step with the meter."""

    trace: Trace
    equipment: Equipment
    phase_s: int = 0
    # What the sun is expected to do: "shipped" (the integration's own estimator), "recent" (recent clearness kept) or "none".
    outlook: str = "shipped"
    # Whether the inverter is read.
    has_generation: bool = True


@dataclass(frozen=True, slots=True)
class Law:
    """A control law by its name. `polls_every_s`: it looks at the home by a clock of its own, and is run at several phases of it."""

    name: str
    make: Callable[[Case], Controller]
    polls_every_s: int | None = None
    # More charging stations than this it does not know.
    max_stations: int | None = None

    def phases_s(self, count: int) -> list[int]:
        """Return that many phases of its clock, evenly spaced; one that does not poll has one."""
        if self.polls_every_s is None:
            return [0]
        return [round(self.polls_every_s * number / count) for number in range(count)]
