"""A charger's options, off or charging on so many phases, and what each would regret at a given surplus.

Regret is the one measure of the control law: solar power that a permitted set-point would have taken and this one does not,
plus power that is bought.
"""

from bisect import bisect
from functools import lru_cache
from typing import NamedTuple

from ..charger.charge import ChargeState
from ..charger.charger_state import ChargerState
from ..charger.learning import watts_per_amp
from ..inputs import ChargerInputs
from ..limit_settings import ChargerLimits
from ..policy import Policy


class Option(NamedTuple):
    """A phase count (0: off) with its lowest and highest current in A, the step between set-points, and W per A.

    `accepted_a`: the set-points between them, rising, where they are not evenly spaced.
    """

    phases: int
    least_a: float
    most_a: float
    step_a: float
    per_amp_w: float
    accepted_a: tuple[float, ...] = ()

    @property
    def least_w(self) -> float:
        """The power of the lowest set-point."""
        return self.least_a * self.per_amp_w

    @property
    def headroom_w(self) -> float:
        """The power between the lowest and the highest set-point."""
        return (self.most_a - self.least_a) * self.per_amp_w

    @property
    def step_w(self) -> float:
        """The power of one step."""
        return self.step_a * self.per_amp_w

    def current_a(self, surplus_w: float) -> float:
        """Return the largest set-point not above `surplus_w`, the lowest one where all are."""
        if surplus_w <= self.least_a * self.per_amp_w or not self.per_amp_w:
            return self.least_a
        if self.accepted_a:
            return self.accepted_a[bisect(self.accepted_a, surplus_w / self.per_amp_w + 1e-6) - 1]
        steps = int((surplus_w / self.per_amp_w - self.least_a) / self.step_a + 1e-6)
        return min(self.least_a + steps * self.step_a, self.most_a)

    def next_above_a(self, current_a: float) -> float:
        """Return the set-point after one, the highest one after itself."""
        if self.accepted_a:
            return self.accepted_a[min(bisect(self.accepted_a, current_a + 1e-6), len(self.accepted_a) - 1)]
        return min(current_a + self.step_a, self.most_a)


OFF = Option(0, 0.0, 0.0, 1.0, 0.0)


def options_of(charger: ChargerInputs, charger_state: ChargerState, others_could_w: float = 0.0) -> tuple[Option, ...]:
    """Return off and every phase count the charger can charge on, fewest first.

    While it is off, other chargers could take `others_could_w` of its share: so much is not missed.
    """
    limits = charger.limits
    options = _options(
        limits, tuple(round(watts_per_amp(charger, charger_state, phases), 1) for phases in limits.phases)
    )
    return (OFF._replace(most_a=others_could_w, per_amp_w=1.0), *options[1:]) if others_could_w else options


@lru_cache(maxsize=256)
def _options(limits: ChargerLimits, watts: tuple[float, ...]) -> tuple[Option, ...]:
    # A charger that is only switched has one set-point.
    least_a = limits.min_current_a if limits.has_current else limits.max_current_a
    most_a = max(limits.max_current_a, least_a)
    accepted_a = tuple(one for one in limits.accepted_a if least_a <= one <= most_a)
    if accepted_a:
        least_a, most_a = accepted_a[0], accepted_a[-1]
    charging = [
        Option(phases, least_a, most_a, limits.step_a, per_amp, accepted_a)
        for phases, per_amp in zip(limits.phases, watts, strict=True)
    ]
    return (OFF, *sorted(charging))


def present_index(charge: ChargeState, options: tuple[Option, ...]) -> int:
    """Return which of its options the charger is in."""
    phases = charge.phases if charge.is_enabled else 0
    return next((index for index, option in enumerate(options) if option.phases == phases), 0)


def followed_a(option: Option, present_a: float, share_w: float, policy: Policy) -> float:
    """Return the current in A that a share pays for. `present_a`: what is kept while less than a part of a step is missing; 0: nothing."""
    affordable_a = option.current_a(share_w)
    if not present_a or affordable_a >= present_a:
        return affordable_a
    kept_a = min(max(present_a, option.least_a), option.most_a)
    return min(option.current_a(share_w + policy.dead_band_steps * option.step_w), kept_a)


def topped_up_w(options: tuple[Option, ...], surplus_w: float, min_solar_share: float) -> float:
    """Return the surplus with what the grid may add to it, where the sun has to give but a part of the least power."""
    least_w = options[1].least_w if len(options) > 1 else 0.0
    return max(surplus_w, min(surplus_w + (1.0 - min_solar_share) * least_w, least_w))


def regrets_w(options: tuple[Option, ...], surplus_w: float, bought_weight: float) -> list[float]:
    """Return each option's regret in W at this surplus; what is bought counts `bought_weight` times.

    What an option leaves is taken by others, as far as they could (see `options_of`).
    """
    there_w, others_could_w = max(surplus_w, 0.0), options[0].headroom_w
    charged = [option.current_a(surplus_w) * option.per_amp_w if option.phases else 0.0 for option in options]
    taken = [power_w + min(max(there_w - power_w, 0.0), others_could_w) for power_w in charged]
    best_w = max(power_w for power_w in taken if power_w <= there_w + 1e-6)
    return [
        max(best_w - power_w, 0.0)
        if power_w <= there_w
        else max(best_w - there_w, 0.0) + (power_w - there_w) * bought_weight
        for power_w in taken
    ]
