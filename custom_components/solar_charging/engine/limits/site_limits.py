"""All limits of a home as one list of constraints. A new kind of limit is a function that makes constraints, named here."""

from collections.abc import Callable, Sequence

from ..step_context import StepContext
from .charger_currents import GridConnection
from .circuits import circuit_constraints
from .constraint import Constraint
from .draw_constraints import draw_constraints, outside_current_constraints
from .fuse import fuse_constraints
from .limited_charger import LimitedCharger
from .unbalance import unbalance_constraints

type ConstraintSource = Callable[[Sequence[LimitedCharger], GridConnection, StepContext], list[Constraint]]

SOURCES: tuple[ConstraintSource, ...] = (
    fuse_constraints,
    circuit_constraints,
    unbalance_constraints,
    outside_current_constraints,
    draw_constraints,
)


def constraints_of(chargers: Sequence[LimitedCharger], grid: GridConnection, context: StepContext) -> list[Constraint]:
    """Return everything that limits the chargers now."""
    return [constraint for source in SOURCES for constraint in source(chargers, grid, context)]
