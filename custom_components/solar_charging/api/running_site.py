"""The home behind the API: its entry, and what runs for it."""

from http import HTTPStatus

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..control.rights import may
from ..coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from .errors import SOLAR_ARRAY_REQUIRED, ProblemError


@callback
def entry_of(hass: HomeAssistant) -> SolarChargingConfigEntry | None:
    """Return the home's entry, None before there is one."""
    return next(iter(hass.config_entries.async_entries(DOMAIN, include_ignore=False)), None)


@callback
def required_entry(hass: HomeAssistant) -> SolarChargingConfigEntry:
    """Return the home's entry; raises ProblemError before there is one."""
    if (entry := entry_of(hass)) is None:
        raise ProblemError(SOLAR_ARRAY_REQUIRED)
    return entry


@callback
def running(hass: HomeAssistant) -> SolarChargingCoordinator | None:
    """Return what runs for the home, None while nothing does."""
    entry = entry_of(hass)
    return entry.runtime_data if entry and entry.state is ConfigEntryState.LOADED else None


@callback
def required_running(hass: HomeAssistant) -> SolarChargingCoordinator:
    """Return what runs for the home; raises ProblemError while nothing does."""
    required_entry(hass)
    if (coordinator := running(hass)) is None:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE, "Solar Charging isn't running.", headers={"Retry-After": "5"}
        )
    return coordinator


@callback
def sees_site(hass: HomeAssistant, user: User | None) -> bool:
    """Whether a user may see the home's energy; before there is a home, there is nothing to hide."""
    entry = entry_of(hass)
    return entry is None or may(hass, user, entry.entry_id, POLICY_READ)


async def async_settled(entry: SolarChargingConfigEntry) -> None:
    """Wait for a reload that a change brought about, so that what is read next is what was written."""
    async with entry.setup_lock:
        pass
