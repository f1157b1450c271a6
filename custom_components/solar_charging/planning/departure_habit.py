"""When a car usually leaves, by weekday, learned from when it was unplugged. Local times, in minutes of the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

# Holidays of three weeks leave enough.
LOOK_BACK = timedelta(weeks=8)
# Two working weeks, less two days off.
FEWEST_DAYS = 8
# From the first tenth of the departures to the third quarter: days off with a late start are no reason to have no habit.
WIDEST_SPREAD_MIN = 45
# A weekday belongs to a habit that is kept every other week, and never for one day alone.
LEAST_SHARE_OF_WEEKS = 0.5
FEWEST_OF_A_WEEKDAY = 2  # once is chance
# Shorter ones are a cable that was tried, or a car that was moved.
SHORTEST_STAY = timedelta(hours=1)
# As people name times.
_STEP_MIN = 5


@dataclass(frozen=True, slots=True)
class PlugInTimes:
    """When a car was plugged in and unplugged: aware local times."""

    plugged_in: datetime
    unplugged: datetime


@dataclass(frozen=True, slots=True)
class DepartureHabit:
    """`usual_min`: the median departure. `early_min`: nine departures in ten are later. `weekdays`: 0 is Monday. `days`: how many it is known from."""

    usual_min: int
    early_min: int
    weekdays: tuple[int, ...]
    days: int

    @property
    def usual(self) -> str:
        """The usual time, such as "07:10"."""
        return _clock(round(self.usual_min / _STEP_MIN) * _STEP_MIN)

    @property
    def ready_by(self) -> str:
        """When the car is to be ready, to be so nine times in ten."""
        return _clock(self.early_min // _STEP_MIN * _STEP_MIN)

    def is_one_of(self, declined: Iterable[str]) -> bool:
        """Whether it is the same as one that was declined, by its usual time."""
        return any(abs(self.usual_min - minute_of(one)) <= WIDEST_SPREAD_MIN for one in declined)


def departure_habit(stays: Iterable[PlugInTimes]) -> DepartureHabit | None:
    """Return the habit of the first departures of days; None: there is none."""
    first = _first_departures(stays)
    by_weekday = _regular_weekdays(first)
    if not by_weekday:
        return None
    usual_min = median(minute for minutes in by_weekday.values() for minute in minutes)
    # On Saturdays at ten, too, is no reason to forget the seven o'clock of working days.
    weekdays = sorted(
        day for day, minutes in by_weekday.items() if abs(median(minutes) - usual_min) <= WIDEST_SPREAD_MIN
    )
    known = sorted(minute for day in weekdays for minute in by_weekday[day])
    if len(known) < FEWEST_DAYS:
        return None
    early_min, late_min = (known[round((len(known) - 1) * part)] for part in (0.1, 0.75))
    if late_min - early_min > WIDEST_SPREAD_MIN:
        return None
    return DepartureHabit(round(median(known)), early_min, tuple(weekdays), len(known))


def minute_of(clock: str) -> int:
    """Return the minute of the day of a time such as "07:10"."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minute: int) -> str:
    # Rounded, the last minutes of a day would be the next one's.
    hours, minutes = divmod(min(minute, 24 * 60 - _STEP_MIN), 60)
    return f"{hours:02}:{minutes:02}"


def _first_departures(stays: Iterable[PlugInTimes]) -> Mapping[date, int]:
    found: dict[date, int] = {}
    for stay in stays:
        if stay.unplugged - stay.plugged_in < SHORTEST_STAY:
            continue
        day, minute = stay.unplugged.date(), stay.unplugged.hour * 60 + stay.unplugged.minute
        found[day] = min(found.get(day, minute), minute)
    return found


def _regular_weekdays(first: Mapping[date, int]) -> Mapping[int, list[int]]:
    """Return the departures of each weekday on which the car leaves often enough."""
    if not first:
        return {}
    weeks = (max(first) - min(first)).days // 7 + 1
    fewest = max(FEWEST_OF_A_WEEKDAY, LEAST_SHARE_OF_WEEKS * weeks)
    found: dict[int, list[int]] = {}
    for day, minute in first.items():
        found.setdefault(day.weekday(), []).append(minute)
    return {weekday: minutes for weekday, minutes in found.items() if len(minutes) >= fewest}
