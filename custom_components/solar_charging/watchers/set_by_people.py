"""Leaves a charger to a person who sets it in Home Assistant from the call on: its entities may show that a minute later, in nobody's name."""

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback, split_entity_id
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.util import dt as dt_util

from ..coordinator import SolarChargingCoordinator
from ..devices.call import live_state, to_float
from ..engine.step import DEFAULT_POLICY

_SWITCHED = {"turn_on": "on", "turn_off": "off"}


@callback
def async_watch_people(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Follow what people call from now on. Returns what ends it."""

    @callback
    def follow(event: Event) -> None:
        if event.context.user_id is None:
            return
        commanded = {
            one: charger.id
            for charger in coordinator.site.chargers
            for one in charger.commanded
            if split_entity_id(one)[0] == event.data["domain"]
        }
        if not commanded:
            return
        found = async_extract_referenced_entity_ids(hass, TargetSelection(event.data["service_data"]))
        for entity_id in (found.referenced | found.indirectly_referenced) & commanded.keys():
            if _is_set_anew(hass, entity_id, event):
                until_s = dt_util.utcnow().timestamp() + DEFAULT_POLICY.override_s
                coordinator.async_leave_alone(commanded[entity_id], until_s)

    return hass.bus.async_listen(EVENT_CALL_SERVICE, follow)


def _is_set_anew(hass: HomeAssistant, entity_id: str, event: Event) -> bool:
    """Return whether a call sets an entity to something else than it shows."""
    state, data = live_state(hass, entity_id), event.data["service_data"]
    wanted = data.get("value", data.get("option", _SWITCHED.get(event.data["service"])))
    if state is None or wanted is None:
        return False
    number = to_float(str(wanted))
    return number != to_float(state.state) if number is not None else wanted != state.state
