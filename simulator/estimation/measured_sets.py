"""Measured sets for the estimation benchmark, in one shape: hourly power of an array beside what a model says, or minutes.

Times are unix seconds (UTC) of each interval's start. A set that is not there is left out; nothing here is needed to
run or to test the integration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from custom_components.solar_charging.solar import generation
from custom_components.solar_charging.solar.array import Plane, SolarArray
from custom_components.solar_charging.solar.generation import Irradiance, Series

HOUR_S = 3600.0
_MISSING = -32768  # of the sets stored as 16-bit integers


@dataclass(frozen=True, slots=True)
class HourlySet:
    """A roof's hours: measured and modelled mean power in W, the clear sky's, and the sun at mid-hour.

    `input_kind`: "satellite" (weather as it was seen) or "forecast" (as it was predicted).
    """

    name: str
    site: str
    input_kind: str
    array: SolarArray
    start_s: Series
    measured_w: Series
    modelled_w: Series
    clear_w: Series
    elevation_deg: Series
    azimuth_deg: Series

    @property
    def day(self) -> Series:
        """The local solar day's number of each hour."""
        return np.floor((self.start_s + HOUR_S / 2) / 86400 + self.array.longitude / 360)


@dataclass(frozen=True, slots=True)
class MinuteSet:
    """A roof's minutes: measured power and the clear sky's in W. Missing minutes are NaN."""

    name: str
    capacity_w: float
    start_s: Series
    measured_w: Series
    clear_w: Series


@dataclass(frozen=True, slots=True)
class CloudSet:
    """A roof's hours with the cloud cover that was forecast, in %, day by day; no date and no place."""

    name: str
    capacity_w: float
    day: Series
    measured_w: Series
    clear_w: Series
    elevation_deg: Series
    azimuth_deg: Series
    cover_pct: Series
    low_pct: Series
    mid_pct: Series
    high_pct: Series


# What the sets' own papers say of their roofs; where their hours begin
# (seconds after the label) by the best fit of the sun in the middle of the hour to clear days.
_EU_SITES = {
    "Forli": (SolarArray(44.2, 12.0, 30, (Plane(1000, 34, 180),)), -5400.0),
    "Turin": (SolarArray(45.065, 7.659, 240, (Plane(1000, 26, 206),)), -1800.0),
    "Almeria": (SolarArray(36.931, -2.472, 100, (Plane(1000, 22, 178),)), 0.0),
    "Utrecht": (SolarArray(52.088, 5.168, 5, (Plane(1000, 30, 170),)), 0.0),
}
_EU_PROFILES = {"PG-SARAH2": "satellite", "PG-SARAH": "satellite", "PG-ERA5": "forecast", "RN-MERRA2": "forecast"}
_SERF = SolarArray(39.7406, -105.1775, 1794, (Plane(3360, 45, 158),))


def hourly_sets(data: Path) -> Iterator[HourlySet]:
    """Yield every hourly set that is there."""
    for file in sorted(data.glob("*/sys50_ac_15min*.csv.gz")):
        yield _serf(file)
    for file in sorted(data.glob("*/hourly_cf.csv.gz")):
        yield from _eu_sets(pd.read_csv(file))


def _serf(file: Path) -> HourlySet:
    measured = pd.read_csv(file)
    # Labelled -07:00 but the clock on the wall, which kept daylight saving time, at each interval's end.
    wall = pd.to_datetime(measured["measured_on"].str[:19])
    utc = wall.dt.tz_localize("America/Denver", ambiguous="NaT", nonexistent="NaT").dt.tz_convert("UTC")
    power = pd.Series(measured["ac_power_2"].to_numpy(), index=utc - pd.Timedelta(minutes=15))
    power = power[power.index.notna()]
    power = power[~power.index.duplicated()].sort_index()
    sky = pd.read_csv(file.parent / "sys50_psm3_30min.csv.gz", index_col=0)
    sky.index = pd.to_datetime(sky.index, utc=True)
    middle = pd.date_range(power.index[0].ceil("h"), power.index[-1].floor("h"), freq="15min") + pd.Timedelta("7min30s")
    at = pd.DatetimeIndex(middle)
    stamps = at.as_unit("ns").asi8
    known = sky.index.as_unit("ns").asi8
    sun = generation.sun_positions(_SERF, at)
    clear = generation.clear_sky(_SERF, sun)
    # Half-hourly instants in between: the share of the clear sky goes straight, not the irradiance.
    index = np.interp(stamps, known, (sky["ghi"] / sky["ghi_clear"].where(sky["ghi_clear"] > 20)).ffill().fillna(1.0))
    ghi = index * np.interp(stamps, known, sky["ghi_clear"])
    air = generation.Air(np.interp(stamps, known, sky["temp_air"]), np.full(len(at), 2.0))
    frame = pd.DataFrame(
        {
            "measured": power.reindex(at - pd.Timedelta("7min30s")).to_numpy(),
            "modelled": generation.ac_power(_SERF, sun, generation.decompose(ghi, sun), air),
            "clear": generation.ac_power(_SERF, sun, clear, air),
        },
        index=at,
    )
    hours = frame.resample("h").mean().where(frame["measured"].resample("h").count() == 4)
    return _hourly(file.parent.name, "Golden", "satellite", _SERF, hours)


def _eu_sets(table: pd.DataFrame) -> Iterator[HourlySet]:
    sites = sorted({column.split("|")[0] for column in table.columns if "|" in column})
    for site in sites:
        place = next((known for known in _EU_SITES if site.startswith(known)), None)
        if place is None or not table[f"{site}|PV-MEAS"].any():
            print(f"{site}: left out, where it stands is not known here or nothing was measured")
            continue
        array, shift_s = _EU_SITES[place]
        start = datetime(int(site[-4:]), 1, 1, tzinfo=UTC)
        hours = pd.date_range(start, periods=len(table), freq="h") + pd.Timedelta(seconds=shift_s)
        sun = generation.sun_positions(array, hours + pd.Timedelta("30min"))
        clear = generation.ac_power(array, sun, generation.clear_sky(array, sun), generation.usual_air(array, sun))
        for profile, kind in _EU_PROFILES.items():
            column = f"{site}|{profile}"
            if column not in table or not table[column].any():
                continue
            frame = pd.DataFrame(
                {
                    "measured": table[f"{site}|PV-MEAS"].to_numpy() * array.capacity_w,
                    "modelled": table[column].to_numpy() * array.capacity_w,
                    "clear": clear,
                },
                index=hours,
            )
            yield _hourly(f"{site}|{profile}", site, kind, array, frame)


def _hourly(name: str, site: str, kind: str, array: SolarArray, hours: pd.DataFrame) -> HourlySet:
    sun = generation.sun_positions(array, pd.DatetimeIndex(hours.index) + pd.Timedelta("30min"))
    return HourlySet(
        name,
        site,
        kind,
        array,
        hours.index.as_unit("s").asi8.astype(float),
        hours["measured"].to_numpy(),
        hours["modelled"].to_numpy(),
        hours["clear"].to_numpy(),
        sun.elevation_deg,
        sun.azimuth_deg,
    )


def cloud_sets(data: Path) -> Iterator[CloudSet]:
    """Yield the set of cloud covers, its weather columns moved back onto its sun (they run two rows behind)."""
    for file in sorted(data.glob("*/spg.csv.gz")):
        table = pd.read_csv(file)
        weather = table.shift(-2)
        azimuth = table["azimuth"].to_numpy()
        aoi, zenith = table["angle_of_incidence"].to_numpy(), table["zenith"].to_numpy()
        day = np.concatenate([[0.0], np.cumsum(np.diff(azimuth) < 0)])
        # No place, so no pvlib: a plain clear sky of the angles the file has (Haurwitz 1945, Meinel 1976).
        up = np.maximum(np.cos(np.radians(zenith)), 0.01)
        ghi = 1098.0 * up * np.exp(-0.057 / up)
        beam = np.minimum(1361.0 * 0.7 ** ((1 / up) ** 0.678), ghi / up)
        poa = beam * np.maximum(np.cos(np.radians(aoi)), 0.0) + (ghi - beam * up).clip(0.0) * 0.85
        yield CloudSet(
            file.parent.name,
            2723.0,
            day,
            table["generated_power_kw"].to_numpy(),
            2723.0 * poa / 1000,
            90.0 - zenith,
            azimuth,
            *(
                weather[column].ffill().to_numpy()
                for column in (
                    "total_cloud_cover_sfc",
                    "low_cloud_cover_low_cld_lay",
                    "medium_cloud_cover_mid_cld_lay",
                    "high_cloud_cover_high_cld_lay",
                )
            ),
        )


def minute_sets(data: Path) -> Iterator[MinuteSet]:
    """Yield every set of minutes that is there."""
    for file in sorted(data.glob("*/dtu_[0-9]*.npz")):
        yield _dtu(file)
    for file in sorted(data.glob("*/htw_1min_year.npz")):
        yield _htw(file)


def _dtu(file: Path) -> MinuteSet:
    array = SolarArray(55.79064, 12.52505, 50, (Plane(1000, 35, 180),))
    stored = np.load(file)
    raw = {
        name: np.where(stored[name] == _MISSING, np.nan, stored[name].astype(float)) for name in ("ghi", "dni", "dhi")
    }
    times = pd.date_range(f"{file.stem[-4:]}-01-01", periods=len(raw["ghi"]), freq="min", tz="UTC")
    sun = generation.sun_positions(array, times)
    air = generation.usual_air(array, sun)
    sky = Irradiance(*(raw[name].clip(0.0) for name in ("ghi", "dni", "dhi")))
    power = generation.ac_power(array, sun, sky, air)
    power[np.isnan(raw["ghi"] + raw["dni"] + raw["dhi"])] = np.nan
    clear = generation.ac_power(array, sun, generation.clear_sky(array, sun), air)
    return MinuteSet(file.stem, 1000.0, times.as_unit("s").asi8.astype(float), power, _levelled(clear, power))


def _htw(file: Path) -> MinuteSet:
    array = SolarArray(52.21, 14.12, 100, (Plane(1000, 40, 180),))
    power = np.load(file)["pv_per_kwp_e4"] / 1e4 * 1000
    times = pd.date_range("2012-12-31 23:00", periods=len(power), freq="min", tz="UTC")
    sun = generation.sun_positions(array, times)
    clear = generation.ac_power(array, sun, generation.clear_sky(array, sun), generation.usual_air(array, sun))
    return MinuteSet("htw_berlin", 1000.0, times.as_unit("s").asi8.astype(float), power, _levelled(clear, power))


def _levelled(clear: Series, measured: Series) -> Series:
    """Scale the clear sky to the roof as learning would: the 90th percentile of the share is a cloudless minute."""
    high = clear > 0.2 * clear.max()
    return np.asarray(clear * np.nanpercentile(measured[high] / clear[high], 90))
