"""A charger's phase switch: a select, a switch, a number or a sensor that says one phase or three."""

import re

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import State

_SINGLE = re.compile(r"\b(1|one|single|mono|l1)(\b|p|ph|-|_)", re.IGNORECASE)
_THREE = re.compile(r"\b(3|three|tri|triple)(\b|p|ph|-|_)", re.IGNORECASE)


def phases_named(option: str) -> int | None:
    """Return how many phases a word means ("3p", "Three phases", "1"); None for others, such as "Automatic"."""
    words = option.replace("_", " ")
    if _THREE.search(words):
        return 3
    return 1 if _SINGLE.search(words) else None


def phase_count(state: State) -> int | None:
    """Return how many phases an entity says; of a switch, on means three."""
    if state.state in (STATE_ON, STATE_OFF):
        return 3 if state.state == STATE_ON else 1
    try:
        count = round(float(state.state))
    except ValueError:
        return phases_named(state.state)
    return count if count in (1, 2, 3) else None
