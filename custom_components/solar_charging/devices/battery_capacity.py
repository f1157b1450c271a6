"""How much each of several batteries holds, so that their states of charge count by it."""

from collections.abc import Iterable, Sequence

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_conversion import EnergyConverter

from ..engine.finite import finite


def shares_of(hass: HomeAssistant, soc_entity_ids: Sequence[str]) -> tuple[float, ...]:
    """Return each battery's share of all that they hold; equal ones where one of them does not show what it holds."""
    held_wh = [_held_wh(hass, entity_id) for entity_id in soc_entity_ids]
    known = [value for value in held_wh if value]
    if len(known) < len(held_wh):
        return (1 / len(held_wh),) * len(held_wh)
    return tuple(value / sum(known) for value in known)


def _held_wh(hass: HomeAssistant, soc_entity_id: str) -> float | None:
    """Return the most that a stored energy on the battery's device shows: what is left in it is never more."""
    registry = er.async_get(hass)
    battery = registry.async_get(soc_entity_id)
    if battery is None or battery.device_id is None:
        return None
    return max(_stored_energies_wh(hass, er.async_entries_for_device(registry, battery.device_id)), default=None)


def _stored_energies_wh(hass: HomeAssistant, entries: Iterable[er.RegistryEntry]) -> Iterable[float]:
    for entry in entries:
        device_class = entry.device_class or entry.original_device_class
        state = hass.states.get(entry.entity_id) if device_class == SensorDeviceClass.ENERGY_STORAGE else None
        unit = state.attributes.get("unit_of_measurement") if state else None
        value = finite(state.state) if state else None
        if value is not None and value > 0 and unit in EnergyConverter.VALID_UNITS:
            yield EnergyConverter.convert(value, unit, "Wh")
