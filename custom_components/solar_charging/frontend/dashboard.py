"""The dashboard that charging is watched on: made once, at the user's request, among Home Assistant's own dashboards."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.auth.models import User
from homeassistant.components.lovelace.const import CONF_TITLE, CONF_URL_PATH, LOVELACE_DATA, ConfigNotFound
from homeassistant.const import CONF_ICON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..const import LOGGER

STRATEGY = {"strategy": {"type": "custom:solar-charging"}}
_PATH, _TITLE, _ICON = "solar-charging", "Solar Charging", "mdi:solar-power-variant"
_CREATE = "lovelace/dashboards/create"
# Only a file is written.
_ANSWER_S = 10.0


async def async_dashboard_path(hass: HomeAssistant) -> str | None:
    """Return where there is a dashboard of ours, under whatever name; None where there is none."""
    lovelace = hass.data.get(LOVELACE_DATA)
    for path, dashboard in (lovelace.dashboards if lovelace else {}).items():
        try:
            config = await dashboard.async_load(force=False)
        except Exception as error:  # noqa: BLE001  a broken YAML file of the user must not stop the set-up
            if not isinstance(error, ConfigNotFound):
                LOGGER.debug("Dashboard %s cannot be read: %r", path, error)
            continue
        if isinstance(config, Mapping) and config.get("strategy") == STRATEGY["strategy"]:
            return path
    return None


def can_make_dashboard(hass: HomeAssistant) -> bool:
    """Whether Home Assistant keeps dashboards, and makes them for its front end."""
    return LOVELACE_DATA in hass.data and _CREATE in hass.data.get("websocket_api", {})


async def async_make_dashboard(hass: HomeAssistant) -> str | None:
    """Make the dashboard unless there is one. Returns its path; None where it cannot be made, which keeps no car from charging."""
    if path := await async_dashboard_path(hass):
        return path
    try:
        made = await asyncio.wait_for(_async_create(hass), _ANSWER_S)
        path = str(made[CONF_URL_PATH])
        await hass.data[LOVELACE_DATA].dashboards[path].async_save(STRATEGY)
    except Exception:  # noqa: BLE001  see above
        LOGGER.exception("The dashboard could not be made")
        return None
    return path


async def _async_create(hass: HomeAssistant) -> Mapping[str, Any]:
    """Have Home Assistant's list of dashboards add one, as its own page does: it alone writes that list, and no other way leads there."""
    owner = next(user for user in await hass.auth.async_get_users() if user.is_admin and user.is_active)
    page = _Page(owner, hass.loop.create_future())
    message = {"id": 1, "type": _CREATE, CONF_URL_PATH: _PATH, CONF_TITLE: _TITLE, CONF_ICON: _ICON, "mode": "storage"}
    handler, schema = hass.data["websocket_api"][_CREATE]
    handler(hass, page, schema(message) if schema else message)
    return await page.answer


@dataclass(frozen=True, slots=True)
class _Page:
    """What a command sees of the page that sent it."""

    user: User
    answer: asyncio.Future[Mapping[str, Any]]

    def send_result(self, _id: int, result: Mapping[str, Any]) -> None:
        self.answer.set_result(result)

    def send_error(self, _id: int, code: str, message: str, **_: Any) -> None:
        self.answer.set_exception(HomeAssistantError(f"{code}: {message}"))

    def async_handle_exception(self, _message: Mapping[str, Any], error: Exception) -> None:
        self.answer.set_exception(error)
