"""Setting up a home: where it is, what is on its roof, what can be read; then its charger."""

from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_LATITUDE, CONF_LOCATION, CONF_LONGITUDE
from homeassistant.core import callback

from .const import CONF_SIGNS, CONF_SOURCES, CONF_WEATHER, DOMAIN, SUBENTRY_CHARGER, SUBENTRY_PLANE
from .devices.source import Role
from .flows import candidates
from .flows.array import ADVANCED, array_defaults, array_schema
from .flows.charger import ChargerFlow
from .flows.checks import array_errors, is_home, location_error, source_errors
from .flows.fields import choice_field, location_field, picker_field
from .flows.plane import PlaneFlow
from .flows.signs import sign_question, suggested_sign

TITLE = "Solar Charging"


class SolarChargingConfigFlow(ConfigFlow, domain=DOMAIN):
    """One home. The same steps set it up and, each by itself, change it later."""

    VERSION = 1

    def __init__(self) -> None:
        self._answers: dict[str, Any] = {}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        return {SUBENTRY_CHARGER: ChargerFlow, SUBENTRY_PLANE: PlaneFlow}

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with the first charger: without one, nothing charges."""
        charger = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_CHARGER), context=SubentryFlowContext(source=SOURCE_USER)
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, charger["flow_id"])
        return result

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is to be changed."""
        self._answers = dict(self._get_reconfigure_entry().data)
        return self.async_show_menu(step_id="reconfigure", menu_options=["user", "array", "sources"])

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Where is your home?"""
        if self.source != SOURCE_RECONFIGURE:
            await self.async_set_unique_id(DOMAIN)
            # The reference API's SolarArrayAlreadyExists: a home has one array, of as many planes as it likes.
            self._abort_if_unique_id_configured(error="solar_array_already_exists")
        errors: dict[str, str] = {}
        if user_input is not None:
            location = user_input.get(CONF_LOCATION) or {}
            if error := location_error(location):
                errors[CONF_LOCATION] = error
            else:
                place = {key: location[key] for key in (CONF_LATITUDE, CONF_LONGITUDE)}
                return await self._next(place, self.async_step_array)
        schema = vol.Schema({vol.Optional(CONF_LOCATION): location_field()})
        return self._form("user", schema, user_input or {CONF_LOCATION: self._known_location()}, errors)

    async def async_step_array(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What is on your roof?"""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers = {key: value for key, value in user_input.items() if key != ADVANCED} | user_input.get(
                ADVANCED, {}
            )
            if not (errors := array_errors(answers, shown=user_input)):
                return await self._next(answers, self.async_step_sources)
        defaults = array_defaults(self._answers[CONF_LATITUDE], self._answers)
        return self._form("array", array_schema(), user_input or {**defaults, ADVANCED: defaults}, errors)

    async def async_step_sources(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What can be read?"""
        errors: dict[str, str] = {}
        if user_input is not None:
            chosen = {role: _listed(user_input[role]) for role in Role if user_input.get(role)}
            if not (errors := source_errors(self.hass, chosen)):
                self._answers[CONF_SOURCES] = {role.value: list(entities) for role, entities in chosen.items()}
                self._answers[CONF_WEATHER] = user_input.get(CONF_WEATHER)
                return await self.async_step_signs()
        return self._form("sources", self._sources_schema(), user_input or self._known_sources(), errors)

    async def async_step_signs(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Which way does it flow now?"""
        chosen: Mapping[str, list[str]] = self._answers[CONF_SOURCES]
        signed = {role: chosen[role] for role in Role if role.signs and role in chosen}
        if user_input is not None or not signed:
            self._answers[CONF_SIGNS] = dict(user_input or {})
            return await self._finish()
        fields: dict[vol.Required, Any] = {}
        values: dict[str, str] = {}
        for role, entities in signed.items():
            question = sign_question(self.hass, role, entities)
            known = self._answers.get(CONF_SIGNS, {}).get(role)
            fields[vol.Required(role.value, default=known or suggested_sign(role))] = choice_field(
                [sign.value for sign in role.signs], question.translation_key
            )
            values |= question.placeholders
        return self.async_show_form(
            step_id="signs",
            data_schema=vol.Schema(fields),
            description_placeholders={f"{role.value}_now": "–" for role in Role if role.signs} | values,
        )

    async def _next(self, answers: Mapping[str, Any], step: Any) -> ConfigFlowResult:
        """Take over a step's answers and go on: to the next step, or, changing only this, to the end."""
        self._answers |= answers
        return await self._finish() if self.source == SOURCE_RECONFIGURE else await step()

    async def _finish(self) -> ConfigFlowResult:
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(self._get_reconfigure_entry(), data=self._answers)
        return self.async_create_entry(title=TITLE, data=self._answers)

    def _form(
        self, step_id: str, schema: vol.Schema, known: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        filled = self.add_suggested_values_to_schema(schema, known)
        return self.async_show_form(step_id=step_id, data_schema=filled, errors=errors, last_step=False)

    def _known_location(self) -> dict[str, float] | None:
        if CONF_LATITUDE in self._answers:
            return {key: self._answers[key] for key in (CONF_LATITUDE, CONF_LONGITUDE)}
        home = (self.hass.config.latitude, self.hass.config.longitude)
        return dict(zip((CONF_LATITUDE, CONF_LONGITUDE), home, strict=True)) if is_home(*home) else None

    def _known_sources(self) -> dict[str, Any]:
        chosen = self._answers.get(CONF_SOURCES)
        if chosen is None:
            return {CONF_WEATHER: candidates.likeliest(self.hass, candidates.WEATHER)}
        single = {role: entities if role == Role.PV_POWER else entities[0] for role, entities in chosen.items()}
        return {**single, CONF_WEATHER: self._answers.get(CONF_WEATHER)}

    def _sources_schema(self) -> vol.Schema:
        chosen: Mapping[str, list[str]] = self._answers.get(CONF_SOURCES, {})
        pickers = {
            # Several inverters are common, several meters are not.
            vol.Optional(role.value): picker_field(
                candidates.options(self.hass, question, chosen.get(role, ())), multiple=role is Role.PV_POWER
            )
            for role, question in candidates.OF_ROLE.items()
        }
        weather = picker_field(candidates.options(self.hass, candidates.WEATHER))
        return vol.Schema({**pickers, vol.Optional(CONF_WEATHER): weather})


def _listed(answer: str | list[str]) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else tuple(answer)
