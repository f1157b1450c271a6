"""WebSocket command of a replay of past days: how far it is, then its answer; who unsubscribes cancels it."""

from datetime import time
from typing import Any

import voluptuous as vol
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv

from ..const import DOMAIN
from ..control.replay_answer import async_replay
from ..control.replay_question import MOST_DAYS, STARTS_AT_KW, ReplayQuestion
from ..control.statements import LANGUAGE
from ..replay.replay_worker import ReplayError
from .chargers import charger_by_id, evse_id
from .errors import ProblemError
from .operation import ApiCall
from .running_site import required_running, sees_site

# A bar on a screen shows no more.
_PROGRESS_STEP = 0.01


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/replay",
        vol.Required("evse_id"): str,
        vol.Optional("days", default=7): vol.All(int, vol.Range(1, MOST_DAYS)),
        vol.Optional("extra_kwp", default=0.0): vol.All(vol.Any(int, float), vol.Coerce(float), vol.Range(-50.0, 50.0)),
        vol.Optional("starts_at_kw"): vol.All(vol.Any(int, float), vol.Coerce(float), vol.Range(*STARTS_AT_KW)),
        vol.Optional("ready_by"): vol.All(str, cv.time),
        vol.Optional("language"): vol.All(str, vol.Match(LANGUAGE)),
    }
)
@callback
def replay_command(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Begin; events have `progress` from 0 to 1, the last one `answer`, or `error`."""
    if not sees_site(hass, connection.user):
        raise Unauthorized(user_id=connection.user.id)
    try:
        coordinator = required_running(hass)
        charger = charger_by_id(ApiCall(hass=hass, user=connection.user), evse_id, msg["evse_id"], "charger")
    except ProblemError as problem:
        connection.send_error(msg["id"], websocket_api.ERR_NOT_FOUND, str(problem.as_dict("", "")["title"]))
        return
    ready_by: time | None = msg.get("ready_by")
    question = ReplayQuestion(
        msg["days"],
        msg["extra_kwp"],
        msg.get("starts_at_kw"),
        ready_by,
        has_curves=True,
        language=msg.get("language"),
    )
    last_sent = -1.0

    def tell(part: float) -> None:
        nonlocal last_sent
        if part - last_sent >= _PROGRESS_STEP:
            last_sent = part
            connection.send_event(msg["id"], {"progress": round(part, 3)})

    async def run() -> None:
        try:
            connection.send_event(msg["id"], {"answer": await async_replay(coordinator, charger.id, question, tell)})
        except ReplayError as error:
            connection.send_event(msg["id"], {"error": str(error)})
        except Exception as error:  # who asked must not wait for ever
            connection.send_event(msg["id"], {"error": repr(error)})
            raise

    connection.send_result(msg["id"])
    tell(0.0)
    task = hass.async_create_background_task(run(), f"{DOMAIN} replay")

    def cancel() -> None:
        task.cancel()

    connection.subscriptions[msg["id"]] = cancel
