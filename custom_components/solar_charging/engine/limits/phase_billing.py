"""What is remembered of phases that are billed by themselves."""

from dataclasses import dataclass, field
from typing import Self

from ..copying import shallow
from .house_currents import HouseState


@dataclass(slots=True)
class PhaseBillingState:
    """What the house draws on each phase; since when the home has exported while no phase seems to; whether that showed no direction."""

    house: HouseState = field(default_factory=HouseState)
    contradicts_since_s: float | None = None
    is_unsigned: bool = False

    def copy(self) -> Self:
        """Return a copy that shares nothing with this state that can be changed."""
        twin = shallow(self)
        twin.house = shallow(self.house)
        return twin
