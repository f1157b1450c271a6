"""Solar Charging: charge cars on the solar power the home does not use."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .api.views import async_register
from .api.websocket import async_register_commands
from .const import DOMAIN
from .coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from .frontend.delivery import async_offer_card, async_withdraw_card
from .managers.home_batteries import async_release_left_holds
from .managers.storage import async_remove_files
from .services import async_setup_services
from .services.charger import async_setup_charger_services
from .services.grid_limits import async_setup_grid_limit_services
from .services.replay_days import async_setup_replay_service
from .services.schedule import async_setup_schedule_service
from .services.session_books import async_setup_session_services
from .services.statements import async_setup_statement_services
from .setup.entity_renames import async_follow_renames
from .setup.migration import migrate
from .watchers.battery_watch import async_control_batteries
from .watchers.calendars import async_watch_departures
from .watchers.departure_suggestions import async_suggest_departures
from .watchers.new_devices import async_watch_new_devices
from .watchers.repair_issues import async_forget_issues, async_watch_problems
from .watchers.set_up_changes import SubentryFollowers, async_apply_subentries, async_follow_changes
from .watchers.shutdown import (
    async_release_all,
    async_release_chargers,
    async_release_on_stop,
    async_release_removed_chargers,
)

PLATFORMS = [
    Platform.DATETIME,
    Platform.EVENT,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TIME,
]

# There is nothing to configure in YAML, but its bare name there offers the API before there is a home: for programs that make one.
CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what is there once for all homes."""
    async_follow_renames(hass)
    async_setup_services(hass)
    async_setup_charger_services(hass)
    async_setup_session_services(hass)
    async_setup_grid_limit_services(hass)
    async_setup_schedule_service(hass)
    async_setup_replay_service(hass)
    async_setup_statement_services(hass)
    async_register(hass)
    async_register_commands(hass)
    await async_offer_card(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> bool:
    """Bring what an earlier version stored to the form of this one."""
    return migrate(hass, entry)


async def async_setup_entry(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> bool:
    """Set up a home."""
    try:
        coordinator = await _async_load(hass, entry)
    except Exception:
        # Nobody would look after a battery that was left held.
        await async_release_left_holds(hass, entry.entry_id, dt_util.utcnow().timestamp())
        raise
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    followers = SubentryFollowers(hass, coordinator)
    entry.async_on_unload(followers.async_stop)
    await followers.async_start()
    entry.async_on_unload(coordinator.async_listen())
    entry.async_on_unload(async_watch_departures(hass, coordinator))
    entry.async_on_unload(async_watch_problems(hass, coordinator))
    entry.async_on_unload(async_suggest_departures(hass, coordinator))
    entry.async_on_unload(async_release_on_stop(hass, entry))
    entry.async_on_unload(async_watch_new_devices(hass, coordinator))
    entry.async_on_unload(async_control_batteries(hass, coordinator))

    async def update_config() -> None:
        removed = await async_apply_subentries(coordinator)
        await followers.async_start()
        await async_release_chargers(hass, removed, coordinator.settings)

    entry.async_on_unload(async_follow_changes(hass, entry, update_config))
    return True


async def _async_load(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> SolarChargingCoordinator:
    coordinator = await SolarChargingCoordinator.async_load(hass, entry)
    await coordinator.batteries.async_load(coordinator.site.batteries)
    await coordinator.async_config_entry_first_refresh()
    return coordinator


async def async_unload_entry(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> bool:
    """Stop, and keep what was learned."""
    is_unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if is_unloaded:
        await entry.runtime_data.async_stop()
        await async_release_removed_chargers(hass, entry)
        if entry.disabled_by:
            await entry.runtime_data.batteries.async_release(dt_util.utcnow().timestamp())
    return is_unloaded


async def async_remove_entry(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> None:
    """Leave the chargers as chosen, and forget a home."""
    async_forget_issues(hass)
    await async_release_all(hass, entry)
    await async_release_left_holds(hass, entry.entry_id, dt_util.utcnow().timestamp())
    await async_remove_files(hass, entry.entry_id)
    await async_withdraw_card(hass)
