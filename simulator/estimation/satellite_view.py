"""What a satellite would have seen of measured minutes: ten-minute means over its pixel, late, a little too bright, scattered.

The size of its errors is SENSE2's over ten stations (doi 10.5194/amt-17-1851-2024): 2.3 % too bright, 61 % of quarter hours within
10 % of the ground, which is a standard deviation of 11.6 %. How much of that lasts is assumed: a third of the variance all day
(aerosol, snow, the pixel's own ground), the rest from image to image.
"""

from dataclasses import dataclass

import numpy as np

from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.nowcast import MAX_INDEX

STEP_MIN = 10
# An image is there so long after its interval ended (Open-Meteo's documentation of DWD's MTG product).
DELAY_MIN = 20
_BIAS, _SCATTER, _LASTING_PART = 1.023, 0.116, 1 / 3
# Clouds of 8 m/s, as in fair weather a kilometre up, cross a pixel of 2.5 km in about this.
_PIXEL_MIN = 5
_IMAGES_A_DAY = 24 * 60 // STEP_MIN
# Of the view that the nowcast is fitted by.
HOME_SEED = 25


@dataclass(frozen=True, slots=True)
class SatelliteView:
    """The clear-sky index each image shows, and at each minute the one of the newest image that had begun and ended by then."""

    images: Series
    held: Series


@dataclass(frozen=True, slots=True)
class SatelliteErrors:
    """How wrong images are: a constant factor, what is scattered about it (its share that lasts all day), and over how many minutes of clouds."""

    bias: float = _BIAS
    scatter: float = _SCATTER
    pixel_min: int = _PIXEL_MIN


# As published.
PUBLISHED = SatelliteErrors()
# Images that show the irradiance over the home itself, late as they are: what no satellite can do better.
FAULTLESS = SatelliteErrors(1.0, 0.0, 1)


def satellite_view(
    index: Series, seed: int = HOME_SEED, errors: SatelliteErrors = PUBLISHED, day_seed: int | None = None
) -> SatelliteView:
    """Return what a satellite would have shown of a clear-sky index by the minute (NaN: night), by the end of each interval.

    `day_seed`: of what is wrong all day, where that is shared with another place's view.
    """
    rng = np.random.default_rng(seed)
    day_rng = rng if day_seed is None else np.random.default_rng(day_seed)
    known = np.isfinite(index)
    kernel = np.ones(errors.pixel_min)
    wide = np.convolve(np.where(known, index, 0.0), kernel, "same") / np.maximum(
        np.convolve(known, kernel, "same"), 1.0
    )
    count = len(index) // STEP_MIN
    blocks = np.where(known, wide, np.nan)[: count * STEP_MIN].reshape(count, STEP_MIN)
    seen = np.isfinite(blocks).sum(axis=1)
    means = np.where(seen >= STEP_MIN / 2, np.nansum(blocks, axis=1) / np.maximum(seen, 1), np.nan)
    all_day = day_rng.normal(0.0, errors.scatter * np.sqrt(_LASTING_PART), count // _IMAGES_A_DAY + 1)
    each = rng.normal(0.0, errors.scatter * np.sqrt(1 - _LASTING_PART), count)
    wrong = 1.0 + all_day[np.arange(count) // _IMAGES_A_DAY] + each
    images = np.clip(means * errors.bias * wrong, 0.0, MAX_INDEX)
    return SatelliteView(images, np.repeat(images, STEP_MIN))
