"""Who else plans the home battery: programs known by the entities they make, and an inverter's own tariff mode."""

from homeassistant.const import STATE_OFF, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..catalogue.battery_control import BatteryControl
from .call import SELECTS

# An entity each program makes by a fixed id, and the switch that says that it only watches.
PROGRAMS = {"Predbat": ("predbat.status", "switch.predbat_set_read_only"), "EMHASS": ("sensor.p_batt_forecast", None)}
# batcontrol's entities come over MQTT, with its name first.
BATCONTROL = "batcontrol"
# Modes in which inverters follow prices, hours or another controller by themselves, as their integrations name them.
TARIFF_MODES = frozenset(
    {
        "auto_vrm", "node_red", "smart schedule", "time_slot", "timed demand", "timed export", "use_time",
        "autonomous", "savings", "roi", "sessy_connect", "timeofuse", "time_of_use", "time of use", "time_of_use_lg",
        "time_of_use_luna2000", "ai",
    }
)  # fmt: skip


def other_planner(hass: HomeAssistant, control: BatteryControl) -> str | None:
    """Return the name of what plans this battery besides us; None: nothing does."""
    for name, (entity_id, watches_only) in PROGRAMS.items():
        if _is_there(hass, entity_id) and not (watches_only and hass.states.is_state(watches_only, "on")):
            return name
    registry = er.async_get(hass)
    for entry in registry.entities.values():
        if (
            entry.platform == "mqtt"
            and str(entry.unique_id).startswith(BATCONTROL)
            and _is_there(hass, entry.entity_id)
        ):
            return BATCONTROL
    return _tariff_mode(hass, registry, control)


def _tariff_mode(hass: HomeAssistant, registry: er.EntityRegistry, control: BatteryControl) -> str | None:
    """Return the name of the select by which the battery's own device follows a tariff."""
    own = registry.async_get(control.hold.entity_id or str(control.hold.data.get("entity_id", "")))
    device_id = own.device_id if own else control.hold.data.get("device_id")
    if device_id is None:
        return None
    for entry in er.async_entries_for_device(registry, str(device_id)):
        state = hass.states.get(entry.entity_id) if entry.domain in SELECTS else None
        if state is not None and state.state.casefold() in TARIFF_MODES:
            return state.name
    return None


def _is_there(hass: HomeAssistant, entity_id: str) -> bool:
    state = hass.states.get(entity_id)
    return state is not None and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN, STATE_OFF)
