"""A generation table: days ahead in equal steps, made once by pvlib, read in microseconds.

Its two dimensions are time and sky: at each time the sun's place, the clear sky's global irradiance, and the array's
power at each of `CLEAR_SKY_INDICES`. Clouds of any source become a clear-sky index; the table turns it into watts.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self

# Global irradiance as a share of the clear sky's. Power bends where the beam vanishes (below 0.4) and is almost
# straight above; 1.25 is a broken sky's reflection off the rims of clouds.
CLEAR_SKY_INDICES = (0.0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.25)
_CLEAR = CLEAR_SKY_INDICES.index(1.0)
# Of the stored form; a table of another format is discarded and computed again.
_FORMAT = 1


class SunPosition(NamedTuple):
    """Degrees: above the horizon, and clockwise from north."""

    elevation_deg: float
    azimuth_deg: float


class TableStep(NamedTuple):
    """One row: the sun, the clear sky's global irradiance, and AC power at each of `CLEAR_SKY_INDICES`."""

    elevation_deg: float
    azimuth_deg: float
    clear_ghi_w_m2: float
    power_w: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GenerationTable:
    """Rows at `start`, `start + step_s`, ... (aware UTC); between them it is interpolated."""

    start: datetime
    step_s: float
    rows: tuple[TableStep, ...]
    # By what share of itself a power may be off for the table's own sake.
    error_share: float = 0.0

    @property
    def end(self) -> datetime:
        """The last time that can be asked."""
        return self.start + timedelta(seconds=self.step_s * (len(self.rows) - 1))

    def covers(self, at: datetime) -> bool:
        """Whether `at` can be asked."""
        return self.start <= at <= self.end

    def power_w(self, at: datetime, clear_sky_index: float = 1.0) -> float:
        """Return AC power under a sky of this clear-sky index. Outside of the table: the same time of its nearest day."""
        before, after, share = self._around(at)
        return _at_index(before, clear_sky_index) * (1 - share) + _at_index(after, clear_sky_index) * share

    def clear_ghi_w_m2(self, at: datetime) -> float:
        """Return the clear sky's global horizontal irradiance."""
        before, after, share = self._around(at)
        return before.clear_ghi_w_m2 * (1 - share) + after.clear_ghi_w_m2 * share

    def sun(self, at: datetime) -> SunPosition:
        """Return where the sun is."""
        before, after, share = self._around(at)
        turn = (after.azimuth_deg - before.azimuth_deg + 180.0) % 360.0 - 180.0
        return SunPosition(
            before.elevation_deg * (1 - share) + after.elevation_deg * share,
            (before.azimuth_deg + turn * share) % 360.0,
        )

    def clear_sky_index(self, at: datetime, power_w: float) -> float | None:
        """Return the sky that explains this power; None while the sun is too low."""
        if self.power_w(at) <= 0.0:
            return None
        below = 0.0
        for step, index in enumerate(CLEAR_SKY_INDICES[1:]):
            above = self.power_w(at, index)
            if power_w <= above:
                gap = CLEAR_SKY_INDICES[step + 1] - CLEAR_SKY_INDICES[step]
                return CLEAR_SKY_INDICES[step] + gap * max(power_w - below, 0.0) / max(above - below, 1e-9)
            below = above
        return CLEAR_SKY_INDICES[-1]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; nights take no room."""
        return {
            "version": _FORMAT,
            "start": self.start.isoformat(),
            "step_s": self.step_s,
            "elevation_deg": [round(row.elevation_deg, 2) for row in self.rows],
            "azimuth_deg": [round(row.azimuth_deg, 2) for row in self.rows],
            "clear_ghi_w_m2": [round(row.clear_ghi_w_m2, 1) for row in self.rows],
            "power_w": [[round(power, 1) for power in row.power_w] if any(row.power_w) else 0 for row in self.rows],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        if data["version"] != _FORMAT:
            raise ValueError(f"version cannot be {data['version']}")
        night = (0.0,) * len(CLEAR_SKY_INDICES)
        rows = tuple(
            TableStep(float(elevation), float(azimuth), float(ghi), tuple(power) if power else night)
            for elevation, azimuth, ghi, power in zip(
                data["elevation_deg"], data["azimuth_deg"], data["clear_ghi_w_m2"], data["power_w"], strict=True
            )
        )
        if len(rows) < 2 or any(len(row.power_w) != len(night) for row in rows):
            raise ValueError("a table has at least two rows of equal length")
        return cls(datetime.fromisoformat(data["start"]).astimezone(UTC), float(data["step_s"]), rows)

    def _around(self, at: datetime) -> tuple[TableStep, TableStep, float]:
        last = len(self.rows) - 1
        position = (at - self.start).total_seconds() / self.step_s
        if not 0.0 <= position <= last:
            position = self._nearest_day(position, last)
        index = min(int(position), last - 1)
        return self.rows[index], self.rows[index + 1], position - index

    def _nearest_day(self, position: float, last: int) -> float:
        """Shift by whole days into the table: from one day to the next the sun hardly moves."""
        day = 86400.0 / self.step_s
        if position < 0.0:
            return min(position % day, float(last))
        return max(last - (last - position) % day, 0.0) if last >= day else float(last)


def _at_index(row: TableStep, clear_sky_index: float) -> float:
    if clear_sky_index == 1.0:
        return row.power_w[_CLEAR]
    index = min(max(clear_sky_index, 0.0), CLEAR_SKY_INDICES[-1])
    above = min(bisect_right(CLEAR_SKY_INDICES, index), len(CLEAR_SKY_INDICES) - 1)
    low, high = CLEAR_SKY_INDICES[above - 1], CLEAR_SKY_INDICES[above]
    return row.power_w[above - 1] + (row.power_w[above] - row.power_w[above - 1]) * (index - low) / (high - low)
