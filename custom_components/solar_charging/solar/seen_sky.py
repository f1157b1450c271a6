"""The sky of the last hours from its newest source, the array's power or a satellite, and what it means for the next hours."""

from dataclasses import dataclass
from datetime import datetime

from .nowcast import BY_SATELLITE, Quantiles, Sky, SkyHistory, nowcast

# The sky of the last hours counts in full for half an hour ahead, then fades into the forecast until three hours.
_NOWCAST_FULL_MIN = 30.0
# The longest horizon that `nowcast_fit` has.
_NOWCAST_MAX_MIN = 180.0
# Satellite images are old when they arrive: they count in full for longer, but reach no further.
_SATELLITE_FULL_MIN = 60.0
# A power at one time ahead is as uncertain as the mean over twice as long, which is what `nowcast_fit` has.
_MEAN_OF_TWICE = 2.0


@dataclass(frozen=True, slots=True)
class SeenSky:
    """The sky as it was at `seen_at`."""

    seen_at: datetime
    sky: Sky
    is_from_space: bool

    def trust(self, at: datetime) -> float:
        """Return how much of it, rather than of a forecast, counts at a time: 0 to 1."""
        full_min = _SATELLITE_FULL_MIN if self.is_from_space else _NOWCAST_FULL_MIN
        return min(max((_NOWCAST_MAX_MIN - self._lead_min(at)) / (_NOWCAST_MAX_MIN - full_min), 0.0), 1.0)

    def quantiles(self, at: datetime) -> Quantiles:
        """Return the nowcast for a time, as shares of clear-sky power."""
        lead_min = self._lead_min(at)
        return (
            nowcast(self.sky, lead_min, BY_SATELLITE)
            if self.is_from_space
            else nowcast(self.sky, _MEAN_OF_TWICE * lead_min)
        )

    def _lead_min(self, at: datetime) -> float:
        return max((at - self.seen_at).total_seconds() / 60.0, 1.0)


def newest_sky(own: SkyHistory, from_space: SkyHistory) -> SeenSky | None:
    """Return the sky from its newest source; None without any."""
    seen = [
        SeenSky(history.seen_at, sky, history is from_space)
        for history in (own, from_space)
        if history.seen_at is not None and (sky := history.sky()) is not None
    ]
    return max(seen, key=lambda one: one.seen_at, default=None)
