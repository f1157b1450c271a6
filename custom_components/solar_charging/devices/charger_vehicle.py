"""What some chargers report of the car, and their own counter: the energy of their own counter, the car's name, its state of charge and limit."""

from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.util.unit_conversion import EnergyConverter

from ..catalogue.charger_config import ChargerConfig
from ..engine.measure.reading import Reading
from .entity_state import Quantity, known_state, read_percent, read_state

ENERGY = Quantity(UnitOfEnergy.WATT_HOUR, EnergyConverter)


def counter_wh(hass: HomeAssistant, config: ChargerConfig) -> float | None:
    """Return what the charger's energy counter shows, in Wh; None if it has none, or shows nothing now."""
    entity_id = _entity(config, "session_energy")
    reading = read_state(hass, entity_id, ENERGY) if entity_id else None
    return reading.value if isinstance(reading, Reading) else None


def soc_pct(hass: HomeAssistant, config: ChargerConfig) -> float | None:
    """Return the car's state of charge in %, where the charger (or a car that is commanded itself) reports it."""
    entity_id = _entity(config, "vehicle_soc")
    return read_percent(hass, entity_id) if entity_id else None


def charge_limit_pct(hass: HomeAssistant, config: ChargerConfig) -> float | None:
    """Return where the car stops by itself, where the charger reports it; 0 is a limit that is not known yet."""
    entity_id = _entity(config, "charge_limit")
    return (read_percent(hass, entity_id) or None) if entity_id else None


def vehicle_name(hass: HomeAssistant, config: ChargerConfig) -> str:
    """Return what the charger calls the car that it has; empty if it does not report it."""
    source = config.readings.get("vehicle")
    return (known_state(hass.states.get(source.entity_id)) or "") if source else ""


def _entity(config: ChargerConfig, key: str) -> str | None:
    """Return the entity whose state, rather than an attribute, holds this."""
    source = config.readings.get(key)
    return source.entity_id if source and not source.attribute else None
