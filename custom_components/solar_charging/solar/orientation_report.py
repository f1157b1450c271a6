"""What the search for an array's orientation found, and whether it is worth a question to its owner."""

from dataclasses import dataclass

from .array import SolarArray

# A month outside of winter fixes the azimuth within 5°; three times that is no coincidence.
_ASK_ABOVE_DEG = 15.0
# In midwinter the low sun shows little of tilt and azimuth.
_MIN_NOON_ELEVATION_DEG = 30.0
# The plane found must explain the hours this much better than the configured one.
_BETTER = 0.7


@dataclass(frozen=True, slots=True)
class OrientationReport:
    """The plane that fits, the capacity that goes with it, and the errors of it and of the configured plane (% of mean power)."""

    tilt_deg: float
    azimuth_deg: float
    capacity_w: float
    error_pct: float
    error_configured_pct: float = 0.0
    noon_elevation_deg: float = 0.0

    def contradicts(self, array: SolarArray) -> bool:
        """Whether the configured orientation of a single plane should be questioned."""
        if len(array.planes) != 1 or self.noon_elevation_deg < _MIN_NOON_ELEVATION_DEG:
            return False
        [plane] = array.planes
        turned = abs((self.azimuth_deg - plane.azimuth_deg + 180.0) % 360.0 - 180.0)
        is_off = turned > _ASK_ABOVE_DEG and min(plane.tilt_deg, self.tilt_deg) > 5.0
        return is_off and self.error_pct < _BETTER * self.error_configured_pct
