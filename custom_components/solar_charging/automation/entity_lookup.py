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

# The status of a charger that charges from the sun.
FROM_SUN = frozenset({ChargerStatus.CHARGING_SOLAR})
# This happens to one that charges from the sun as to any other: neither a start nor a stop.
PASSING = frozenset({ChargerStatus.CHARGING_LIMITED})
NOT_FROM_SUN = frozenset(ChargerStatus) - FROM_SUN - PASSING


@callback
def only_ours(hass: HomeAssistant, entities: set[str], key: str) -> set[str]:
    """Return those of the entities that are ours and have this translation key: a device has several sensors of one class."""
    registry = er.async_get(hass)
    entries = ((entity_id, registry.async_get(entity_id)) for entity_id in entities)
    return {id_ for id_, entry in entries if entry and entry.platform == DOMAIN and entry.translation_key == key}


def watts(state: State) -> float | None:
    """Return a power in W, whatever unit its owner chose to see it in; None where it says nothing."""
    try:
        unit = state.attributes.get("unit_of_measurement")
        return PowerConverter.convert(float(state.state), unit, UnitOfPower.WATT)
    except ValueError, TypeError:
        return None
