"""What one charger shall do, on the way from the surplus to its command."""

from dataclasses import dataclass

from ..charger.charger_state import ChargerState
from ..model import ChargerInputs, Reason
from .budget import Transition
from .options import OFF, Option


@dataclass(slots=True)
class ChargerDecision:
    """What one charger shall do: filled in on the way from its option to its current."""

    charger: ChargerInputs
    charger_state: ChargerState
    option: Option = OFF
    current_a: float = 0.0
    reason: Reason | None = None
    next: Transition | None = None
    next_in_s: float | None = None
    share_w: float = 0.0
    # The inverter's AC limit, where that is what keeps surplus from it.
    ac_limit_w: float | None = None
    # Whether something else than the sun decides: a mode, the user, a fault.
    is_fixed: bool = False

    @property
    def power_w(self) -> float:
        """What the plan draws in W."""
        power_w = self.current_a * self.option.per_amp_w
        return (
            power_w if self.charger_state.takes_at_most_w is None else min(power_w, self.charger_state.takes_at_most_w)
        )

    @property
    def needed_w(self) -> float:
        """The surplus in W below which it pauses."""
        return self.option.least_w * self.charger.min_solar_share
