"""Where the demo's home stands: wherever on Earth it is a sunny morning now.

So the simulated sun is the real one: estimate, forecast and checks see the same sky, whenever somebody starts the demo.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

MORNING_HOUR = 10.5
# Enough sun for a car, by the sun's own clock: a demo found outside these hours moves on.
SUNNY_HOURS = (8.0, 14.0)
# In the hemisphere that has summer, where the noon sun stands high all summer.
LATITUDE = 35.0
DEGREES_PER_HOUR = 15.0
SPRING, AUTUMN = (3, 21), (9, 23)


@dataclass(frozen=True, slots=True)
class Place:
    """A place on Earth, in degrees; north and east are positive."""

    latitude: float
    longitude: float

    @property
    def azimuth_deg(self) -> float:
        """Where a roof looks that faces the noon sun."""
        return 180.0 if self.latitude > 0 else 0.0

    @property
    def utc_offset_h(self) -> int:
        """Hours its clocks are ahead of UTC."""
        return round(self.longitude / DEGREES_PER_HOUR)

    @property
    def time_zone(self) -> str:
        """The name of its time zone (of this family, the sign is the other way round)."""
        return f"Etc/GMT{-self.utc_offset_h:+d}" if self.utc_offset_h else "Etc/GMT"

    def local(self, now: datetime) -> datetime:
        """Return the time on its clocks."""
        return now.astimezone(timezone(timedelta(hours=self.utc_offset_h)))

    def is_sunny(self, now: datetime) -> bool:
        """Whether its sun stands high enough."""
        return SUNNY_HOURS[0] <= _solar_hour(self.longitude, now) <= SUNNY_HOURS[1]


def morning_place(now: datetime) -> Place:
    """Return a place where it is half past ten by the sun."""
    east_deg = (MORNING_HOUR - _solar_hour(0.0, now)) * DEGREES_PER_HOUR
    is_northern_summer = SPRING <= (now.month, now.day) < AUTUMN
    return Place(LATITUDE if is_northern_summer else -LATITUDE, round((east_deg + 180.0) % 360.0 - 180.0, 2))


def _solar_hour(longitude: float, now: datetime) -> float:
    now = now.astimezone(UTC)
    return (now.hour + now.minute / 60.0 + longitude / DEGREES_PER_HOUR) % 24.0
