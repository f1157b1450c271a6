"""What a kWh cost in hours gone by, where a price source's own states were recorded."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, State

from ..planning.slots import Series, SeriesEntry
from ..prices.formats import price_now

# A price holds until the next; some sources only write when it changes.
_LONGEST_S = 6.0 * 3600.0


async def async_recorded_prices(
    hass: HomeAssistant, entity_ids: Sequence[str], start: datetime, end: datetime
) -> Series | None:
    """Return the prices that the source's first entity showed, before fees and taxes; None where it showed none."""
    now = hass.states.get(entity_ids[0]) if entity_ids else None
    if now is None:
        return None
    # Attributes hold whole forecasts: days of them are megabytes.
    read = partial(
        get_significant_states, hass, start, end, [now.entity_id], significant_changes_only=False, no_attributes=True
    )
    rows = (await get_instance(hass).async_add_executor_job(read)).get(now.entity_id, [])
    unit = now.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    shown = [(one.last_updated.timestamp(), price_now(one.state, unit)) for one in rows if isinstance(one, State)]
    known = [(at_s, price) for at_s, price in shown if price is not None]
    ends_s = [at_s for at_s, _ in known[1:]] + [end.timestamp()]
    entries = [
        SeriesEntry(at_s, min(end_s, at_s + _LONGEST_S), price)
        for (at_s, price), end_s in zip(known, ends_s, strict=True)
    ]
    return Series.of(entries) if entries else None
