"""Powers that automations wait for: a sensor that rests between small changes still shows at once that one was passed."""

from collections import Counter
from collections.abc import Collection

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

_LEVELS_W: HassKey[Counter[float]] = HassKey("solar_charging_watched_levels")


@callback
def async_watch_level(hass: HomeAssistant, level_w: float) -> CALLBACK_TYPE:
    """Have the excess power pass `level_w` never unseen. Returns what ends it."""
    levels = hass.data.setdefault(_LEVELS_W, Counter())
    levels[level_w] += 1

    @callback
    def end() -> None:
        levels[level_w] -= 1
        if levels[level_w] <= 0:
            del levels[level_w]

    return end


def watched_levels(hass: HomeAssistant) -> Collection[float]:
    """Return all levels that are waited for, in W."""
    return hass.data.get(_LEVELS_W, ())
