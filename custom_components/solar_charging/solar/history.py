"""Weeks of recorded hours become a calibrated model at once: what clear days show of the roof, and the home's load profile."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .array import SolarArray
from .calibration import Observation
from .intervals import Interval
from .sky_sources import SkySeries, SourceKind
from .solar_model import SolarModel, solar_day
from .table import GenerationTable
from .time_offset import fit_offset_min

# The recorder's long-term statistics are hourly.
HOUR = timedelta(hours=1)
# Of sources whose past skies are unknown, clear days alone teach: there the sky is known to be clear.
_TAUGHT_BY_CLEAR_DAYS = (SourceKind.IRRADIANCE, SourceKind.CLOUD_FORECAST, SourceKind.CLOUD_COVER)
# A day is clear if its energy comes this near to the best day of the weeks around it, for its clear sky.
_CLEAR_DAY_SHARE = 0.92
# A month around a day: the sun moves little, and a clear day is likely among them.
_WEEKS_AROUND_DAYS = 15
# With fewer days there is nothing to compare.
_MIN_DAYS = 3
# Absurd history: another unit, another array, another country.
_MAX_REJECTED_SHARE = 0.1
# As above: measured over modelled, far outside of any losses.
_LEVEL_LOW, _LEVEL_HIGH = 0.1, 2.0


class Verdict(StrEnum):
    """What became of the history."""

    LEARNED = "learned"
    TOO_SHORT = "too_short"
    ABSURD = "absurd"


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What history showed: how many days of it, how many clear, the stamps' offset, the array's level."""

    verdict: Verdict
    days: int
    clear_days: int
    offset_min: int
    level: float
    # The clear days' hours (middle, mean W): what an orientation is found from.
    clear_hours: tuple[tuple[datetime, float], ...] = ()


def learn_history(
    array: SolarArray, table: GenerationTable, hours: Sequence[Interval], past_sky: SkySeries | None = None
) -> tuple[SolarModel, HistoryReport]:
    """Return a model that has learned from hourly means, and what was found; `table` covers the hours, row by hour or finer.

    The hours come in the order of time. `past_sky`: a source's values for those hours, where it keeps them.
    An absurd history leaves the model as new.
    """
    model = SolarModel(array, table)
    if past_sky:
        model.sky_sources.put(past_sky)
    sunny = [hour for hour in hours if table.power_w(_middle(hour)) > 0 and math.isfinite(hour.mean_w)]
    by_day: dict[int, list[Interval]] = {}
    for hour in sunny:
        by_day.setdefault(solar_day(_middle(hour), array.longitude), []).append(hour)
    rejected = sum(not -0.05 <= hour.mean_w / array.capacity_w <= 1.6 for hour in sunny)
    measured = sum(hour.mean_w for hour in sunny)
    clear = sum(table.power_w(_middle(hour)) for hour in sunny)
    level = measured / clear if clear > 0 else 0.0
    if len(by_day) < _MIN_DAYS:
        return model, HistoryReport(Verdict.TOO_SHORT, len(by_day), 0, 0, level)
    if rejected > _MAX_REJECTED_SHARE * len(sunny) or not _LEVEL_LOW < level < _LEVEL_HIGH:
        return model, HistoryReport(Verdict.ABSURD, len(by_day), 0, 0, level)
    offset_min = _offset_min(table, by_day)
    moved = {day: [_moved(hour, offset_min) for hour in of_day] for day, of_day in by_day.items()}
    clear_days = _clear_days(table, moved)
    for day in sorted(moved):
        _teach(model, day, moved[day], is_clear=day in clear_days)
    clear_hours = tuple((_middle(hour), hour.mean_w) for day in sorted(clear_days) for hour in moved[day])
    return model, HistoryReport(Verdict.LEARNED, len(moved), len(clear_days), offset_min, level, clear_hours)


def _teach(model: SolarModel, day: int, hours: Sequence[Interval], *, is_clear: bool) -> None:
    for hour in hours:
        at = _middle(hour)
        model.learn_at(at, hour.mean_w, 1.0)
        if is_clear:
            sun, clear_w = model.table.sun(at), model.table.power_w(at)
            for kind in set(_TAUGHT_BY_CLEAR_DAYS) - set(model.sky_sources.kinds(at, at)):
                model.calibrations[kind].observe(Observation(day, 1.0, sun, clear_w, clear_w, hour.mean_w))


def _middle(hour: Interval) -> datetime:
    return hour.start + HOUR / 2


def _moved(hour: Interval, minutes: int) -> Interval:
    return Interval(hour.start + timedelta(minutes=minutes), hour.mean_w)


def _offset_min(table: GenerationTable, by_day: Mapping[int, Sequence[Interval]]) -> int:
    days = list(by_day.values())

    def clear_at(day: int, minutes: float) -> list[float]:
        return [table.power_w(_middle(hour) + timedelta(minutes=minutes)) for hour in days[day]]

    return fit_offset_min([[hour.mean_w for hour in day] for day in days], clear_at)


def _clear_days(table: GenerationTable, by_day: Mapping[int, Sequence[Interval]]) -> set[int]:
    shares = {}
    for day, hours in by_day.items():
        clear = sum(table.power_w(_middle(hour)) for hour in hours)
        shares[day] = sum(hour.mean_w for hour in hours) / clear if clear > 0 else 0.0
    return {
        day
        for day, share in shares.items()
        if share
        >= _CLEAR_DAY_SHARE * max(other for near, other in shares.items() if abs(near - day) <= _WEEKS_AROUND_DAYS)
    }
