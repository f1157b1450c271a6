"""What the engine remembers between two steps. Times are UTC seconds since the epoch, so that it can be stored as JSON.

`step` copies the state it is given and changes only the copy. Each part of the engine owns its own part of the state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from .charger.charger_state import ChargerState, LearnedCar
from .copying import shallow
from .decide.outlook import PastState
from .json_state import dump, load
from .limits.draw_limit import HouseDrawState
from .limits.house_currents import HouseState
from .limits.outside_state import OutsideState
from .limits.peak_state import PeakState
from .limits.phase_billing import PhaseBillingState
from .measure.measure_state import MeasureState


@dataclass(slots=True)
class EngineState:
    """Everything `step` remembers. `EngineState()` is a home never seen before."""

    stepped_s: float | None = None
    measure: MeasureState = field(default_factory=MeasureState)
    chargers: dict[str, ChargerState] = field(default_factory=dict)
    # By car; of unknown cars, by charger.
    learned_cars: dict[str, LearnedCar] = field(default_factory=dict)
    past: PastState = field(default_factory=PastState)
    house: HouseState = field(default_factory=HouseState)
    # What each circuit's meters and rooms were, by its id.
    circuits: dict[str, HouseState] = field(default_factory=dict)
    draw: HouseDrawState = field(default_factory=HouseDrawState)
    outside: OutsideState = field(default_factory=OutsideState)
    peak: PeakState = field(default_factory=PeakState)
    phase_billing: PhaseBillingState = field(default_factory=PhaseBillingState)

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state that can be changed."""
        return type(self)(
            self.stepped_s,
            self.measure.copy(),
            {name: charger.copy() for name, charger in self.chargers.items()},
            # Cars that are elsewhere are replaced, never changed, and so are the currents of the house.
            dict(self.learned_cars),
            self.past.copy(),
            shallow(self.house),
            {name: shallow(circuit) for name, circuit in self.circuits.items()},
            shallow(self.draw),
            shallow(self.outside),
            shallow(self.peak),
            self.phase_billing.copy(),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return dict(dump(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Return the state stored as `data`; unknown keys are ignored, missing or broken ones start afresh."""
        return load(cls, data)
