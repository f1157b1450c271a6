"""The prices that the Energy dashboard reckons with."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant

from ..const import CONF_FEED_IN_ENTITY, CONF_FEED_IN_PRICE, CONF_PRICE, CONF_PRICE_ENTITIES
from .discovery import async_energy_preferences


async def async_dashboard_prices(hass: HomeAssistant) -> dict[str, Any]:
    """Return them as a tariff's data; empty where it has none, or several: which of them a car would pay is not known."""
    grids = [source for source in await async_energy_preferences(hass) if source["type"] == "grid"]
    bought = {(one.get("entity_energy_price"), one.get("number_energy_price")) for one in grids}
    bought -= {(None, None)}
    if len(bought) != 1:
        return {}
    ((entity_id, price),) = bought
    data: dict[str, Any] = {CONF_PRICE: price} if entity_id is None else {CONF_PRICE_ENTITIES: [entity_id]}
    return data | _feed_in(grids)


def _feed_in(grids: list[Mapping[str, Any]]) -> dict[str, Any]:
    sold = {(one.get("entity_energy_price_export"), one.get("number_energy_price_export")) for one in grids}
    sold -= {(None, None)}
    if len(sold) != 1:
        return {}
    ((entity_id, price),) = sold
    return {CONF_FEED_IN_PRICE: price} if entity_id is None else {CONF_FEED_IN_ENTITY: entity_id}
