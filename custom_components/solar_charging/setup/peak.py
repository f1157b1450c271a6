"""The peak guard as it was set up: the tariff's interval and threshold, and what may pass it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from ..const import (
    CONF_PEAK_FOLLOWS_MONTH,
    CONF_PEAK_INTERVAL,
    CONF_PEAK_MAY_READY_BY_EXCEED,
    CONF_PEAK_THRESHOLD_KW,
)
from ..engine.grid_limits import PeakGuard


@dataclass(frozen=True, slots=True)
class PeakConfig:
    """A bill that counts the highest interval; see `PeakGuard`."""

    threshold_w: float
    interval_s: float = 900.0
    follows_month_peak: bool = False
    may_ready_by_exceed: bool = False

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self | None:
        """Read it out of the set-up; None: no peak counts."""
        if data.get(CONF_PEAK_THRESHOLD_KW) is None:
            return None
        return cls(
            1000.0 * float(data[CONF_PEAK_THRESHOLD_KW]),
            60.0 * float(data.get(CONF_PEAK_INTERVAL, 15)),
            bool(data.get(CONF_PEAK_FOLLOWS_MONTH, False)),
            bool(data.get(CONF_PEAK_MAY_READY_BY_EXCEED, False)),
        )

    def guard(self, threshold_w: float | None, now: datetime) -> PeakGuard:
        """Return it as the engine takes it. `threshold_w`: what the user set since; `now`: local, by whose clock intervals and months run."""
        offset = now.utcoffset()
        return PeakGuard(
            self.threshold_w if threshold_w is None else threshold_w,
            self.interval_s,
            self.follows_month_peak,
            self.may_ready_by_exceed,
            offset.total_seconds() if offset else 0.0,
            f"{now:%Y-%m}",
        )
