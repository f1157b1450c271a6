"""WebSocket commands: live power, decisions with their reasons, sessions, and a search in the catalogue."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import voluptuous as vol
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..control.plan_report import described_plans
from ..control.rights import may
from ..coordinator import SolarChargingCoordinator
from .charger_details import charger_details, thresholds
from .chargers import evse_id
from .errors import ProblemError
from .live_feed import LiveFeed
from .live_power import live_power
from .model_directory import async_charger_models, async_directory
from .operation import BASE, ApiCall, rendered
from .resources.charging_schedules import described_schedule
from .resources.charging_sessions import latest_sessions
from .resources.evses import status_of
from .running_site import running, sees_site
from .websocket_dashboard import async_register_dashboard_commands
from .websocket_replay import replay_command

# As many as a page of the REST API has.
_MOST = 100


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Offer the commands."""
    _offer_feed(hass, f"{DOMAIN}/live_power/subscribe", LiveFeed(hass, _power), is_of_home=True)
    _offer_feed(hass, f"{DOMAIN}/decisions/subscribe", LiveFeed(hass, _decisions))
    _offer_feed(hass, f"{DOMAIN}/chargers/subscribe", LiveFeed(hass, _chargers))
    _offer_feed(hass, f"{DOMAIN}/plans/subscribe", LiveFeed(hass, _current_plans))
    websocket_api.async_register_command(hass, _plans)
    websocket_api.async_register_command(hass, _schedules)
    websocket_api.async_register_command(hass, _sessions)
    websocket_api.async_register_command(hass, _search)
    websocket_api.async_register_command(hass, replay_command)
    async_register_dashboard_commands(hass)


def _power(coordinator: SolarChargingCoordinator) -> Mapping[str, Any]:
    power = dict(live_power(coordinator.data, dt_util.utcnow()))
    del power["sampled_at"]
    return power


def _decisions(coordinator: SolarChargingCoordinator) -> Mapping[str, Any]:
    """Return what surplus is taken from and why, and what each charger is commanded and why, by its id."""
    site = coordinator.data.decision.site
    decisions: dict[str, Any] = {
        "site": {
            "surplus_source": site.source.value.upper(),
            "integration_type": site.integration_type.value.upper(),
            "status": site.reason.key,
            "explanation": coordinator.explainer.sentence(site.reason),
            "attribution": coordinator.estimator.attribution(dt_util.utcnow()),
            "facts": site.reason.numbers,
            "qualities": {name: quality.value.upper() for name, quality in site.qualities.items()},
        }
    }
    for charger in coordinator.decided_chargers:
        status = dict(status_of(coordinator, charger.id))
        del status["logged_at"]
        mode = coordinator.requests.mode(coordinator.settings, charger.id)
        inputs = next(one for one in coordinator.data.inputs.chargers if one.id == charger.id)
        command = coordinator.data.command(charger.id)
        decisions[evse_id(charger)] = {
            "name": charger.name,
            "solar_mode_type": mode.value.upper(),
            **status,
            "facts": command.reason.numbers if command else {},
            "car_state": inputs.car.value.upper(),
            **thresholds(inputs),
        }
    return decisions


def _chargers(coordinator: SolarChargingCoordinator) -> Mapping[str, Any]:
    """Return each charger's car, charge request and session, by its id."""
    return {evse_id(one): charger_details(coordinator, one) for one in coordinator.site.chargers}


def _current_plans(coordinator: SolarChargingCoordinator) -> Mapping[str, Any]:
    """Return the plan of each charger that has one, by its id."""
    plans = described_plans(coordinator)
    return {evse_id(one): plans[one.id] for one in coordinator.site.chargers if one.id in plans}


@callback
def _offer_feed(hass: HomeAssistant, command: str, feed: LiveFeed, *, is_of_home: bool = False) -> None:
    """Offer a feed. One of the home is for who may see that; others show each listener the chargers that it may see."""

    @websocket_api.websocket_command({vol.Required("type"): command})
    @callback
    def subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
        user = connection.user
        if is_of_home and not sees_site(hass, user):
            raise Unauthorized(user_id=user.id)
        connection.send_result(msg["id"])
        sees = None if user.permissions.access_all_entities(POLICY_READ) else partial(_sees, hass, user)
        # Every listener gets the same bytes; only the number of its subscription differs.
        head = f'{{"id":{msg["id"]},"type":"event","event":'.encode()
        connection.subscriptions[msg["id"]] = feed.async_subscribe(
            lambda state: connection.send_message(head + state + b"}"), None if is_of_home else sees
        )

    websocket_api.async_register_command(hass, subscribe)


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/plans"})
@callback
def _plans(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the plan of each charger that has one, by the charger's id."""
    coordinator = running(hass)
    plans = _current_plans(coordinator) if coordinator else {}
    seen = {key: plan for key, plan in plans.items() if _sees(hass, connection.user, key)}
    connection.send_result(msg["id"], seen)


@websocket_api.websocket_command({vol.Required("type"): f"{DOMAIN}/charging_schedules"})
@callback
def _schedules(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with what other programs plan for each charger that they plan for, by the charger's id."""
    coordinator = running(hass)
    chargers = coordinator.site.chargers if coordinator else ()
    seen = [one for one in chargers if may(hass, connection.user, one.id, POLICY_READ)]
    found = {evse_id(one): coordinator.requests.schedule(one.id) for one in seen} if coordinator else {}
    connection.send_result(msg["id"], {key: described_schedule(one) for key, one in found.items() if one.slots})


def _sees(hass: HomeAssistant, user: User, key: str) -> bool:
    """Whether a user may see what is under a key: a charger's id, or "site" for the home."""
    coordinator = running(hass)
    if key == "site" or coordinator is None:
        return sees_site(hass, user)
    return any(evse_id(one) == key and may(hass, user, one.id, POLICY_READ) for one in coordinator.site.chargers)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/sessions",
        vol.Optional("limit", default=25): vol.All(int, vol.Range(min=1, max=_MOST)),
    }
)
@websocket_api.async_response
async def _sessions(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the latest sessions and their parts, newest first."""
    try:
        found = await latest_sessions(ApiCall(hass=hass, user=connection.user), msg["limit"])
    except ProblemError as problem:
        title = str(problem.as_dict(BASE, "")["title"])
        connection.send_error(msg["id"], websocket_api.ERR_NOT_FOUND, title)
    else:
        connection.send_result(msg["id"], rendered(found, frozenset({"sub_sessions"})))


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/catalogue/search",
        vol.Required("query"): vol.All(str, vol.Length(min=2, max=100)),
        vol.Optional("limit", default=25): vol.All(int, vol.Range(min=1, max=_MOST)),
    }
)
@websocket_api.async_response
async def _search(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with inverters and chargers whose make and model have all the words."""
    words = msg["query"].casefold().split()
    directory = await async_directory(hass)
    found = [
        {
            "kind": kind,
            "make": one.make,
            "model": one.model,
            "is_readable": bool(one.integrations),
            "integrations": list(one.integrations),
        }
        for kind, models in (("inverter", directory.models.values()), ("charger", await async_charger_models(hass)))
        for one in models
        if all(word in f"{one.make} {one.model}".casefold() for word in words)
    ]
    found.sort(key=lambda one: not one["is_readable"])
    connection.send_result(msg["id"], found[: msg["limit"]])
