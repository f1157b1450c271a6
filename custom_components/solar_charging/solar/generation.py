"""The physics, by pvlib: sun, clear sky, plane of array, cell temperature, DC, inverter. Arrays in, arrays out.

Imported only where an event loop is not: importing pvlib takes seconds and 140 MB.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pvlib

from .array import INVERTER_EFFICIENCY, Plane, SolarArray
from .climate import air_temperature_c

type Series = npt.NDArray[np.float64]

# Linke turbidity where pvlib's map cannot be read: the mean of the inhabited world (Remund et al. 2003).
_MEAN_LINKE_TURBIDITY = 3.5
_CALM_WIND_M_S = 2.0  # at roof height, the default of the IEC 61853 energy rating and of the peers
# Standard test conditions (IEC 61215).
_REFERENCE_CELL_C = 25.0


@dataclass(frozen=True, slots=True)
class SunAngles:
    """Where the sun is, at each time: degrees, the refraction of the air included in `elevation_deg`."""

    times: pd.DatetimeIndex
    elevation_deg: Series
    azimuth_deg: Series
    dni_extra_w_m2: Series

    @property
    def zenith_deg(self) -> Series:
        """Angle from the vertical."""
        return 90.0 - self.elevation_deg


@dataclass(frozen=True, slots=True)
class Irradiance:
    """W/m²: global horizontal, direct normal, diffuse horizontal."""

    ghi_w_m2: Series
    dni_w_m2: Series
    dhi_w_m2: Series


@dataclass(frozen=True, slots=True)
class Air:
    """What cools the modules: °C, m/s."""

    temperature_c: Series
    wind_m_s: Series


def sun_positions(array: SolarArray, times: pd.DatetimeIndex) -> SunAngles:
    """Return the sun at `times` (aware), by the NREL SPA algorithm (Reda & Andreas 2004)."""
    position = pvlib.solarposition.get_solarposition(times, array.latitude, array.longitude, altitude=array.elevation_m)
    return SunAngles(
        times,
        position["apparent_elevation"].to_numpy(),
        position["azimuth"].to_numpy(),
        pvlib.irradiance.get_extra_radiation(times).to_numpy(),
    )


def clear_sky(array: SolarArray, sun: SunAngles) -> Irradiance:
    """Return the cloudless sky's irradiance (Ineichen & Perez 2002 with the monthly Linke turbidity of the place)."""
    airmass = pvlib.atmosphere.get_absolute_airmass(
        pvlib.atmosphere.get_relative_airmass(sun.zenith_deg), pvlib.atmosphere.alt2pres(array.elevation_m)
    )
    with np.errstate(divide="ignore", invalid="ignore"):  # by night pvlib divides by the sun's height
        sky = pvlib.clearsky.ineichen(
            sun.zenith_deg, airmass, _linke_turbidity(array, sun.times), array.elevation_m, sun.dni_extra_w_m2
        )
    return Irradiance(*(np.nan_to_num(np.asarray(sky[name], dtype=float)) for name in ("ghi", "dni", "dhi")))


def decompose(ghi_w_m2: Series, sun: SunAngles) -> Irradiance:
    """Split global irradiance into direct and diffuse (Erbs et al. 1982)."""
    parts = pvlib.irradiance.erbs(ghi_w_m2, sun.zenith_deg, sun.times)
    return Irradiance(ghi_w_m2, np.asarray(parts["dni"]), np.asarray(parts["dhi"]))


def usual_air(array: SolarArray, sun: SunAngles) -> Air:
    """Return the air to assume where no weather is known."""
    days = sun.times.dayofyear.to_numpy()
    temperature = np.array([air_temperature_c(array.latitude, array.elevation_m, day) for day in days])
    return Air(temperature, np.full(len(days), _CALM_WIND_M_S))


def ac_power(array: SolarArray, sun: SunAngles, irradiance: Irradiance, air: Air) -> Series:
    """Return the array's AC power in W: each plane's DC, then the inverters' efficiency and limit on their sum."""
    dc_w = np.zeros(len(sun.times))
    for plane in array.planes:
        dc_w += _dc_power(array, plane, sun, irradiance, air)
    return np.clip(np.nan_to_num(_invert(array, dc_w)), 0.0, array.max_power_w)


def _dc_power(array: SolarArray, plane: Plane, sun: SunAngles, irradiance: Irradiance, air: Air) -> Series:
    poa = _plane_of_array(array, plane, sun, irradiance)
    cell_c = pvlib.temperature.faiman(poa, air.temperature_c, air.wind_m_s)
    gamma = array.temperature_coefficient_pct_per_k / 100.0
    dc_w = pvlib.pvsystem.pvwatts_dc(poa, cell_c, plane.capacity_w, gamma, _REFERENCE_CELL_C)
    return np.asarray(dc_w * (1.0 - array.losses_pct / 100.0))


def _plane_of_array(array: SolarArray, plane: Plane, sun: SunAngles, irradiance: Irradiance) -> Series:
    """Return what reaches the cells in W/m² (Hay & Davies 1980), reflection at the glass taken off (De Soto 2006)."""
    tilt, azimuth = plane.tilt_deg, plane.azimuth_deg
    aoi = pvlib.irradiance.aoi(tilt, azimuth, sun.zenith_deg, sun.azimuth_deg)
    sky = pvlib.irradiance.haydavies(
        tilt,
        azimuth,
        irradiance.dhi_w_m2,
        irradiance.dni_w_m2,
        sun.dni_extra_w_m2,
        sun.zenith_deg,
        sun.azimuth_deg,
        return_components=True,
    )
    ground = pvlib.irradiance.get_ground_diffuse(tilt, irradiance.ghi_w_m2)
    beam = irradiance.dni_w_m2 * np.maximum(np.cos(np.radians(aoi)), 0.0)
    reaches = (sun.elevation_deg > _horizon_deg(array, sun)) * pvlib.iam.physical(aoi)
    diffuse_iam = pvlib.iam.marion_diffuse("physical", tilt)
    # A flat plane sees no ground: pvlib's mean over nothing is not a number.
    total = (
        (beam + sky["poa_circumsolar"]) * reaches
        + sky["poa_isotropic"] * diffuse_iam["sky"]
        + ground * np.nan_to_num(diffuse_iam["ground"])
    )
    return np.where(sun.elevation_deg > 0.0, np.nan_to_num(total), 0.0)


def _horizon_deg(array: SolarArray, sun: SunAngles) -> Series:
    if not array.horizon:
        return np.zeros(len(sun.times))
    azimuths_deg = [corner.azimuth_deg for corner in array.horizon]
    elevations_deg = [corner.elevation_deg for corner in array.horizon]
    return np.asarray(np.interp(sun.azimuth_deg, azimuths_deg, elevations_deg, period=360.0))


def _invert(array: SolarArray, dc_w: Series) -> Series:
    limit_w = array.max_power_w
    model = _cec_inverter(array.inverter_model)
    if model is None:
        return np.asarray(pvlib.inverter.pvwatts(dc_w, limit_w / INVERTER_EFFICIENCY, INVERTER_EFFICIENCY))
    # The curve of one device, scaled: two inverters of 5 kW behave as one of 10.
    scale = model["Paco"] / limit_w
    return np.asarray(pvlib.inverter.sandia(model["Vdco"], dc_w * scale, model) / scale)


def _cec_inverter(name: str | None) -> pd.Series[float] | None:
    if name is None:
        return None
    library = pvlib.pvsystem.retrieve_sam("CECInverter")
    return library.get(name)


def _linke_turbidity(array: SolarArray, times: pd.DatetimeIndex) -> Series:
    try:
        turbidity = pvlib.clearsky.lookup_linke_turbidity(times, array.latitude, array.longitude)
    except ImportError, OSError, IndexError:
        # The map needs h5py, the one dependency without which all else works.
        return np.full(len(times), _MEAN_LINKE_TURBIDITY)
    return np.asarray(turbidity, dtype=float)
