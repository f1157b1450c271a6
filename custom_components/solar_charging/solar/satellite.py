"""What a satellite saw of the clouds over the home, minutes ago, as the sky of the last hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from .nowcast import MAX_INDEX, MEANS_MIN, SkyHistory
from .table import GenerationTable

# Below this global irradiance (W/m²) of the clear sky the share of it is noise.
_LEAST_CLEAR_GHI_W_M2 = 50.0
# The longest mean of the nowcast: older images aren't used.
_SEEN_FOR = timedelta(minutes=MEANS_MIN[-1])
# The step of a sky history.
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SatelliteImages:
    """Global horizontal irradiance (W/m²) in equal intervals from `start` (aware UTC); None: not seen. `asked_at`: when this was the newest."""

    asked_at: datetime
    start: datetime
    step_s: float
    ghi_w_m2: tuple[float | None, ...]

    @property
    def seen_until(self) -> datetime | None:
        """The end of the last interval that was seen."""
        last = max((index for index, one in enumerate(self.ghi_w_m2) if one is not None), default=None)
        return None if last is None else self.start + timedelta(seconds=self.step_s * (last + 1))

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "asked_at": self.asked_at.isoformat(),
            "start": self.start.isoformat(),
            "step_s": self.step_s,
            "ghi_w_m2": [None if one is None else round(one) for one in self.ghi_w_m2],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        return cls(
            datetime.fromisoformat(data["asked_at"]),
            datetime.fromisoformat(data["start"]),
            float(data["step_s"]),
            tuple(None if one is None else float(one) for one in data["ghi_w_m2"]),
        )


def is_light(table: GenerationTable, at: datetime) -> bool:
    """Return whether there is enough sun for an image to be useful."""
    return table.covers(at) and table.clear_ghi_w_m2(at) >= _LEAST_CLEAR_GHI_W_M2


def sky_seen(images: SatelliteImages, table: GenerationTable) -> SkyHistory:
    """Return the clear-sky index of the array's power, minute by minute, as the images show it until their end."""
    history, end = SkyHistory(), images.seen_until
    if end is None:
        return history
    for index, ghi_w_m2 in enumerate(images.ghi_w_m2):
        start = images.start + timedelta(seconds=images.step_s * index)
        if ghi_w_m2 is None or start < end - _SEEN_FOR:
            continue
        if (share := _share(ghi_w_m2, table, start + timedelta(seconds=images.step_s / 2))) is not None:
            for minute in range(round(images.step_s / 60.0)):
                history.observe(start + minute * _MINUTE, share)
    return history


def _share(ghi_w_m2: float, table: GenerationTable, at: datetime) -> float | None:
    """Return the share of the cloudless array's power under so much irradiance; None by night."""
    clear_w = table.power_w(at)
    if not is_light(table, at) or clear_w <= 0.0:
        return None
    power_w = table.power_w(at, min(ghi_w_m2 / table.clear_ghi_w_m2(at), MAX_INDEX))
    return min(power_w / clear_w, MAX_INDEX)
