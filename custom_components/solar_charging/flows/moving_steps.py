"""The steps of moving from another controller: which one, what of it, and which charger here is which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.util import dt as dt_util

from ..catalogue.charger_config import ChargerConfig
from ..catalogue.charger_storage import charger_config, charger_data
from ..const import (
    CONF_MAX_CURRENT_A,
    CONF_PHASES,
    CONF_SHADOW_MODE,
    SUBENTRY_CAR,
    SUBENTRY_CHARGER,
    SUBENTRY_CIRCUIT,
    SUBENTRY_TARIFF,
)
from ..devices.charger_car_state import ChargerCarState
from ..devices.entity_state import POWER, read_state
from ..devices.last_command import LastCommand
from ..engine.measure.reading import Reading
from ..engine.model import CarState
from ..moving.evcc_client import EvccUnreachableError, async_fetch_state, state_url
from ..moving.evcc_state import MovingHome, NotEvccError, old_setup
from ..moving.installed import InstalledController, async_installed, evcc_address
from ..moving.match import ChargerHere, best_named, proposed
from ..moving.old_setup import OldCharger, OldSetup, SeenNow
from ..setup.discovery import async_enable
from .discovered_charger import CONF_MAY_SET_CONFLICTING, Offer, async_offers, async_words, with_answers
from .entity_use import NO_USE_ERRORS, async_own_use_errors
from .manual_charger import with_entities
from .moving_labels import MovingLabels, ticked
from .moving_result import PlacedCharger, async_take, new_subentry
from .option_roles import PARTS, option_roles
from .subentry_flow import SubentryFlow

EVCC = "evcc"
CONF_CONTROLLER = "controller"
CONF_TAKE = "take"
CONF_CIRCUIT = "circuit"
CONF_CHARGER_HERE = "charger"
# A charger that is made of the entities the old controller used; one that is left out.
_ITS_ENTITIES, _NONE = "its_entities", "none"
_NOWHERE = frozenset({CarState.UNKNOWN, CarState.ERROR})


@dataclass(frozen=True, slots=True)
class _Here:
    """A charger that can be the old one: how it is offered, and its configuration; `offer` None: it is set up already."""

    option: SelectOptionDict
    config: ChargerConfig
    offer: Offer | None


class MovingSteps(SubentryFlow):
    """Takes over what another controller was set up with."""

    def __init__(self) -> None:
        super().__init__()
        self._controllers: Mapping[str, InstalledController] = {}
        self._old = OldSetup()
        self._old_name = EVCC
        self._wanted = OldSetup()
        self._in_shadow = True
        self._waiting: list[OldCharger] = []
        self._placed: list[PlacedCharger] = []
        self._use_of_moved = NO_USE_ERRORS

    async def async_step_moving(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Which controller? Without one in Home Assistant, it is an evcc server."""
        self._controllers = {one.id: one for one in async_installed(self.hass)}
        if not self._controllers:
            return await self.async_step_moving_evcc()
        if user_input is not None:
            chosen = self._controllers.get(user_input[CONF_CONTROLLER])
            if chosen is None:
                return await self.async_step_moving_evcc()
            self._old_name = chosen.name
            return await self._found(chosen.setup)
        options = [
            *(SelectOptionDict(value=one.id, label=one.name) for one in self._controllers.values()),
            SelectOptionDict(value=EVCC, label=EVCC),
        ]
        schema = vol.Schema({vol.Required(CONF_CONTROLLER, default=options[0]["value"]): _list(options)})
        return self.async_show_form(step_id="moving", data_schema=schema, last_step=False)

    async def async_step_moving_evcc(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Where is evcc?"""
        errors: dict[str, str] = {}
        if user_input is not None:
            url = state_url(user_input[CONF_URL])
            try:
                answer = await async_fetch_state(self.hass, url) if url else None
                if url is None:
                    errors[CONF_URL] = "not_a_url"
                else:
                    zone, currency = dt_util.get_default_time_zone(), self.hass.config.currency
                    self._old_name = EVCC
                    return await self._found(old_setup(answer, MovingHome(dt_util.utcnow(), zone, currency)))
            except EvccUnreachableError:
                errors[CONF_URL] = "cannot_connect"
            except NotEvccError:
                errors[CONF_URL] = "not_evcc"
        field = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
        known = user_input or {CONF_URL: evcc_address(self.hass)}
        return self.async_show_form(
            step_id="moving_evcc",
            data_schema=self.add_suggested_values_to_schema(vol.Schema({vol.Required(CONF_URL): field}), known),
            errors=errors,
            last_step=False,
        )

    async def _found(self, setup: OldSetup) -> SubentryFlowResult:
        if getattr(self._get_entry(), "runtime_data", None) is None:
            return self.async_abort(reason="home_not_loaded")
        self._old = self._without_known(setup)
        return (
            self.async_abort(reason="nothing_to_move") if self._old.is_empty else await self.async_step_moving_found()
        )

    async def async_step_moving_found(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """What of it is to be taken? And is the other one to go on for now?"""
        if user_input is not None:
            self._wanted = ticked(self._old, frozenset(user_input[CONF_TAKE]))
            self._in_shadow = user_input[CONF_SHADOW_MODE]
            self._waiting, self._placed = list(self._wanted.chargers), []
            return await self.async_step_moving_charger()
        labels = await MovingLabels.async_load(self.hass)
        options = labels.options(self._old)
        fields = {
            vol.Required(CONF_TAKE, default=[one["value"] for one in options]): _list(options, multiple=True),
            vol.Required(CONF_SHADOW_MODE, default=True): BooleanSelector(),
        }
        return self.async_show_form(
            step_id="moving_found",
            data_schema=vol.Schema(fields),
            description_placeholders={"controller": self._old_name, "not_moved": labels.not_moved(self._old)},
            last_step=False,
        )

    async def async_step_moving_charger(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Which charger here is it? Asked of each in turn."""
        if not self._waiting:
            return await self._finish_move()
        old, here = self._waiting[0], await self._chargers_here(self._waiting[0])
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._place(old, here.get(user_input[CONF_CHARGER_HERE]), user_input.get(CONF_CIRCUIT))
            if not errors:
                self._waiting.pop(0)
                return await self.async_step_moving_charger()
        words = await async_words(self.hass)
        leave_out = SelectOptionDict(value=_NONE, label=words.get(f"charger.options.{_NONE}", _NONE))
        candidates = [_candidate(self.hass, key, one) for key, one in here.items()]
        best = proposed(self._waiting, candidates).get(old.id, _NONE)
        options = [*(one.option for one in here.values()), leave_out]
        fields: dict[vol.Marker, Any] = {vol.Required(CONF_CHARGER_HERE, default=best): _list(options)}
        if circuits := self._wanted.circuits:
            named = [SelectOptionDict(value=one.id, label=one.name) for one in circuits]
            guess = best_named(old.name, {one.id: one.name for one in circuits}) or circuits[0].id
            fields[vol.Optional(CONF_CIRCUIT, description={"suggested_value": guess})] = _list(named)
        return self.async_show_form(
            step_id="moving_charger",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), user_input or {}),
            errors=errors,
            description_placeholders={"charger": old.name, **self._use_of_moved.placeholders},
            last_step=False,
        )

    async def _finish_move(self) -> SubentryFlowResult:
        await async_take(self.hass, self._get_entry(), self._wanted, tuple(self._placed), in_shadow=self._in_shadow)
        return self.async_abort(reason="moved", description_placeholders={"controller": self._old_name})

    async def _place(self, old: OldCharger, here: _Here | None, circuit_id: str | None) -> dict[str, str]:
        """Note what an old charger is here. Returns what keeps it from being that."""
        if here is None:
            return {}
        if here.offer is None and here.config.id:
            self._placed.append(PlacedCharger(old, here.config.id, None, circuit_id))
            return {}
        config = with_answers(here.config, _answers(old, here.config)) if here.offer else here.config
        data = charger_data(config)
        self._use_of_moved = await async_own_use_errors(self.hass, self._get_entry(), data)
        if not self._use_of_moved.errors:
            if here.offer:
                async_enable(self.hass, here.offer.found.to_enable)
            self._placed.append(
                PlacedCharger(old, new_subentry(SUBENTRY_CHARGER, "", {}).subentry_id, data, circuit_id)
            )
        return dict(self._use_of_moved.errors)

    async def _chargers_here(self, old: OldCharger) -> dict[str, _Here]:
        """Return what the old charger can be: what is found, what is set up, or what the old controller used. Each can be one only."""
        placed = {one.subentry_id for one in self._placed if one.data is None}
        used = {entity for one in self._placed if one.data for entity in charger_config("", "", one.data).entity_ids}
        here = {
            offer.found.id: _Here(offer.option, offer.found.config, offer)
            for offer in await async_offers(self.hass, self._get_entry())
            if not used & set(offer.found.config.commanded)
        }
        for subentry in self._get_entry().get_subentries_of_type(SUBENTRY_CHARGER):
            if subentry.subentry_id not in placed:
                option = SelectOptionDict(value=subentry.subentry_id, label=subentry.title)
                config = charger_config(subentry.subentry_id, subentry.title, subentry.data)
                here[subentry.subentry_id] = _Here(option, config, None)
        known = {entity for one in here.values() for entity in one.config.commanded}
        if old.entities and not known & set(old.entities.values()):
            config = _of_entities(self.hass, old)
            label = ", ".join(state.name for one in old.entities.values() if (state := self.hass.states.get(one)))
            if config.is_controllable and label:
                here[_ITS_ENTITIES] = _Here(SelectOptionDict(value=_ITS_ENTITIES, label=label), config, None)
        return here

    def _without_known(self, setup: OldSetup) -> OldSetup:
        """Return a set-up without what the home has under the same name; it has one tariff."""
        entry = self._get_entry()
        titles = {
            kind: {one.title for one in entry.get_subentries_of_type(kind)} for kind in (SUBENTRY_CAR, SUBENTRY_CIRCUIT)
        }
        return replace(
            setup,
            cars=tuple(one for one in setup.cars if one.name not in titles[SUBENTRY_CAR]),
            circuits=tuple(one for one in setup.circuits if one.name not in titles[SUBENTRY_CIRCUIT]),
            tariff=None if list(entry.get_subentries_of_type(SUBENTRY_TARIFF)) else setup.tariff,
        )


def _answers(old: OldCharger, config: ChargerConfig) -> dict[str, Any]:
    """Return what the form of a charger that was found would be answered with."""
    is_action = config.set_point is not None and config.set_point.is_action
    answers = {CONF_PHASES: old.phases, CONF_MAY_SET_CONFLICTING: True}
    return answers | ({CONF_MAX_CURRENT_A: old.max_current_a} if is_action and old.max_current_a else {})


def _of_entities(hass: HomeAssistant, old: OldCharger) -> ChargerConfig:
    """Return a charger that is put together of the entities that the old controller used."""
    guessed = {part: option_roles(hass, old.entities, part) for part in PARTS}
    sure = {part: one for part, one in guessed.items() if one and one.is_sure}
    return with_entities({**old.entities, CONF_PHASES: old.phases}, ChargerConfig("", ""), sure)


def _candidate(hass: HomeAssistant, id_: str, here: _Here) -> ChargerHere:
    config, found = here.config, here.offer.found if here.offer else None
    car = ChargerCarState(hass, config.readings, LastCommand(), lambda: False).state()
    power = read_state(hass, config.power_entity, POWER) if config.power_entity else None
    return ChargerHere(
        id_,
        f"{here.option['label']} {config.name} {found.make if found else ''} {found.model or '' if found else ''}",
        frozenset(config.entity_ids),
        config.phase_switch is not None,
        SeenNow(
            None if car in _NOWHERE else car is not CarState.DISCONNECTED,
            power.value if isinstance(power, Reading) else None,
        ),
    )


def _list(options: list[SelectOptionDict], *, multiple: bool = False) -> SelectSelector:
    return SelectSelector(SelectSelectorConfig(options=options, multiple=multiple, mode=SelectSelectorMode.LIST))
