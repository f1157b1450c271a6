"""The level of one home battery among several: a minimum state of charge is held at its own level, not at the home's."""

from collections.abc import Sequence

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..catalogue.battery_control import BatteryControl
from ..engine.finite import finite
from .call import live_state


def own_level_pct(
    hass: HomeAssistant, control: BatteryControl, levels: Sequence[str], home_pct: float | None
) -> float | None:
    """Return the level of the battery that `control` is for, in %; `home_pct` where the home reads one battery, or none is seen to be its own.

    `levels`: the levels that the home reads. Its own is the only one of its device, else the only one of its integration's entry.
    """
    registry = er.async_get(hass)
    own = registry.async_get(control.hold.entity_id or "")
    if own is None or len(levels) < 2:
        return home_pct
    known = [entry for entry in map(registry.async_get, levels) if entry is not None]
    for places in ("device_id", "config_entry_id"):
        place = getattr(own, places)
        same = [entry for entry in known if place is not None and getattr(entry, places) == place]
        if len(same) == 1:
            state = live_state(hass, same[0].entity_id)
            return finite(state.state) if state else None
    return home_pct
