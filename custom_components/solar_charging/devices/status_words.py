"""A charger's own status words in one vocabulary, for chargers the catalogue does not know."""

import re

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import State

from ..engine.model import CarState
from .entity_state import known_state

# Letters of IEC 61851-1 (A no car, B car, C charging, D charging with ventilation, E/F fault), states of OCPP 1.6 and 2.0.1,
# and the words Home Assistant's integrations of chargers and cars use. Compared without case, spaces, dashes and underscores.
_WORDS = {
    CarState.DISCONNECTED: "a a1 available disconnected notconnected nocar nocarconnected novehicle unplugged idlenocar vehiclenotpresent "
    "connectcable",
    CarState.CONNECTED: "b b1 connected ready readytocharge idle paused pause plugged pluggedin vehicledetected occupied stopped standby preparing "
    "carconnected vehicleconnected suspended suspendedevse sleeping "
    "readyforcharging charginginterrupted conserving nopower",
    CarState.AWAITING: "b2 awaiting awaitingauthorization awaitingauthorisation awaitingstart waiting waitingforcar waitingforvehicle waitcar "
    "scheduled waitinginqueue waitingforpower locked suspendedev waitingforauthorization needauthorization "
    "pluggedwaitingforcharge waitingforaplannedcharge waitingforcurrentcharge v2gchargingwaiting",
    CarState.CHARGING: "c c1 c2 d d1 d2 charging chargingnormal starting discharging chargeinprogress "
    "v2gchargingnormal v2gdischarging",
    CarState.COMPLETE: "complete completed finished finishing done charged full chargecomplete fullycharged chargeended",
    CarState.ERROR: "e f error fault faulted unavailable reserved failure invalid offline disabled",
}
_STATES = {word: state for state, words in _WORDS.items() for word in words.split()}


def car_state(state: State | None) -> CarState:
    """Return what a status entity reports; UNKNOWN where that is nothing we understand.

    Of a binary sensor, on means a car that is plugged in (or charging, by its device class).
    """
    if state is None or known_state(state) is None:
        return CarState.UNKNOWN
    if state.state == STATE_OFF:
        return CarState.CONNECTED if _is_charging_sensor(state) else CarState.DISCONNECTED
    if state.state == STATE_ON:
        return CarState.CHARGING if _is_charging_sensor(state) else CarState.CONNECTED
    return _STATES.get(re.sub(r"[\s_\-:.]", "", state.state.lower()), CarState.UNKNOWN)


def _is_charging_sensor(state: State) -> bool:
    return state.attributes.get("device_class") in ("battery_charging", "power", "running")
