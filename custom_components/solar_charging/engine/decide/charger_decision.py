"""What one charger is to do, on the way from the surplus to its command."""

from dataclasses import dataclass

from ..charger.charger_state import ChargerState
from ..model import ChargerInputs, Limiter, Reason, SolarMode
from ..policy import Policy
from .budget import Transition
from .options import OFF, Option


@dataclass(slots=True)
class ChargerDecision:
    """What one charger is to do: filled in on the way from its option to its current."""

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
    # The limit that keeps it from more.
    limited_by: Limiter | None = None
    # Among those that share the sun: whether it is off and would take its turn, or has had one while equals wait.
    waits_for_sun: bool = False
    is_turn_over: bool = False

    @property
    def follows_sun(self) -> bool:
        """Whether the sun decides on this charger; before it has been decided on, its mode tells."""
        charger = self.charger
        if self.is_fixed:
            return False
        return charger.mode is SolarMode.SOLAR_ONLY or (
            charger.mode is SolarMode.SOLAR_AND_GRID and charger.full_speed is None
        )

    @property
    def priority(self) -> float:
        """Its priority for the sun: who has had a turn goes behind equals that wait, but before those of the next priority."""
        return self.charger.priority - (0.5 if self.is_turn_over else 0.0)

    def follow(self, policy: Policy) -> float:
        """Return the current in A that its share pays for: the largest set-point.

        The present one is kept until a part of a step is missing, so that noise at its edge makes no commands. That dead band lies
        below the set-point: what is bought there is a part of a step, while one set-point too low misses all of it.
        """
        charger_state, option = self.charger_state, self.option
        affordable_a = option.current_a(self.share_w)
        is_same = charger_state.is_enabled and charger_state.phases == option.phases
        if not is_same or affordable_a >= charger_state.current_a:
            return affordable_a
        kept_a = min(max(charger_state.current_a, option.least_a), option.most_a)
        return min(option.current_a(self.share_w + policy.dead_band_steps * option.step_w), kept_a)

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
