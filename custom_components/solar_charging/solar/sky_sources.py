"""Where the clouds come from, best first; whatever the source, it ends as modelled power at a time."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from .clouds import TYPICAL_COVER_PCT, share_of_cover
from .table import GenerationTable

# Below this global irradiance (W/m²) the share of the clear sky's is noise; what held last, holds on.
_MIN_CLEAR_GHI_W_M2 = 20.0
# Broken clouds reflect: beyond this a value is an error.
_MAX_SHARE = 1.25


class SourceKind(StrEnum):
    """Where the clouds come from, best first."""

    SATELLITE = "satellite"
    PV_FORECAST = "pv_forecast"
    IRRADIANCE = "irradiance"
    CLOUD_FORECAST = "cloud_forecast"
    CLOUD_COVER = "cloud_cover"
    CLIMATOLOGY = "climatology"


# The forecasts; the model learns for each of them separately.
FORECAST_KINDS: tuple[SourceKind, ...] = tuple(kind for kind in SourceKind if kind is not SourceKind.SATELLITE)

# How long an answer is believed. A cover seen now means little for the afternoon; forecasts are renewed every few hours, those of
# irradiance by day only: a winter's night at 60° lasts 18 hours.
_BELIEVED = {
    SourceKind.PV_FORECAST: timedelta(hours=30),
    SourceKind.IRRADIANCE: timedelta(hours=18),
    SourceKind.CLOUD_FORECAST: timedelta(hours=12),
    SourceKind.CLOUD_COVER: timedelta(hours=3),
}


@dataclass(frozen=True, slots=True)
class SkySeries:
    """Shares of the clear sky in equal intervals from `start`. Of its irradiance if `of_irradiance`, else of its power."""

    kind: SourceKind
    issued_at: datetime
    start: datetime
    step_s: float
    shares: tuple[float, ...]
    of_irradiance: bool = False

    def share(self, at: datetime) -> float | None:
        """Return the share at a time, straight between the intervals' middles; None outside."""
        place = (at - self.start).total_seconds() / self.step_s
        if not 0.0 <= place < len(self.shares):
            return None
        place = min(max(place - 0.5, 0.0), len(self.shares) - 1.0)
        index = min(int(place), max(len(self.shares) - 2, 0))
        following = self.shares[min(index + 1, len(self.shares) - 1)]
        return self.shares[index] + (following - self.shares[index]) * (place - index)

    def power_w(self, table: GenerationTable, at: datetime) -> float | None:
        """Return modelled AC power at a time; None outside."""
        share = self.share(at)
        if share is None:
            return None
        return table.power_w(at, share) if self.of_irradiance else table.power_w(at) * share

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "kind": self.kind.value,
            "issued_at": self.issued_at.isoformat(),
            "start": self.start.isoformat(),
            "step_s": self.step_s,
            "shares": [round(share, 3) for share in self.shares],
            "of_irradiance": self.of_irradiance,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        return cls(
            SourceKind(data["kind"]),
            datetime.fromisoformat(data["issued_at"]),
            datetime.fromisoformat(data["start"]),
            float(data["step_s"]),
            tuple(float(share) for share in data["shares"]),
            bool(data["of_irradiance"]),
        )


class SkySourceChain:
    """The sources that have answered; the best that knows a time is asked."""

    def __init__(self) -> None:
        """Begin with climatology alone."""
        self._series: dict[SourceKind, SkySeries] = {}

    def put(self, series: SkySeries) -> None:
        """Take a source's newest answer."""
        self._series[series.kind] = series

    def drop(self, kind: SourceKind) -> None:
        """Forget a source that the user took away."""
        self._series.pop(kind, None)

    def issued_at(self, kind: SourceKind) -> datetime | None:
        """Return when a source last answered; None if it never did."""
        series = self._series.get(kind)
        return series.issued_at if series else None

    def kinds(self, now: datetime, at: datetime) -> list[SourceKind]:
        """Return the sources that know `at`, best first; never empty."""
        return [kind for kind in FORECAST_KINDS if self._share(kind, now, at) is not None]

    def best(self, now: datetime, at: datetime) -> SourceKind:
        """Return the best source that knows `at`."""
        return next(kind for kind in FORECAST_KINDS if self._share(kind, now, at) is not None)

    def modelled_w(self, kind: SourceKind, table: GenerationTable, at: datetime) -> float:
        """Return a source's expectation at a time; climatology's where it has none."""
        series = self._series.get(kind)
        power = series.power_w(table, at) if series else None
        return table.power_w(at) * share_of_cover(TYPICAL_COVER_PCT) if power is None else power

    def to_dict(self) -> list[dict[str, Any]]:
        """Return plain JSON values."""
        return [series.to_dict() for series in self._series.values()]

    def restore(self, data: Sequence[Mapping[str, Any]]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        for series in map(SkySeries.from_dict, data):
            self.put(series)

    def _share(self, kind: SourceKind, now: datetime, at: datetime) -> float | None:
        if kind is SourceKind.CLIMATOLOGY:
            return share_of_cover(TYPICAL_COVER_PCT)
        series = self._series.get(kind)
        if series is None or now - series.issued_at > _BELIEVED[kind]:
            return None
        return series.share(at)


def from_irradiance(
    table: GenerationTable, issued_at: datetime, start: datetime, step_s: float, ghi_w_m2: Sequence[float | None]
) -> SkySeries:
    """Build a series from global horizontal irradiance, means of intervals from `start`; None: not known."""
    return SkySeries(
        SourceKind.IRRADIANCE,
        issued_at,
        start,
        step_s,
        _filled(_clear_shares(table.clear_ghi_w_m2, start, step_s, ghi_w_m2, _MIN_CLEAR_GHI_W_M2)),
        of_irradiance=True,
    )


def from_power(
    table: GenerationTable, issued_at: datetime, start: datetime, step_s: float, power_w: Sequence[float]
) -> SkySeries:
    """Build a series from another integration's generation forecast: mean watts of intervals from `start`."""
    least_w = 0.02 * max(max(row.power_w) for row in table.rows)
    shares = _clear_shares(table.power_w, start, step_s, power_w, least_w)
    return SkySeries(SourceKind.PV_FORECAST, issued_at, start, step_s, _filled(shares))


def from_cover(
    issued_at: datetime, start: datetime, step_s: float, cover_pct: Sequence[float], kind: SourceKind
) -> SkySeries:
    """Build a series from cloud cover in %, smoothed over three intervals: a front never comes to the hour."""
    return SkySeries(kind, issued_at, start, step_s, tuple(share_of_cover(cover) for cover in smooth(cover_pct)))


def smooth(values: Sequence[float]) -> list[float]:
    """Return each value's mean with its neighbours."""
    return [sum(near) / len(near) for near in (values[max(i - 1, 0) : i + 2] for i in range(len(values)))]


def _clear_shares(
    clear: Any, start: datetime, step_s: float, values: Sequence[float | None], least: float
) -> list[float | None]:
    """Return each interval's share of the clear sky's mean over it; None where either is next to nothing or not known."""
    quarter = timedelta(seconds=step_s / 4)
    shares: list[float | None] = []
    for index, value in enumerate(values):
        begin = start + timedelta(seconds=step_s * index)
        level = sum(clear(begin + quarter * (part + 0.5)) for part in range(4)) / 4
        is_known = value is not None and level > least
        shares.append(min(max(value / level, 0.0), _MAX_SHARE) if is_known else None)
    return shares


def _filled(shares: Sequence[float | None]) -> tuple[float, ...]:
    """Carry the last known share on, and the first one back: through nights."""
    known = [index for index, share in enumerate(shares) if share is not None]
    filled = []
    for index in range(len(shares)):
        nearest = known[max(bisect_right(known, index) - 1, 0)] if known else None
        share = shares[nearest] if nearest is not None else None
        filled.append(1.0 if share is None else share)
    return tuple(filled)
