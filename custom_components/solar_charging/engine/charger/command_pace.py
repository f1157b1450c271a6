"""Calls to a charger are few: what they are spent on when they run low.

Each command is some calls to the device or its cloud, as its integration is known to make them. While there are plenty, the current
follows the sun at once. The fewer are left, the more a new current must be worth: what following would have gained, in Wh, adds up
until it is, and what was missed makes up for what was bought. One that takes back what was commanded a moment ago must be worth more
the more often that has been so of late: a hob that comes and goes asks for nothing. Starts, stops, phase switches and whatever a limit
or a person asks for are never held back.
"""

from dataclasses import dataclass, field
from math import exp

# No new current is commanded beyond so many calls in any hour, which is counted in parts of five minutes: where a command is several
# calls, and where it is one write to the device: broken clouds ask for 400 in their worst hours, for 60 over the day.
MOST_CALLS, MOST_WRITES = 120.0, 480.0
# Calls are counted in parts of this length; the present one and an hour of those before are kept.
PART_S, PARTS = 300.0, 13
# So many of them are kept for less current: what is bought costs more than what is missed.
KEPT_CALLS = 9.0
# From this part of them on they are few: where a command is several calls from the first one on, or clouds use up an hour's within
# minutes, and the rest of the hour goes by without any (fitted: script/bench control --quick --rows OCPP --half report, 2026-11-29).
FEW_CALLS_PART, FEW_WRITES_PART = 0.0, 0.8
# What a command must be worth in Wh with half of them spent where they are few from the first one on, else with nine tenths of them.
WORTH_WH = 1.5
# Of steps finer than this clouds ask for several times as many for the same energy: there they are few from the first one on, and worth
# this. On four kinds of skies, the pace alone: 40 % fewer commands, and no more regret (168 to 105 an hour, 3.7 to 3.6 %).
FINE_STEP_A, FINE_WORTH_WH = 1.0, 0.1
# A command takes back the last one if it comes within this time; such are forgotten over the second.
TAKEN_BACK_S, REVERSALS_FORGOTTEN_S = 60.0, 600.0
# So many reversals are caused by clouds; each further one must be worth this much in Wh, times the square of those beyond.
FREE_REVERSALS, REVERSAL_WH = 6.0, 0.2
# What is owed fades over this time while the present current is right.
SETTLED_AFTER_S = 60.0


@dataclass(slots=True)
class CommandPace:
    """Calls of the last hour by its parts, the newest last, and what the last current owes, in Wh: positive what it missed, negative what it bought.

    `was_more`: whether the last one was higher than the one before; `age_s`: how old it is; `reversals`: how often one took back the
    one before, fading. `part_s`: how long the newest part lasts already.
    """

    # Replaced, never changed.
    calls: list[int] = field(default_factory=lambda: [0])
    part_s: float = 0.0
    owed_wh: float = 0.0
    was_more: bool | None = None
    age_s: float = 0.0
    reversals: float = 0.0

    def pass_time(self, gap_s: float) -> None:
        """Forget calls as time goes by."""
        self.part_s += gap_s
        if self.part_s >= PART_S:
            passed = min(int(self.part_s // PART_S), PARTS)
            self.calls, self.part_s = [*self.calls, *[0] * passed][-PARTS:], self.part_s % PART_S
        self.reversals *= exp(-gap_s / REVERSALS_FORGOTTEN_S)
        self.age_s += gap_s

    def spend(self, calls: int, *, is_more: bool) -> None:
        """A command goes out, with more current or with less: nothing is owed any more."""
        self.reversals += self._takes_back(is_more=is_more)
        self.calls = [*self.calls[:-1], sum(self.calls[-1:]) + calls]
        self.owed_wh, self.was_more, self.age_s = 0.0, is_more, 0.0

    def owe(self, missed_w: float, elapsed_s: float) -> None:
        """Add what the present current misses (positive) or buys (negative), in W."""
        if missed_w:
            self.owed_wh += missed_w * elapsed_s / 3600.0
        else:
            self.owed_wh *= exp(-elapsed_s / SETTLED_AFTER_S)

    def is_due(self, calls: int, step_a: float, *, is_more: bool) -> bool:
        """Return whether a higher or lower current of so many calls is worth them now, at a charger with such steps in A."""
        most, few_part, worth_wh = MOST_CALLS, FEW_CALLS_PART, WORTH_WH
        if calls == 1:
            is_fine = step_a < FINE_STEP_A
            most, few_part = MOST_WRITES, 0.0 if is_fine else FEW_WRITES_PART
            worth_wh = FINE_WORTH_WH if is_fine else WORTH_WH
        left_part = 1.0 - (sum(self.calls) + calls) / (most - (KEPT_CALLS if is_more else 0.0))
        if left_part <= 0.0:
            return False
        price_wh = max(worth_wh * (1.0 - few_part - left_part) / left_part, 0.0)
        if self._takes_back(is_more=is_more):
            price_wh += REVERSAL_WH * max(self.reversals - FREE_REVERSALS, 0.0) ** 2
        return price_wh <= 0.0 or (self.owed_wh if is_more else -self.owed_wh) >= price_wh

    def _takes_back(self, *, is_more: bool) -> bool:
        return self.was_more is not None and self.was_more is not is_more and self.age_s < TAKEN_BACK_S
