"""The Energy dashboard of the demo, set up as a user would."""

from homeassistant.components.energy.data import EnergyPreferencesUpdate, async_get_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers.start import async_at_started

PREFERENCES: EnergyPreferencesUpdate = {
    "energy_sources": [
        {
            "type": "grid",
            "stat_energy_from": "sensor.grid_meter_import",
            "stat_energy_to": "sensor.grid_meter_export",
            "stat_cost": None,
            "entity_energy_price": None,
            "number_energy_price": 0.30,
            "stat_compensation": None,
            "entity_energy_price_export": None,
            "number_energy_price_export": 0.08,
            "power_config": {"stat_rate": "sensor.grid_meter_power"},
            "cost_adjustment_day": 0.0,
        },
        {
            "type": "solar",
            "stat_energy_from": "sensor.inverter_energy",
            "stat_rate": "sensor.inverter_power",
            "config_entry_solar_forecast": None,
        },
        {
            "type": "battery",
            "stat_energy_from": "sensor.home_battery_discharged",
            "stat_energy_to": "sensor.home_battery_charged",
            # Home Assistant counts discharging as positive, the simulated battery charging.
            "power_config": {"stat_rate_inverted": "sensor.home_battery_power"},
            "stat_soc": "sensor.home_battery_state_of_charge",
        },
    ],
    "device_consumption": [
        {"stat_consumption": "sensor.wallbox_energy", "stat_rate": "sensor.wallbox_power", "name": "Wallbox"}
    ],
}


def give_energy_dashboard(hass: HomeAssistant) -> None:
    """Set the preferences once Home Assistant has started, unless there are some."""

    async def give(hass: HomeAssistant) -> None:
        manager = await async_get_manager(hass)
        if not manager.data:
            await manager.async_update(PREFERENCES)

    async_at_started(hass, give)
