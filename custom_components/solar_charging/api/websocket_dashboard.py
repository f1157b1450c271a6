"""WebSocket commands of a dashboard: the home, the days ahead, months and years of sessions, and a plan before it is saved."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..control.plan_report import described_plan
from ..control.statements import LANGUAGE, MONTH
from ..planning.charge_request import without
from ..planning.charging_forecast import summary
from .charge_requests import FIELDS, changed, plain_changes
from .chargers import charger_by_id, evse_id
from .day_ahead import day_ahead
from .errors import ProblemError, invalid
from .operation import ApiCall
from .running_site import required_running, running, sees_site
from .schemas import errors_in, record
from .session_month import async_session_month, async_session_year
from .site_description import site_description
from .statement_month import async_statement_month

_YEAR = vol.All(str, vol.Match(r"20[0-9]{2}\Z"))
_MONTH = vol.All(str, vol.Match(MONTH))
_REQUEST = record("A charge request.", FIELDS, required=())


@callback
def async_register_dashboard_commands(hass: HomeAssistant) -> None:
    """Offer the commands."""
    for command in (_home, _forecast, _charging_forecast, _month, _year, _statements, _preview):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/home"})
@callback
def _home(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the home's devices and entities; null while nothing runs."""
    coordinator = running(hass)
    found = site_description(hass, coordinator, connection.user) if coordinator else None
    connection.send_result(msg["id"], found)


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/forecast"})
@callback
def _forecast(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with sun, house load and prices of the days ahead."""
    if not sees_site(hass, connection.user):
        raise Unauthorized(user_id=connection.user.id)
    try:
        connection.send_result(msg["id"], day_ahead(required_running(hass)))
    except ProblemError as problem:
        _refuse(connection, msg["id"], problem)


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/charging_forecast"})
@callback
def _charging_forecast(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with what the cars are expected to draw in the coming day, and what the sun leaves them."""
    if not sees_site(hass, connection.user):
        raise Unauthorized(user_id=connection.user.id)
    try:
        slots = required_running(hass).charging_forecast()
    except ProblemError as problem:
        _refuse(connection, msg["id"], problem)
    else:
        connection.send_result(msg["id"], summary(slots))


@websocket_api.websocket_command(
    {vol.Required("type"): f"{DOMAIN}/sessions/month", vol.Required("month"): _MONTH},
)
@websocket_api.async_response
async def _month(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with a month's sessions and their totals."""
    try:
        call = ApiCall(hass=hass, user=connection.user)
        found = await async_session_month(call, msg["month"])
        connection.send_result(msg["id"], found)
    except ProblemError as problem:
        _refuse(connection, msg["id"], problem)


@websocket_api.websocket_command(
    {vol.Required("type"): f"{DOMAIN}/sessions/year", vol.Required("year"): _YEAR},
)
@websocket_api.async_response
async def _year(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the totals of a year and of its months."""
    try:
        call = ApiCall(hass=hass, user=connection.user)
        connection.send_result(msg["id"], await async_session_year(call, msg["year"]))
    except ProblemError as problem:
        _refuse(connection, msg["id"], problem)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/statements/month",
        vol.Required("month"): _MONTH,
        vol.Optional("language"): vol.All(str, vol.Match(LANGUAGE)),
    },
)
@websocket_api.async_response
async def _statements(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with a month's statements: their sums, and each as a page to print."""
    try:
        call = ApiCall(hass=hass, user=connection.user)
        connection.send_result(msg["id"], await async_statement_month(call, msg["month"], msg.get("language")))
    except ProblemError as problem:
        _refuse(connection, msg["id"], problem)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/plans/preview",
        vol.Required("evse_id"): str,
        vol.Required("request"): dict,
    }
)
@callback
def _preview(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the plan that a charge request would lead to, null where there would be none; nothing is changed."""
    try:
        connection.send_result(
            msg["id"],
            _previewed(ApiCall(hass=hass, body=msg["request"], user=connection.user), msg["evse_id"]),
        )
    except ProblemError as problem:
        _refuse(connection, msg["id"], problem)


def _previewed(call: ApiCall, id_: str) -> Mapping[str, Any] | None:
    coordinator = required_running(call.hass)
    charger = charger_by_id(call, evse_id, id_, "charger")
    if wrong := errors_in(_REQUEST, call.body):
        raise invalid(wrong)
    request = changed(coordinator, charger.id, call.body)
    settings = coordinator.settings.with_charger(charger.id, charge_request=request)
    if car := coordinator.cars.here(charger.id).car:
        # What is asked here counts instead of what the car asks for itself until now.
        asked = {name for name, value in plain_changes(call.body).items() if value}
        settings = settings.with_car(car.id, without(settings.car(car.id), asked))
    plan = coordinator.preview_plan(charger.id, settings, dt_util.utcnow())
    return described_plan(plan, coordinator.explainer.sentence) if plan else None


def _refuse(connection: ActiveConnection, id_: int, problem: ProblemError) -> None:
    body = problem.as_dict("", "")
    sentences = [sentence for found in (problem.field_errors or {}).values() for sentence in found]
    connection.send_error(id_, websocket_api.ERR_INVALID_FORMAT, " ".join(sentences) or str(body["title"]))
