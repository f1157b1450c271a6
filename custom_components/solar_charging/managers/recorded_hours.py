"""The recorder's hourly means of the home's sensors: what is left of days when their states are gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from math import nan

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import StatisticsRow, statistics_during_period
from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant

from ..engine.model import SECONDS_PER_HOUR


class HourlyMeans:
    """One sensor's means by the starts of their hours (UTC s), and the lowest and highest of each: powers in W, levels in %."""

    def __init__(self, means: Mapping[float, float], ranges: Mapping[float, tuple[float, float]]) -> None:
        self.means, self.ranges = means, ranges

    def at(self, at_s: float) -> float:
        """Return the mean of the hour that a time is in; NaN: none is known."""
        return self.means.get(at_s // SECONDS_PER_HOUR * SECONDS_PER_HOUR, nan)


async def async_hourly_means(
    hass: HomeAssistant, entity_ids: Sequence[str], start: datetime, end: datetime
) -> dict[str, HourlyMeans]:
    """Return the means of these sensors by entity id, those that have any."""
    read = partial(
        statistics_during_period,
        hass,
        start,
        end,
        set(entity_ids),
        "hour",
        {"power": UnitOfPower.WATT},
        {"mean", "min", "max"},
    )
    found = await get_instance(hass).async_add_executor_job(read)
    return {entity_id: _of_rows(rows) for entity_id, rows in found.items()}


def _of_rows(rows: Sequence[StatisticsRow]) -> HourlyMeans:
    means = {row["start"]: mean for row in rows if (mean := row.get("mean")) is not None}
    ranges = {
        row["start"]: (low, high)
        for row in rows
        if (low := row.get("min")) is not None and (high := row.get("max")) is not None
    }
    return HourlyMeans(means, ranges)
