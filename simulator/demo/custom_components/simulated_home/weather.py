"""What a weather service would say of the simulated sky."""

from typing import override

from homeassistant.components.weather import WeatherEntity, WeatherEntityDescription
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import Device, SimulatedEntity
from .simulation import SimulationConfigEntry

# Above these covers, in percent, the sky is called so; weather services draw the lines about there.
CLOUDY_PCT = 85.0
PARTLY_CLOUDY_PCT = 20.0


class SimulatedWeather(SimulatedEntity, WeatherEntity):
    """The sky of the simulation."""

    _attr_native_temperature_unit = UnitOfTemperature.CELSIUS

    @property
    @override
    def native_temperature(self) -> float:
        return self.simulation.roof.air_temp_c

    @property
    @override
    def cloud_coverage(self) -> float:
        return self.simulation.clouds.cover_pct

    @property
    @override
    def condition(self) -> str:
        cover_pct = self.simulation.clouds.cover_pct
        if cover_pct > CLOUDY_PCT:
            return "cloudy"
        return "partlycloudy" if cover_pct > PARTLY_CLOUDY_PCT else "sunny"


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the weather."""
    description = WeatherEntityDescription(key="weather", name="Weather")
    async_add_entities([SimulatedWeather(entry.runtime_data, Device.SKY, description)])
