"""What some chargers tell besides: the energy of their own counter, the car's name, its state of charge and limit."""

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.util.unit_conversion import EnergyConverter

from ..engine.reading import Reading
from .config import ChargerConfig
from .state import PERCENT, Quantity, read_state

ENERGY = Quantity(UnitOfEnergy.WATT_HOUR, EnergyConverter)


def counter_wh(hass: HomeAssistant, config: ChargerConfig) -> float | None:
    """Return what the charger's energy counter shows, in Wh; None if it has none, or says nothing now."""
    return _value(hass, config, "session_energy", ENERGY)


def soc_pct(hass: HomeAssistant, config: ChargerConfig) -> float | None:
    """Return the car's state of charge in %, where the charger (or a car that is commanded itself) tells it."""
    value = _value(hass, config, "vehicle_soc", PERCENT)
    return value if value is not None and 0.0 <= value <= 100.0 else None


def charge_limit_pct(hass: HomeAssistant, config: ChargerConfig) -> float | None:
    """Return where the car stops by itself, where the charger tells it; 0 is a limit that is not known yet."""
    value = _value(hass, config, "charge_limit", PERCENT)
    return value if value is not None and 0.0 < value <= 100.0 else None


def vehicle_name(hass: HomeAssistant, config: ChargerConfig) -> str:
    """Return what the charger calls the car that it has; empty if it does not say."""
    source = config.readings.get("vehicle")
    state = hass.states.get(source.entity_id) if source else None
    return state.state if state and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN) else ""


def _value(hass: HomeAssistant, config: ChargerConfig, key: str, quantity: Quantity) -> float | None:
    source = config.readings.get(key)
    if source is None or source.attribute:
        return None
    reading = read_state(hass, source.entity_id, quantity)
    return reading.value if isinstance(reading, Reading) else None
