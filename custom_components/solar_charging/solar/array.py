"""What stands on the roof: planes of modules, the inverter behind them, and where on earth."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

# Smaller than any array that charges a car.
MIN_CAPACITY_W = 100.0
# Larger than any home's: beyond, a unit was mistaken (kW for W, W for MW).
MAX_CAPACITY_W = 1_000_000.0
# PVWatts v5 (Dobos 2014, NREL/TP-6A20-62641): soiling, shading, mismatch, wiring, age and availability together.
DEFAULT_LOSSES_PCT = 14.0
# PVWatts v5 (Dobos 2014).
INVERTER_EFFICIENCY = 0.96
# Crystalline silicon of the last ten years, data sheets' median; PVWatts' own "premium" module has -0.35.
DEFAULT_TEMPERATURE_COEFFICIENT_PCT_PER_K = -0.37


@dataclass(frozen=True, slots=True)
class Plane:
    """Modules that face the same way. `azimuth_deg` clockwise from north (180: south), `tilt_deg` 0 flat to 90 upright."""

    capacity_w: float
    tilt_deg: float
    azimuth_deg: float

    def __post_init__(self) -> None:
        """Refuse what no roof can be; raises ValueError."""
        _require(0 < self.capacity_w <= MAX_CAPACITY_W, "capacity_w", self.capacity_w)
        _require(0 <= self.tilt_deg <= 90, "tilt_deg", self.tilt_deg)
        _require(0 <= self.azimuth_deg <= 360, "azimuth_deg", self.azimuth_deg)


@dataclass(frozen=True, slots=True)
class HorizonCorner:
    """A corner of what stands before the sun: as a compass bearing, and above the level."""

    azimuth_deg: float
    elevation_deg: float


@dataclass(frozen=True, slots=True)
class SolarArray:
    """All planes behind one grid connection.

    `ac_limit_w`: what the inverters deliver at most; None: as much as the modules. `inverter_model`: a name in the CEC
    library that pvlib ships, for its efficiency curve; None or unknown: PVWatts' curve. `horizon`:
    sorted by azimuth; empty: a free horizon.
    """

    latitude: float
    longitude: float
    elevation_m: float
    planes: tuple[Plane, ...]
    ac_limit_w: float | None = None
    losses_pct: float = DEFAULT_LOSSES_PCT
    temperature_coefficient_pct_per_k: float = DEFAULT_TEMPERATURE_COEFFICIENT_PCT_PER_K
    inverter_model: str | None = None
    horizon: tuple[HorizonCorner, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be; raises ValueError with the field's name."""
        _require(-90 <= self.latitude <= 90, "latitude", self.latitude)
        _require(-180 <= self.longitude <= 180, "longitude", self.longitude)
        _require(len(self.planes) > 0, "planes", 0)
        _require(MIN_CAPACITY_W <= self.capacity_w <= MAX_CAPACITY_W, "capacity_w", self.capacity_w)
        _require(self.ac_limit_w is None or self.ac_limit_w > 0, "ac_limit_w", self.ac_limit_w or 0.0)
        _require(0 <= self.losses_pct < 100, "losses_pct", self.losses_pct)

    @property
    def capacity_w(self) -> float:
        """The sum of the planes' nameplates."""
        return sum(plane.capacity_w for plane in self.planes)

    @property
    def max_power_w(self) -> float:
        """What can come out at the very most: the inverters' limit or the nameplate."""
        return min(self.capacity_w, self.ac_limit_w or self.capacity_w)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "latitude": self.latitude,
            "longitude": self.longitude,
            "elevation_m": self.elevation_m,
            "planes": [asdict(plane) for plane in self.planes],
            "ac_limit_w": self.ac_limit_w,
            "losses_pct": self.losses_pct,
            "temperature_coefficient_pct_per_k": self.temperature_coefficient_pct_per_k,
            "inverter_model": self.inverter_model,
            "horizon": [asdict(corner) for corner in self.horizon],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build from `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        return cls(
            latitude=float(data["latitude"]),
            longitude=float(data["longitude"]),
            elevation_m=float(data["elevation_m"]),
            planes=tuple(Plane(**plane) for plane in data["planes"]),
            ac_limit_w=data["ac_limit_w"],
            losses_pct=float(data["losses_pct"]),
            temperature_coefficient_pct_per_k=float(data["temperature_coefficient_pct_per_k"]),
            inverter_model=data["inverter_model"],
            horizon=tuple(HorizonCorner(**corner) for corner in data["horizon"]),
        )


def default_plane(capacity_w: float, latitude: float) -> Plane:
    """Return the plane to assume where only the capacity is known: facing the equator at a roof's usual pitch.

    Near the equator roofs are flatter and more tilt would only lose; 35° is the median pitch of European homes.
    """
    return Plane(capacity_w, min(35.0, abs(latitude)), 180.0 if latitude >= 0 else 0.0)


def _require(holds: bool, field: str, value: float) -> None:
    if not holds:
        raise ValueError(f"{field} cannot be {value}")
