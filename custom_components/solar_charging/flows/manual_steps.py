"""The steps in which a charger is put together, or corrected, by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import voluptuous as vol
from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME, STATE_OFF, STATE_ON
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig, SelectSelectorMode

from ..catalogue.charger_config import ChargerConfig
from ..catalogue.charger_storage import charger_config, charger_data
from ..const import (
    CONF_PHASES_ENTITY,
    CONF_POWER_ENTITY,
    CONF_STATUS_ENTITY,
    CONF_SWITCH_ENTITY,
    SUBENTRY_CHARGER,
)
from . import candidates
from .charger_checks import changed_in, charger_errors, charger_warnings
from .charger_fields import (
    COMMANDED,
    FOLDED,
    QUESTIONS,
    async_by_hand_schema,
    conflicting_settings_field,
    few_errors,
    fold,
    maximum_field,
    sections_of,
    shadow_field,
    unfold,
)
from .discovered_charger import async_offers, async_words, free_car_clamp
from .entity_labels import value_text
from .entity_use import NO_USE_ERRORS, UseErrors, async_uses, use_errors
from .fields import choice_field
from .finish import async_dashboard_field, async_last_page
from .given_names import charger_name
from .manual_charger import actions_of, answers_of, with_entities
from .option_roles import PARTS, OptionRoles, option_roles, with_known
from .section_errors import CHARGER, async_section_errors
from .subentry_flow import SubentryFlow
from .unit_errors import named_units

_SWITCHED = (STATE_ON, STATE_OFF)
# What is shown beside the question of what an entity's positions do.
_SHOWING = (CONF_SWITCH_ENTITY, CONF_PHASES_ENTITY, CONF_STATUS_ENTITY, CONF_POWER_ENTITY)
# What another charger reads for itself alone.
_OWN_READINGS = ("power", "status", "session_energy")


class _Warned(NamedTuple):
    """An answer that a warning was shown for."""

    field: str
    answer: str
    warning: str


class ManualChargerSteps(SubentryFlow):
    """One form for all entities, and one more where what an entity's options mean is unclear."""

    def __init__(self) -> None:
        self._answers: dict[str, Any] = {}
        self._option_roles: dict[str, OptionRoles] = {}
        # Warnings that were shown: who sends the same again means it.
        self._shown: set[_Warned] = set()
        self._has_offered_more = False
        self._in_use = NO_USE_ERRORS

    @property
    def _before(self) -> ChargerConfig:
        """The charger as it is; empty for a new one."""
        if self.source != SOURCE_RECONFIGURE:
            return ChargerConfig("", "")
        subentry = self._get_reconfigure_subentry()
        return charger_config(subentry.subentry_id, subentry.title, subentry.data)

    @property
    def _known(self) -> dict[str, Any]:
        """The answers that lead to what is stored."""
        return answers_of(self._before) if self.source == SOURCE_RECONFIGURE else {}

    async def _by_hand(self, step_id: str, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        if user_input is None:
            words = await async_words(self.hass)
            name = {CONF_NAME: charger_name(self.hass, words, self._get_entry(), None)}
            clamp = free_car_clamp(self._get_entry()) if self.source != SOURCE_RECONFIGURE else None
            return await self._form(step_id, name | ({CONF_POWER_ENTITY: clamp} if clamp else {}) | self._known)
        answers = unfold(user_input)
        if errors := await self._errors(answers) or self._new_warnings(answers):
            return await self._form(step_id, answers, errors)
        if more := self._more_of_same_device(answers):
            return await self._form(step_id, answers | more, filled=more)
        self._answers = answers
        before = self._before
        guessed = {part: option_roles(self.hass, answers, part) for part in PARTS}
        self._option_roles = {
            part: with_known(one, getattr(before, part), part) for part, one in guessed.items() if one is not None
        }
        return await self.async_step_option_roles()

    async def async_step_option_roles(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what an entity's options mean, unless it is clear from their names or the present state."""
        unclear = {part: one for part, one in self._option_roles.items() if not one.is_sure}
        if unclear and user_input is None:
            return self._ask_option_roles(unclear, {})
        chosen = {part: _chosen(one, part, user_input or {}) for part, one in unclear.items()}
        if any(one.first == one.second for one in chosen.values()):
            return self._ask_option_roles(chosen, {"base": "same_position"})
        config = with_entities(self._answers, self._before, self._option_roles | chosen)
        data, title = charger_data(config), self._answers[CONF_NAME]
        if self.source == SOURCE_RECONFIGURE:
            subentry = self._get_reconfigure_subentry()
            return self.async_update_and_abort(self._get_entry(), subentry, data=data, title=title)
        last_page = await async_last_page(self.hass, self._answers, config.power_entity)
        return self.async_create_entry(title=title, data=data, **last_page)

    async def _form(
        self,
        step_id: str,
        answers: Mapping[str, Any],
        errors: Mapping[str, str] | None = None,
        filled: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        at_fields, in_sections, texts = await async_section_errors(
            self.hass, CHARGER, FOLDED, errors or {}, self._in_use.placeholders
        )
        words = await async_words(self.hass)
        hint = f"{words.get('hint.options.same_device', '')} {self._now(filled, filled)}." if filled else ""
        before = self._before
        extra = {
            **(maximum_field() if before.set_point and before.set_point.action else {}),
            **(conflicting_settings_field() if before.conflicting_settings else {}),
            **(shadow_field() if self.source != SOURCE_RECONFIGURE else {}),
            **await async_dashboard_field(self.hass, self._get_entry()),
        }
        schema = await async_by_hand_schema(self.hass, answers, extra, in_sections.keys() | sections_of(filled or ()))
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, fold(answers)),
            errors=at_fields | in_sections,
            description_placeholders={
                "hint": hint,
                "now": self._now(QUESTIONS, answers),
                **self._in_use.placeholders,
                **texts,
            },
        )

    def _ask_option_roles(self, unclear: Mapping[str, OptionRoles], errors: dict[str, str]) -> SubentryFlowResult:
        fields: dict[vol.Marker, Any] = {}
        for part, one in unclear.items():
            for name, value in one.asked(part):
                fields[vol.Required(name, default=value or vol.UNDEFINED)] = _option_field(one)
        return self.async_show_form(
            step_id="option_roles",
            data_schema=vol.Schema(fields),
            errors=errors,
            description_placeholders={"now": self._now(_SHOWING, self._answers)},
        )

    def _now(self, fields: Iterable[str], answers: Mapping[str, Any]) -> str:
        """Return the present values of the chosen entities."""
        states = [self.hass.states.get(answers.get(field) or "") for field in fields]
        return ", ".join(f"{state.name}: {value_text(self.hass, state)}" for state in states if state) or "–"

    async def _errors(self, answers: dict[str, Any]) -> dict[str, str]:
        before = self._before
        taken = self._taken()
        errors = charger_errors(self.hass, answers, self._known, actions_of(before), taken) | few_errors(answers)
        own_id = self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        entry = self._get_entry()
        uses = await async_uses(self.hass, entry, entry.data, own_id)
        changed = changed_in(answers, self._known)
        self._in_use = use_errors(self.hass, changed.items(), uses)
        asked = {field: ([answers[field]], question) for field, question in QUESTIONS.items() if answers.get(field)}
        named = named_units(self.hass, errors, asked)
        self._in_use = UseErrors(self._in_use.errors, {**self._in_use.placeholders, **named.placeholders})
        errors = {**self._in_use.errors, **named.errors}
        offers = await async_offers(self.hass, self._get_entry())
        forbidden = {entity_id for offer in offers for way in offer.ways for entity_id in way.never_use}
        return errors | {field: "never_written" for field in COMMANDED if answers.get(field) in forbidden}

    def _new_warnings(self, answers: dict[str, Any]) -> dict[str, str]:
        warnings = charger_warnings(self.hass, answers, self._known)
        new = {_Warned(field, answers[field], warning) for field, warning in warnings.items()} - self._shown
        self._shown |= new
        return {field: warning for field, _, warning in new}

    def _more_of_same_device(self, answers: dict[str, Any]) -> dict[str, str]:
        """Return what fits of the device that was chosen, once, for the questions that were left empty."""
        if self._has_offered_more or self.source == SOURCE_RECONFIGURE:
            return {}
        self._has_offered_more = True
        chosen = {answers[field] for field in QUESTIONS if answers.get(field)}
        devices = candidates.devices_of(self.hass, (answers[field] for field in COMMANDED if answers.get(field)))
        more: dict[str, str] = {}
        for field, question in QUESTIONS.items():
            found = candidates.of_same_device(self.hass, question, devices, {*chosen, *more.values()})
            if found and not answers.get(field):
                more[field] = found
        return more

    def _taken(self) -> set[str]:
        """Return what other chargers are commanded by, and read for themselves."""
        own = self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        others = [sub for sub in self._get_entry().get_subentries_of_type(SUBENTRY_CHARGER) if sub.subentry_id != own]
        configs = [charger_config(other.subentry_id, other.title, other.data) for other in others]
        read = {one.readings[name].entity_id for one in configs for name in _OWN_READINGS if name in one.readings}
        return read | {entity_id for config in configs for entity_id in config.commanded}


def _option_field(one: OptionRoles) -> SelectSelector:
    if one.all == _SWITCHED:
        return choice_field(list(one.all), "position")
    return SelectSelector(SelectSelectorConfig(options=list(one.all), mode=SelectSelectorMode.DROPDOWN))


def _chosen(one: OptionRoles, part: str, user_input: Mapping[str, Any]) -> OptionRoles:
    first, second = (user_input.get(name) for name in PARTS[part].actions)
    chosen = replace(one, first=first)
    return replace(chosen, second=chosen.other if one.is_pair else second)
