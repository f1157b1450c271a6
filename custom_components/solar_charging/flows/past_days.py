"""Whether the recorder knows days on which a charger that is being added was in use."""

from datetime import timedelta

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

# As long as the recorder usually keeps what is best to calculate with.
_RECENT = timedelta(days=10)
# Less than any car charges with, more than any charger takes by itself.
_CAR_W = 1000.0


async def async_has_past_charging(hass: HomeAssistant, power_entity: str | None) -> bool:
    """Return whether a car charged there lately: ten rows of statistics are read."""
    if RECORDER_DOMAIN not in hass.config.components or power_entity is None:
        return False
    now = dt_util.utcnow()
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        now - _RECENT,
        now,
        {power_entity},
        "day",
        {"power": UnitOfPower.WATT},
        {"max"},
    )
    return any((row.get("max") or 0.0) > _CAR_W for row in found.get(power_entity, []))
