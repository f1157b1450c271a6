"""The Energy dashboard's solar forecast."""

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .coordinator import SolarChargingCoordinator


async def async_get_solar_forecast(
    hass: HomeAssistant, config_entry_id: str
) -> dict[str, dict[str, float | int]] | None:
    """Return today's and tomorrow's expected Wh by the hour; None while the home is not set up."""
    entry = hass.config_entries.async_get_entry(config_entry_id)
    coordinator = getattr(entry, "runtime_data", None)
    if not isinstance(coordinator, SolarChargingCoordinator):
        return None
    hours = coordinator.estimator.forecast(dt_util.utcnow())
    return {"wh_hours": {hour.start.isoformat(): round(hour.mean_wh) for hour in hours}}
