"""The home's load without its chargers, by weekday and hour: learned where it is measured, set by the user where it is not."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

# Hours of a day.
_HOURS = 24
# Hours of a week.
_SLOTS = 7 * _HOURS
_HALF_LIFE_DAYS = 42.0  # six of each weekday: a season, not a year
# Prior weight in hours: an hour of the week leans on the same hour of all days, which leans on the user's figure.
_SLOT_PRIOR_H = 3.0
# As above: an hour of all days.
_HOUR_PRIOR_H = 5.0
# Before anything is measured: a load deviates from its mean by half of it.
_PRIOR_SPREAD = 0.5
# A single home's connection: more is a wrong unit.
_ABSURD_W = 100_000.0


class ExpectedLoad(NamedTuple):
    """Watts: to expect, and exceeded one time in five."""

    expected_w: float
    high_w: float


class SlotSums(NamedTuple):
    """What was seen of an hour of the week, aged: for how many hours, its energy, and the sum of its deviations."""

    seen_h: float = 0.0
    energy_wh: float = 0.0
    deviation_wh: float = 0.0


class LoadProfile:
    """Aged means of load and of its deviation, for each hour of the week."""

    def __init__(self, asked_w: float) -> None:
        """`asked_w`: about how much the home uses, by its owner's word."""
        self._asked_w = asked_w
        self._slots = [SlotSums()] * _SLOTS
        self._day: int | None = None

    def ask(self, asked_w: float) -> None:
        """Set the assumed load; measured values outweigh it hour by hour."""
        self._asked_w = asked_w

    def observe(self, day: int, weekday: int, hour: int, load_w: float, hours: float = 1.0) -> None:
        """Add one interval's mean load; `day` counts up, `weekday` 0 is Monday, both and `hour` in local time."""
        if not (math.isfinite(load_w) and 0.0 <= load_w < _ABSURD_W):
            return
        self._age_to(day)
        slot = weekday * _HOURS + hour
        seen, energy, deviation = self._slots[slot]
        error_w = abs(load_w - self.load(weekday, hour).expected_w)
        self._slots[slot] = SlotSums(seen + hours, energy + load_w * hours, deviation + error_w * hours)

    def load(self, weekday: int, hour: int) -> ExpectedLoad:
        """Return the load to expect in an hour of the week."""
        daily = [self._slots[day * _HOURS + hour] for day in range(7)]
        all_hours, all_energy, all_deviation = (sum(column) for column in zip(*daily, strict=True))
        of_hour_w = (all_energy + _HOUR_PRIOR_H * self._asked_w) / (all_hours + _HOUR_PRIOR_H)
        spread = (all_deviation + _HOUR_PRIOR_H * _PRIOR_SPREAD * self._asked_w) / (all_hours + _HOUR_PRIOR_H)
        seen, energy, _ = self._slots[weekday * _HOURS + hour]
        expected = (energy + _SLOT_PRIOR_H * of_hour_w) / (seen + _SLOT_PRIOR_H)
        # Loads are skewed: four in five lie below the mean plus one mean deviation.
        return ExpectedLoad(expected, expected + spread)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "day": self._day,
            "slots": [{name: round(value, 1) for name, value in slot._asdict().items()} for slot in self._slots],
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        slots = [SlotSums(**{name: float(value) for name, value in slot.items()}) for slot in data["slots"]]
        if len(slots) != _SLOTS:
            raise ValueError("not a week of hours")
        self._slots = slots
        self._day = data["day"]

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days: what was learned is no older than it was."""
        if self._day is not None:
            self._day += days

    def _age_to(self, day: int) -> None:
        if self._day is not None and day > self._day:
            keep = 2.0 ** ((self._day - day) / _HALF_LIFE_DAYS)
            self._slots = [SlotSums(*(value * keep for value in slot)) for slot in self._slots]
        self._day = day if self._day is None else max(day, self._day)
