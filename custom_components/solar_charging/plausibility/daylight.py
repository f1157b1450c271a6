"""How much sun there can be at a place."""

from datetime import datetime, timedelta

from astral import Observer  # type: ignore[import-untyped]  # ships no types
from astral.sun import elevation  # type: ignore[import-untyped]  # as above

from .findings import Light

# Below, no array gives anything, not even from twilight (civil twilight ends at -6°).
DARK_DEG = -3.0
# Above, an array under an open sky gives several per cent of its capacity.
BRIGHT_DEG = 10.0
# After so much darkness slow sources have caught up, and a clock that is an hour off (summer time) does no harm.
SURELY = timedelta(hours=1)


def light_at(when: datetime, latitude: float, longitude: float) -> Light:
    """Return how much sun there can be."""
    height_deg: float = elevation(Observer(latitude, longitude), when)
    return Light(is_dark=height_deg < DARK_DEG, is_bright=height_deg > BRIGHT_DEG)


def is_deep_night(when: datetime, latitude: float, longitude: float) -> bool:
    """Whether it has been dark for an hour: slow sources have caught up, and clocks may be wrong by as much."""
    return all(light_at(moment, latitude, longitude).is_dark for moment in (when - SURELY, when, when + SURELY / 2))
