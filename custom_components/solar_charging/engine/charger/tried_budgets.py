"""What other budgets of a start and of a stop would have cost lately: pairs of them are tried beside the charger, on the same seconds.

Each pair starts and stops a charge that draws nothing. Its cost is what that charge missed and bought, and a price for each start, the higher
the more often it started of late. Where the usual pair was clearly worse than another of late, that one counts: after short peaks of sun a
start waits until the sun has lasted, and a shadow or a boiler that was never worth waiting for is not waited for, unless that makes many
starts for little. What is compared has happened: no pattern need be known.
"""

from dataclasses import dataclass, field
from math import exp
from typing import Self

from ..copying import shallow
from ..model import SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class BudgetPair:
    """What a start and a stop must have been worth, in Wh, for a charger of the reference power (`decide/budget`)."""

    start_wh: float
    stop_wh: float


# A start at once, after a short peak, after a long one; a stop at once, later, or once a boiler's four minutes were held through.
STARTS_WH, STOPS_WH = (3.0, 15.0, 60.0), (7.0, 45.0, 130.0)
PAIRS = tuple(BudgetPair(start_wh, stop_wh) for start_wh in STARTS_WH for stop_wh in STOPS_WH)
# The pair that stands for the law without this.
USUAL = PAIRS.index(BudgetPair(STARTS_WH[0], STOPS_WH[1]))
# What a start costs beside what is missed and bought: a peak of sun that leaves less is not worth one. This and what follows was set by hand
# for the least regret without more starts, on one half of the days and judged on the other (`script/bench control --half`, its days in steps
# of 5 s, 29 November 2026): with 20 Wh short peaks make 69 starts in six hours.
START_PRICE_WH = 50.0
# ... and for each start of late, so that many are made only where much is gained. On the days it was set to, with this and `LATER_PART` there are
# 26.3 starts a day beside a boiler in the tropics instead of 31.3 and 11.2 under its clouds instead of 12.2, for 1.7 % of the sun beside the
# boiler and none under clouds.
AGAIN_PRICE_WH = 8.0
# What is bought counts for more than what is missed, so that where both are alike nothing is bought.
BOUGHT_WEIGHT = 1.3
# So long ago counts for a third: an hour and a half are a few rounds of what comes and goes.
FADES_S = 5400.0
# How much better another pair must have been, and to which part, if its starts are later or its stops sooner: under common clouds less is mere
# chance. With 50 Wh there were 6.2 starts on a measured day instead of 5.3; without the last, 21.0 beside a boiler instead of 19.2 (evcc: 19.2),
# and with 0.75 sun of 90 s in ten minutes is given up (those days, 29 November 2026).
CLEARLY_WH, LATER_PART, SOONER_PART = 90.0, 0.75, 0.9


@dataclass(slots=True)
class Trial:
    """One pair's charge: whether it is on, what its budget holds, and what it has cost lately, in Wh, in how many starts."""

    is_on: bool = False
    held_wh: float = 0.0
    cost_wh: float = 0.0
    starts: float = 0.0


def _fresh() -> list[Trial]:
    return [Trial() for _ in PAIRS]


@dataclass(slots=True)
class TriedBudgets:
    """The trials, in the order of `PAIRS`."""

    trials: list[Trial] = field(default_factory=_fresh)

    def __post_init__(self) -> None:
        """Begin anew where what was stored is not of these pairs."""
        if len(self.trials) != len(PAIRS):
            self.trials = _fresh()

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)([shallow(one) for one in self.trials])

    def fade(self, gap_s: float) -> None:
        """Let costs and starts fade over the time since the last step."""
        left = exp(-gap_s / FADES_S)
        for trial in self.trials:
            trial.cost_wh *= left
            trial.starts *= left

    def add(self, off_w: float, on_w: float, elapsed_s: float) -> None:
        """Go on by `elapsed_s`, in which being off, or on, would have been regretted by so much."""
        hours = elapsed_s / SECONDS_PER_HOUR
        off_wh, on_wh = off_w * hours, on_w * hours * BOUGHT_WEIGHT
        for pair, trial in zip(PAIRS, self.trials, strict=True):
            here_wh, there_wh, needed_wh = (
                (on_wh, off_wh, pair.stop_wh) if trial.is_on else (off_wh, on_wh, pair.start_wh)
            )
            trial.cost_wh += here_wh
            trial.held_wh = max(trial.held_wh + here_wh - there_wh, 0.0)
            if trial.held_wh >= needed_wh:
                trial.is_on, trial.held_wh = not trial.is_on, 0.0
                if trial.is_on:
                    trial.cost_wh += START_PRICE_WH + AGAIN_PRICE_WH * trial.starts
                    trial.starts += 1.0

    def better(self) -> BudgetPair | None:
        """Return the pair that was clearly better than the usual one, the best of them; None: there is none."""
        best, best_wh = None, self.trials[USUAL].cost_wh - CLEARLY_WH
        usual = PAIRS[USUAL]
        for pair, trial in zip(PAIRS, self.trials, strict=True):
            cost_wh = trial.cost_wh / LATER_PART if pair.start_wh > usual.start_wh else trial.cost_wh
            cost_wh = cost_wh / SOONER_PART if pair.stop_wh < usual.stop_wh else cost_wh
            if cost_wh < best_wh:
                best, best_wh = pair, cost_wh
        return best
