"""The end of adding a charger: the dashboard it is watched on, and what happens now."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import BooleanSelector

from ..const import SUBENTRY_CHARGER
from ..frontend.dashboard import async_dashboard_path, async_make_dashboard, can_make_dashboard
from .past_days import async_has_past_charging

CONF_DASHBOARD = "dashboard"


async def async_dashboard_field(hass: HomeAssistant, entry: ConfigEntry[Any]) -> dict[vol.Marker, Any]:
    """Return the question whether to make a dashboard: asked with the first charger, where there is none yet."""
    is_first = not list(entry.get_subentries_of_type(SUBENTRY_CHARGER))
    if not is_first or not can_make_dashboard(hass) or await async_dashboard_path(hass):
        return {}
    return {vol.Required(CONF_DASHBOARD, default=True): BooleanSelector()}


async def async_last_page(hass: HomeAssistant, answers: Mapping[str, Any], power_entity: str | None) -> dict[str, Any]:
    """Create the dashboard if wanted. Returns the text of the last page: what happens next, and where to see it.

    With days on record, that is also what would have come of them: only a charger that is set up can be calculated.
    """
    wanted = answers.get(CONF_DASHBOARD, False)
    path = await async_make_dashboard(hass) if wanted else await async_dashboard_path(hass)
    has_days = path is not None and await async_has_past_charging(hass, power_entity)
    return {
        "description": "with_past_days" if has_days else "with_dashboard" if path else "default",
        "description_placeholders": {"dashboard": f"/{path}"},
    }
