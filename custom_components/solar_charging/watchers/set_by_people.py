"""Leaves a charger to a person who sets it in Home Assistant from the call on: its entities may show that a minute later, in nobody's name."""

from homeassistant.const import ATTR_ENTITY_ID, EVENT_CALL_SERVICE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback, split_entity_id
from homeassistant.helpers import config_validation as cv
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
        named = cv.ensure_list(event.data["service_data"].get(ATTR_ENTITY_ID))
        for charger in coordinator.site.chargers:
            charger_state = coordinator.engine_state.chargers.get(charger.id)
            is_set = any(entity_id in named and _is_set_anew(hass, entity_id, event) for entity_id in charger.commanded)
            if charger_state and is_set:
                charger_state.override_until_s = dt_util.utcnow().timestamp() + DEFAULT_POLICY.override_s

    return hass.bus.async_listen(EVENT_CALL_SERVICE, follow)


def _is_set_anew(hass: HomeAssistant, entity_id: str, event: Event) -> bool:
    """Return whether a call sets an entity to something else than it shows."""
    state, data = live_state(hass, entity_id), event.data["service_data"]
    wanted = data.get("value", data.get("option", _SWITCHED.get(event.data["service"])))
    if state is None or wanted is None or event.data["domain"] != split_entity_id(entity_id)[0]:
        return False
    number = to_float(str(wanted))
    return number != to_float(state.state) if number is not None else wanted != state.state
