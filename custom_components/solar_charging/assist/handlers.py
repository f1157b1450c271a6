"""What the intents do: with the rights of who speaks, on the chargers that are exposed to the assistant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

import probatio
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent
from homeassistant.util import dt as dt_util

from ..api.running_site import running
from ..automation.entity_lookup import STATUS
from ..const import DOMAIN
from ..control.charger import async_set_mode, async_update_request
from ..control.rights import may
from ..coordinator import SolarChargingCoordinator
from ..engine.model import CarState, Reason, SolarMode
from ..setup.reason_text import async_load_phrases

CHARGE_TO, START, STOP, SUN = (f"SolarCharging{name}" for name in ("ChargeTo", "Start", "Stop", "Sun"))
# What is exposed to be controlled, and to be asked about.
_MODE, _STATUS = ("select", "mode"), ("sensor", STATUS)


@dataclass(frozen=True, slots=True)
class Chargers:
    """The home, and those of its chargers that are meant: with a car, if any of them has one."""

    coordinator: SolarChargingCoordinator
    ids: list[str]


class _Handler(intent.IntentHandler):
    policy, exposed = POLICY_CONTROL, _MODE

    async def answer(self, chargers: Chargers, slots: dict[str, Any]) -> Reason:
        """Do it, and return what to say."""
        raise NotImplementedError

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        slots = {key: one["value"] for key, one in self.async_validate_slots(intent_obj.slots).items()}
        chargers = await self._chargers(intent_obj)
        try:
            reply = await self.answer(chargers, slots) if chargers else Reason("answer_none")
        except ServiceValidationError as error:
            reply = Reason("answer_refused", {"error": str(error)})
        phrases = await async_load_phrases(intent_obj.hass, intent_obj.language)
        response = intent_obj.create_response()
        response.async_set_speech(phrases.sentence(reply) or "")
        return response

    async def _chargers(self, intent_obj: intent.Intent) -> Chargers | None:
        hass, coordinator = intent_obj.hass, running(intent_obj.hass)
        if coordinator is None:
            return None
        user_id = intent_obj.context.user_id
        user = await hass.auth.async_get_user(user_id) if user_id else None
        if user_id and user is None:
            return None
        ids = [
            one.id
            for one in coordinator.site.chargers
            if may(hass, user, one.id, self.policy) and _is_exposed(hass, intent_obj.assistant, one.id, self.exposed)
        ]
        plugged = {one.id for one in coordinator.data.inputs.chargers if one.car is not CarState.DISCONNECTED}
        return Chargers(coordinator, [key for key in ids if key in plugged] or ids) if ids else None


def _is_exposed(hass: HomeAssistant, assistant: str | None, charger_id: str, entity: tuple[str, str]) -> bool:
    domain, key = entity
    entity_id = er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"{charger_id}_{key}")
    return assistant is not None and entity_id is not None and async_should_expose(hass, assistant, entity_id)


class ChargeToHandler(_Handler):
    """Charge to a state of charge: by a time as a plan, without one at once and no further."""

    intent_type = CHARGE_TO
    description = "Charges the plugged-in car to a state of charge in percent: ready by a local time (HH:MM), or without one at once at full speed."

    @property
    @override
    def slot_schema(self) -> dict[Any, Any]:
        percent = probatio.All(probatio.Coerce(float), probatio.Range(1, 100))
        return {probatio.Required("percent"): percent, probatio.Optional("time"): cv.time}

    @override
    async def answer(self, chargers: Chargers, slots: dict[str, Any]) -> Reason:
        if len(chargers.ids) > 1:
            return Reason("answer_which")
        home, charger_id, percent = chargers.coordinator, chargers.ids[0], float(slots["percent"])
        if (at := slots.get("time")) is None:
            async_update_request(home, charger_id, charge_limit_pct=percent)
            async_set_mode(home, charger_id, SolarMode.BOOST, is_for_session=True)
            return Reason("answer_charge_to", {"target_pct": percent})
        departure = _next(at.hour, at.minute)
        async_update_request(
            home, charger_id, departure_s=departure.timestamp(), ready_by_soc_pct=percent, ready_by_wh=None
        )
        return Reason("answer_charge_to_by", {"target_pct": percent, "time": f"{departure:%H:%M}"})


class _ModeHandler(_Handler):
    mode: SolarMode
    reply: str

    @override
    async def answer(self, chargers: Chargers, slots: dict[str, Any]) -> Reason:
        for charger_id in chargers.ids:
            async_set_mode(chargers.coordinator, charger_id, self.mode, is_for_session=True)
        return Reason(self.reply)


class StartHandler(_ModeHandler):
    """Charge now."""

    intent_type = START
    description = "Starts charging the plugged-in car at full speed, until it leaves."
    mode, reply = SolarMode.BOOST, "answer_start"


class StopHandler(_ModeHandler):
    """Charge no more."""

    intent_type = STOP
    description = "Stops charging the plugged-in car, until it leaves."
    mode, reply = SolarMode.OFF, "answer_stop"


class SunHandler(_Handler):
    """How much of this week's energy came from the sun."""

    intent_type = SUN
    description = "Says how much solar energy the cars were charged with since Monday."
    policy, exposed = POLICY_READ, _STATUS

    @override
    async def answer(self, chargers: Chargers, slots: dict[str, Any]) -> Reason:
        today = dt_util.start_of_local_day()
        monday = dt_util.start_of_local_day(today.date() - timedelta(days=today.weekday()))
        found = await chargers.coordinator.sessions.async_sessions(monday, None, chargers.ids)
        all_wh, solar_wh = sum(one.energy_wh for one in found), sum(one.solar_wh for one in found)
        return Reason("answer_sun", {"solar_wh": solar_wh, "share_pct": 100.0 * solar_wh / all_wh if all_wh else 0.0})


HANDLERS: tuple[Callable[[], intent.IntentHandler], ...] = (ChargeToHandler, StartHandler, StopHandler, SunHandler)


def _next(hour: int, minute: int) -> datetime:
    """Return when it is next that time of day here."""
    now = dt_util.now()
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    # Of a wall clock: a day may have 23 hours.
    return at if at > now else at + timedelta(days=1)
