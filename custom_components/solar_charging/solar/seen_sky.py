"""The sky of the last hours from its newest source, the array's power or a satellite, and what it means for the next hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .nowcast import BY_SATELLITE, Quantiles, Sky, SkyHistory, nowcast

# The sky of the last hours counts in full for half an hour ahead, then fades into the forecast until three hours.
_NOWCAST_FULL_MIN = 30.0
# The longest horizon that `nowcast_fit` has.
_NOWCAST_MAX_MIN = 180.0
# Satellite images are old when they arrive: they count in full for longer, but reach no further.
_SATELLITE_FULL_MIN = 60.0
# How long what the array gave tells of the level of images: over a silent hour on 50 measured days the estimate's energy was off by 17.7 %
# rather than 20.3 % (`script/bench estimation`, 28 November 2026).
_LEVEL_HALF_LIFE = timedelta(hours=1)
# As above: half an hour of both.
_LEVEL_LEAST = timedelta(minutes=30)
# On a roof that was not in the fit, skies are further off than there: of a year's measured powers 71 % lay between P10 and P90. Set on every
# other measured day to 78 %; on the days between it is as much (`script/bench estimation`, 29 November 2026).
_IMAGE_SPREAD = 1.2
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
            nowcast(self.sky, lead_min, BY_SATELLITE).spread(_IMAGE_SPREAD)
            if self.is_from_space
            else nowcast(self.sky, _MEAN_OF_TWICE * lead_min)
        )

    def _lead_min(self, at: datetime) -> float:
        return max((at - self.seen_at).total_seconds() / 60.0, 1.0)


def newest_sky(own: SkyHistory, from_space: SkyHistory) -> SeenSky | None:
    """Return the sky from its newest source; None without any.

    An image is held against what the array itself gave under the same sky until lately: what it shows is a sky, not this roof.
    """
    own_at, space_at = own.seen_at, from_space.seen_at
    is_from_space = space_at is not None and (own_at is None or space_at > own_at)
    newest = from_space.beside(own, _LEVEL_HALF_LIFE, _LEVEL_LEAST) if is_from_space else own
    seen_at, sky = newest.seen_at, newest.sky()
    return None if seen_at is None or sky is None else SeenSky(seen_at, sky, is_from_space)
