"""Make generation tables with pvlib. Imported only where an event loop is not."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from . import generation
from .array import SolarArray
from .table import CLEAR_SKY_INDICES, GenerationTable, TableStep


def make_table(array: SolarArray, start: datetime, *, step_s: float, count: int) -> GenerationTable:
    """Return the table of `count` rows from `start` (aware UTC)."""
    times = pd.DatetimeIndex([start + timedelta(seconds=step_s * index) for index in range(count)])
    sun = generation.sun_positions(array, times)
    clear = generation.clear_sky(array, sun)
    air = generation.usual_air(array, sun)
    powers = []
    for index in CLEAR_SKY_INDICES:
        sky = clear if index == 1.0 else generation.decompose(clear.ghi_w_m2 * index, sun)
        powers.append(generation.ac_power(array, sun, sky, air))
    by_time = np.array(powers).T
    columns = zip(sun.elevation_deg, sun.azimuth_deg, clear.ghi_w_m2, by_time, strict=True)
    return GenerationTable(
        start,
        step_s,
        tuple(
            TableStep(float(elevation), float(azimuth), float(ghi), tuple(row.tolist()))
            for elevation, azimuth, ghi, row in columns
        ),
    )
