"""What the inverter's total, read now and then, teaches of a roof that nothing measures: its level, and what shades a low sun.

Between two readings it is known what the roof gave and what the model expected, by how high the sun stood. A linear least-squares update
(Kalman 1960) moves a factor for each of four heights of the sun towards what fits both, the more the surer the sky was known.
Which side lies in shadow a month's sum cannot show: each has as much morning as afternoon.
"""

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from .table import SunPosition

# Before any reading, one standard deviation: roofs yield within a fifth of what their owners' figures make of them, and shade of neighbours and
# trees takes a tenth more or less here than there. An estimate, from seven measured site-years of 0.85 to 1.2 times the model.
_LEVEL_SPREAD = 0.2
# As above: one height of the sun beside the others.
_HEIGHT_SPREAD = 0.1
# In a month panels soil and leaves grow: an assumption.
_LEVEL_DRIFT, _HEIGHT_DRIFT = 0.03, 0.02
# What people put up with, and long enough for skies to even out.
READ_EVERY = timedelta(days=30)
# When the car has charged a few times: before, people set up, and want no homework.
FIRST_READ_AFTER = timedelta(days=7)
# A month's sum is as far off as its sky is known; shorter ones are further off, by the root of what is missing.
_MONTH_DAYS = 30.0
# Displays count full kWh: each of two readings may be half of one off.
_DISPLAY_WH = 700.0
# Beyond, it is another inverter or a typing error.
_LEAST_RATIO, _MOST_RATIO = 0.2, 3.0
# Who reads again so soon puts a typing error right.
_CORRECTED_WITHIN = timedelta(days=1)
# With less of the time seen, the readings bound something else than what was modelled.
_LEAST_SEEN = 0.9
# Two looks further apart leave a gap.
_LONGEST_STEP = timedelta(minutes=30)
# Edges of the sun's heights, in degrees: over mid-latitude roofs a winter's noon, a spring's morning, a summer's forenoon and noon.
_EDGES_DEG = (15.0, 30.0, 45.0)
# As above.
_HEIGHTS = len(_EDGES_DEG) + 1
# Three years of months to look back on; what older ones taught stays.
_KEPT = 36


class ReadingOutcome(StrEnum):
    """What became of a reading."""

    FIRST = "first"
    LEARNED = "learned"
    INCOMPLETE = "incomplete"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class GenerationReading:
    """What the inverter's display showed: all energy it ever generated, in Wh."""

    at: datetime
    total_wh: float


@dataclass(frozen=True, slots=True)
class _Span:
    """What was modelled between two readings, by the sun's height (Wh), how far off a month of it may be (Wh), and how long was looked (s)."""

    modelled_wh: tuple[float, ...] = (0.0,) * _HEIGHTS
    uncertain_wh: float = 0.0
    seen_s: float = 0.0

    def __add__(self, other: _Span) -> _Span:
        return _Span(
            tuple(one + another for one, another in zip(self.modelled_wh, other.modelled_wh, strict=True)),
            self.uncertain_wh + other.uncertain_wh,
            self.seen_s + other.seen_s,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "modelled_wh": [round(one, 1) for one in self.modelled_wh],
            "uncertain_wh": round(self.uncertain_wh, 1),
            "seen_s": round(self.seen_s),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        return cls(tuple(_row(data["modelled_wh"])), float(data["uncertain_wh"]), float(data["seen_s"]))


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A reading, and the time before it."""

    reading: GenerationReading
    before: _Span = _Span()

    def since(self, last: _Recorded) -> ReadingOutcome:
        """Return what the time between two readings teaches."""
        elapsed_s = (self.reading.at - last.reading.at).total_seconds()
        measured_wh, modelled_wh = self.reading.total_wh - last.reading.total_wh, sum(self.before.modelled_wh)
        if measured_wh < 0.0 or elapsed_s <= 0.0:
            return ReadingOutcome.IMPLAUSIBLE
        seen = self.before.seen_s / elapsed_s
        if seen < _LEAST_SEEN or modelled_wh < _DISPLAY_WH:
            return ReadingOutcome.INCOMPLETE
        is_plausible = _LEAST_RATIO <= measured_wh * seen / modelled_wh <= _MOST_RATIO
        return ReadingOutcome.LEARNED if is_plausible else ReadingOutcome.IMPLAUSIBLE


class _Roof:
    """Factors by the sun's height, and how sure they are."""

    def __init__(self) -> None:
        """Begin with the roof as it was described."""
        self.factors = [1.0] * _HEIGHTS
        self.covariance = [[0.0] * _HEIGHTS for _ in range(_HEIGHTS)]
        self._loosen(_LEVEL_SPREAD, _HEIGHT_SPREAD)

    def learn(self, last: _Recorded, recorded: _Recorded) -> None:
        """Learn from what was generated between two readings, if anything."""
        if recorded.since(last) is not ReadingOutcome.LEARNED:
            return
        elapsed_s = (recorded.reading.at - last.reading.at).total_seconds()
        days, seen = elapsed_s / 86400.0, recorded.before.seen_s / elapsed_s
        self._loosen(_LEVEL_DRIFT * math.sqrt(days / _MONTH_DAYS), _HEIGHT_DRIFT * math.sqrt(days / _MONTH_DAYS))
        uncertain_wh = recorded.before.uncertain_wh / seen * math.sqrt(max(_MONTH_DAYS / days, 1.0))
        measured_wh = recorded.reading.total_wh - last.reading.total_wh
        self._update(
            measured_wh, [one / seen for one in recorded.before.modelled_wh], math.hypot(uncertain_wh, _DISPLAY_WH)
        )

    def copy(self) -> _Roof:
        """Return one to learn on with."""
        other = _Roof()
        other.factors, other.covariance = list(self.factors), [list(row) for row in self.covariance]
        return other

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "factors": [round(one, 4) for one in self.factors],
            "covariance": [[round(one, 6) for one in row] for row in self.covariance],
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        self.factors, self.covariance = _row(data["factors"]), [_row(row) for row in data["covariance"]]
        if len(self.covariance) != _HEIGHTS:
            raise ValueError("heights of another sky")

    def _loosen(self, level: float, height: float) -> None:
        """Let the factors be less sure: all together by `level`, each by itself by `height` (standard deviations)."""
        for row in range(_HEIGHTS):
            for column in range(_HEIGHTS):
                self.covariance[row][column] += level * level + (height * height if row == column else 0.0)

    def _update(self, measured_wh: float, modelled_wh: Sequence[float], uncertain_wh: float) -> None:
        """Move the factors towards the reading, by Kalman's gain."""
        shared = [_dot(row, modelled_wh) for row in self.covariance]
        variance = _dot(shared, modelled_wh) + uncertain_wh * uncertain_wh
        missed_wh = measured_wh - _dot(self.factors, modelled_wh)
        gains = [one / variance for one in shared]
        self.factors = [
            min(max(factor + gain * missed_wh, _LEAST_RATIO), _MOST_RATIO)
            for factor, gain in zip(self.factors, gains, strict=True)
        ]
        self.covariance = [
            [one - gain * other for one, other in zip(row, shared, strict=True)]
            for row, gain in zip(self.covariance, gains, strict=True)
        ]


class ReadingCalibration:
    """The readings, and what they teach of the roof. A wrong one can be taken back: what the others teach is learned anew."""

    def __init__(self) -> None:
        """Begin without any."""
        self._recorded: list[_Recorded] = []
        # What readings taught that are no longer listed, and all of them together.
        self._base, self._roof = _Roof(), _Roof()
        self._open = _Span()
        self._looked_at: datetime | None = None

    @property
    def readings(self) -> tuple[GenerationReading, ...]:
        """The readings that are kept, the oldest first."""
        return tuple(recorded.reading for recorded in self._recorded)

    @property
    def last(self) -> GenerationReading | None:
        """The newest reading."""
        return self._recorded[-1].reading if self._recorded else None

    def factor(self, sun: SunPosition) -> float:
        """Return the roof's output as a share of the model's, with the sun there."""
        return self._roof.factors[_height(sun)]

    def spread(self, sun: SunPosition) -> float:
        """Return the factor's standard deviation."""
        height = _height(sun)
        return math.sqrt(self._roof.covariance[height][height])

    def observe(self, at: datetime, sun: SunPosition, modelled_w: float, error_share: float) -> None:
        """Take what the model, without these factors, makes of now; `error_share`: how far off a month of it may be."""
        before, self._looked_at = self._looked_at, at
        if not self._recorded or before is None or not timedelta(0) < at - before <= _LONGEST_STEP:
            return
        step_s = (at - before).total_seconds()
        by_height = [0.0] * _HEIGHTS
        by_height[_height(sun)] = modelled_w * step_s / 3600.0
        self._open += _Span(tuple(by_height), sum(by_height) * error_share, step_s)

    def record(self, reading: GenerationReading) -> ReadingOutcome:
        """Learn from what was generated since the last reading, whose place it takes if that is new. An implausible one changes nothing."""
        last = self._recorded[-1] if self._recorded else None
        is_corrected = last is not None and timedelta(0) <= reading.at - last.reading.at < _CORRECTED_WITHIN
        earlier = self._recorded[:-1] if is_corrected else self._recorded
        recorded = _Recorded(reading, last.before + self._open if last and is_corrected else self._open)
        outcome = recorded.since(earlier[-1]) if earlier else ReadingOutcome.FIRST
        if outcome is ReadingOutcome.IMPLAUSIBLE:
            return outcome
        if last and is_corrected:
            self.remove(last.reading.at)
        if self._recorded:
            self._roof.learn(self._recorded[-1], recorded)
        self._recorded.append(recorded if self._recorded else _Recorded(reading))
        self._open, self._looked_at = _Span(), None
        if len(self._recorded) > _KEPT:
            self._base.learn(*self._recorded[:2])
            del self._recorded[0]
        return outcome

    def remove(self, at: datetime) -> bool:
        """Take back the reading of this time, and learn from the others anew; return whether there was one."""
        place = next((place for place, recorded in enumerate(self._recorded) if recorded.reading.at == at), None)
        if place is None:
            return False
        removed = self._recorded.pop(place)
        if not self._recorded:
            self._open = _Span()
        elif place == len(self._recorded):
            self._open = removed.before + self._open
        elif place > 0:
            following = self._recorded[place]
            self._recorded[place] = replace(following, before=removed.before + following.before)
        self._roof = self._base.copy()
        for last, recorded in pairwise(self._recorded):
            self._roof.learn(last, recorded)
        return True

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days."""
        self._recorded = [
            replace(recorded, reading=replace(recorded.reading, at=recorded.reading.at + timedelta(days=days)))
            for recorded in self._recorded
        ]
        self._looked_at = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        recorded = [
            {"at": one.reading.at.isoformat(), "total_wh": one.reading.total_wh, "before": one.before.to_dict()}
            for one in self._recorded
        ]
        return {
            "recorded": recorded,
            "since": self._open.to_dict(),
            "base": self._base.to_dict(),
            "roof": self._roof.to_dict(),
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        self._recorded = [
            _Recorded(
                GenerationReading(datetime.fromisoformat(one["at"]), float(one["total_wh"])),
                _Span.from_dict(one["before"]),
            )
            for one in data["recorded"]
        ]
        self._open = _Span.from_dict(data["since"])
        self._base.restore(data["base"])
        self._roof.restore(data["roof"])


def _height(sun: SunPosition) -> int:
    """Return the number of the sun's height."""
    return bisect(_EDGES_DEG, sun.elevation_deg)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _row(values: Sequence[float]) -> list[float]:
    row = [float(one) for one in values]
    if len(row) != _HEIGHTS or not all(math.isfinite(one) for one in row):
        raise ValueError("heights of another sky")
    return row
