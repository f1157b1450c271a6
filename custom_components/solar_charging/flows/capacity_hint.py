"""What an array's capacity most likely is: the inverter's rating, or the highest generation in the recorder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..catalogue.entry import Role
from ..catalogue.proposal import SiteProposal
from ..devices.entity_state import POWER, read_state
from ..engine.measure.reading import Reading
from ..setup.site_config import MAX_CAPACITY_W, MIN_CAPACITY_W

# A year has every season's noon.
_LOOK_BACK = timedelta(days=365)
# Nobody buys panels by the watt.
_STEP_W = 100.0


@dataclass(frozen=True, slots=True)
class CapacityHint:
    """A likely capacity in W and its origin: `rating` or `history`, the key of its text."""

    capacity_w: float
    source: str


async def async_capacity_hint(
    hass: HomeAssistant, site: SiteProposal, generation: Iterable[str]
) -> CapacityHint | None:
    """Return a likely capacity, None if there is no hint. `generation`: the entities of the generation."""
    rated_w = sum(_ratings(hass, site))
    if MIN_CAPACITY_W <= rated_w <= MAX_CAPACITY_W:
        return CapacityHint(rated_w, "rating")
    highest_w = await _highest_w(hass, set(generation))
    rounded_w = round(highest_w / _STEP_W) * _STEP_W
    return CapacityHint(rounded_w, "history") if MIN_CAPACITY_W <= rounded_w <= MAX_CAPACITY_W else None


def _ratings(hass: HomeAssistant, site: SiteProposal) -> Iterable[float]:
    for inverter in site.used:
        if match := inverter.roles.get(Role.INVERTER_RATING):
            for entity_id in match.entity_ids:
                reading = read_state(hass, entity_id, POWER)
                if isinstance(reading, Reading):
                    yield reading.value


async def _highest_w(hass: HomeAssistant, entity_ids: set[str]) -> float:
    if RECORDER_DOMAIN not in hass.config.components or not entity_ids:
        return 0.0
    now = dt_util.utcnow()
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        now - _LOOK_BACK,
        now,
        entity_ids,
        "month",
        {"power": UnitOfPower.WATT},
        {"max"},
    )
    return sum(max((row.get("max") or 0.0 for row in rows), default=0.0) for rows in found.values())
