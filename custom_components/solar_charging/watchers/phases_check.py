"""A sunny day without a start: the surplus would have done for one phase, but the charger was set up with three.

Many cars charge on one phase wherever they are plugged in. What they draw would show it, but they never start.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from homeassistant.util import dt as dt_util

from ..engine.decision import Command
from ..engine.inputs import ChargerInputs
from ..engine.state import EngineState
from ..managers.step_result import SiteData

PHASES_UNCLEAR = "phases_unclear"
# Two hours in which one phase would have charged: clouds alone do not make so many of them.
ENOUGH_S = 2 * 3600.0
# Checked every half minute; a longer gap does not count as waiting.
_LONGEST_LOOK_S = 60.0


@dataclass(slots=True)
class SunnyDay:
    """How long today, in s, a charger waited with enough for one phase, and whether that was long enough to ask."""

    day: date | None = None
    waited_s: float = 0.0
    seen_s: float = 0.0
    is_unclear: bool = False

    def look(self, now: datetime, *, would_do: bool, has_started: bool) -> None:
        """Take one more look into account."""
        now_s, today = now.timestamp(), dt_util.as_local(now).date()
        elapsed_s = min(max(now_s - self.seen_s, 0.0), _LONGEST_LOOK_S)
        self.seen_s = now_s
        if today != self.day or has_started:
            self.day, self.waited_s = today, 0.0
        if has_started:
            self.is_unclear = False
        if would_do:
            self.waited_s += elapsed_s
        self.is_unclear = self.is_unclear or self.waited_s >= ENOUGH_S


@dataclass(slots=True)
class PhasesCheck:
    """Looks at every charger that cannot switch its phases and has never been seen to draw on them."""

    _days: dict[str, SunnyDay] = field(default_factory=dict)

    def look(self, data: SiteData, state: EngineState, now: datetime) -> None:
        """Look at the last decision."""
        chargers = {one.id: one for one in data.inputs.chargers if _is_assumed(one, state)}
        self._days = {key: self._days.get(key, SunnyDay()) for key in chargers}
        for command in data.decision.commands:
            if (charger := chargers.get(command.charger_id)) is not None:
                would_do = _would_do_on_one(command, charger)
                self._days[charger.id].look(now, would_do=would_do, has_started=command.is_enabled)

    def issues(self, charger_id: str) -> Iterator[str]:
        """Return the issue about a charger, if there is one."""
        if (day := self._days.get(charger_id)) and day.is_unclear:
            yield PHASES_UNCLEAR


def _is_assumed(charger: ChargerInputs, state: EngineState) -> bool:
    """Whether it is only set up, not known, that the car uses several phases."""
    limits, seen = charger.limits, state.chargers.get(charger.id)
    (least, most) = min(limits.phases), max(limits.phases)
    is_learned = seen is not None and str(most) in seen.watts_per_amp
    return least == most > 1 and limits.car_phases is None and not is_learned


def _would_do_on_one(command: Command, charger: ChargerInputs) -> bool:
    """Whether it waits for surplus of which one phase would have enough."""
    power_w, needed_w = (command.reason.numbers.get(name) for name in ("power_w", "needed_w"))
    if command.is_enabled or not isinstance(power_w, int | float) or not isinstance(needed_w, int | float):
        return False
    return needed_w / max(charger.limits.phases) <= power_w < needed_w
