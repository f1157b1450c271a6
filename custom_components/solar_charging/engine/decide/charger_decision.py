"""What one charger is to do, on the way from the surplus to its command."""

from dataclasses import dataclass

from ..charger.charger_state import ChargerState
from ..decision import Limiter
from ..inputs import ChargerInputs
from ..model import Reason, SolarMode
from ..policy import Policy
from .budget import Transition
from .options import OFF, Option, followed_a, options_of
from .purchase_limit import is_used_up


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
    # The current its share pays for, where the charger goes on with another because calls to it are few.
    wanted_a: float = 0.0

    @property
    def follows_sun(self) -> bool:
        """Whether this charger follows the sun; before there is a decision, its mode decides."""
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
        While calls to the charger are few, the present one is kept until another is worth them.
        """
        self.wanted_a = wanted_a = self._wanted_a(policy)
        charger_state, option = self.charger_state, self.option
        present_a = min(max(charger_state.current_a, option.least_a), option.most_a)
        # What was commanded before its box's real steps were known is not kept.
        is_set_point = option.current_a(present_a * option.per_amp_w) == present_a
        if not self.is_same_option or not is_set_point or wanted_a == charger_state.current_a:
            return wanted_a
        is_due = charger_state.pace.is_due(self.charger.calls_per_command, option.step_a, is_more=wanted_a > present_a)
        return wanted_a if is_due else present_a

    def settle_pace(self, elapsed_s: float) -> None:
        """Add up what the present current owes, while another is wanted."""
        option, pace = self.option, self.charger_state.pace
        if not option.phases or not self.follows_sun or not self.is_same_option:
            pace.owed_wh = 0.0
            return
        is_wanted = self.wanted_a == self.charger_state.current_a
        missed_a = 0.0 if is_wanted else option.current_a(self.share_w) - self.charger_state.current_a
        pace.owe(missed_a * option.per_amp_w, elapsed_s)

    @property
    def is_same_option(self) -> bool:
        """Whether it goes on charging on as many phases as now."""
        return self.charger_state.is_enabled and self.charger_state.phases == self.option.phases

    def _wanted_a(self, policy: Policy) -> float:
        charger_state, option = self.charger_state, self.option
        is_by_sun = self.charger.min_solar_share and option.least_w
        if is_by_sun and is_used_up(charger_state, options_of(self.charger, charger_state)):
            # Following what goes up and down would buy more each time.
            return option.least_a
        return followed_a(option, charger_state.current_a if self.is_same_option else 0.0, self.share_w, policy)

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
