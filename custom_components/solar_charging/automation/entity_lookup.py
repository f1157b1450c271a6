"""Which of our entities mean what, for triggers and conditions: thin over the entities, so that they and a dashboard agree."""

from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_conversion import PowerConverter

from ..const import DOMAIN
from ..engine.status import ChargerStatus

EXCESS_POWER = "excess_power"
STATUS = "status"
INTEGRATION_TYPE = "integration_type"
CHARGING_EVENT = "charging_event"
OF_THE_SITE = frozenset({EXCESS_POWER, INTEGRATION_TYPE})

# The status of a charger that charges from the sun.
FROM_SUN = frozenset({ChargerStatus.CHARGING_SOLAR})
# This happens to one that charges from the sun as to any other: neither a start nor a stop.
PASSING = frozenset({ChargerStatus.CHARGING_LIMITED})
NOT_FROM_SUN = frozenset(ChargerStatus) - FROM_SUN - PASSING


@callback
def own_entities(hass: HomeAssistant, entities: set[str], key: str) -> set[str]:
    """Return those of the entities that are ours and have this translation key: a device has several sensors of one class.

    Home Assistant offers what is about the home on the device of a charger as well: from there it is the home's own entity.
    """
    registry = er.async_get(hass)
    entries = [entry for entity_id in entities if (entry := registry.async_get(entity_id)) and entry.platform == DOMAIN]
    found = {entry.entity_id for entry in entries if entry.translation_key == key}
    if found or key not in OF_THE_SITE:
        return found
    homes = {entry.config_entry_id for entry in entries if entry.config_entry_id}
    of_homes = (one for home in homes for one in er.async_entries_for_config_entry(registry, home))
    return {one.entity_id for one in of_homes if one.translation_key == key and not one.disabled}


def watts(state: State) -> float | None:
    """Return a power in W, whatever unit the user chose for it; None without a value."""
    try:
        unit = state.attributes.get("unit_of_measurement")
        return PowerConverter.convert(float(state.state), unit, UnitOfPower.WATT)
    except ValueError, TypeError:
        return None
