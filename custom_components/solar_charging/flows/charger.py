"""Adding and changing a charger: one that was found, or one put together by hand."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, UnitOfElectricCurrent, UnitOfElectricPotential
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..catalogue.proposal import FoundCharger
from ..const import (
    CONF_CURRENT_ENTITY,
    CONF_MAX_CURRENT_A,
    CONF_PHASES,
    CONF_PHASES_ENTITY,
    CONF_POWER_ENTITY,
    CONF_STATUS_ENTITY,
    CONF_SWITCH_ENTITY,
    CONF_VOLTAGE_V,
    EVSE_CEILING_A,
    EVSE_FLOOR_A,
    SUBENTRY_CHARGER,
)
from ..devices.config import DEFAULT_VOLTAGE_V
from ..devices.stored import charger_config
from ..discovery import async_enable
from . import candidates
from .checks import charger_errors
from .fields import choice_field, in_range, number_field, picker_field
from .found_charger import (
    CONF_MAY_SET_GUARDS,
    Offer,
    async_offers,
    async_words,
    is_found,
    named_entities,
    stored_data,
    suggested_name,
)

BY_HAND = "by_hand"
CONF_CHARGER = "charger"
CONF_WAY = "way"
_PICKED = {
    CONF_CURRENT_ENTITY: candidates.CHARGER_CURRENT,
    CONF_SWITCH_ENTITY: candidates.CHARGER_SWITCH,
    CONF_POWER_ENTITY: candidates.CHARGER_POWER,
    CONF_STATUS_ENTITY: candidates.CHARGER_STATUS,
    CONF_PHASES_ENTITY: candidates.CHARGER_PHASES,
}
# From the 100 V of Japan to the 277 V of North American commercial supplies.
_VOLTAGE_V = (90.0, 300.0)
# Where homes and their chargers usually have one phase; elsewhere three is what never buys more than it was told.
_SINGLE_PHASE = frozenset({"US", "CA", "MX", "JP", "TW", "KR", "GB", "IE", "AU", "NZ", "BR", "IN", "ZA", "PH"})


def _voltage_field() -> dict[vol.Required, Any]:
    least, most = _VOLTAGE_V
    field = number_field(UnitOfElectricPotential.VOLT, least=least, most=most)
    return {vol.Required(CONF_VOLTAGE_V, default=DEFAULT_VOLTAGE_V): field}


def _phases_field(default: str = "1") -> dict[vol.Required, Any]:
    return {vol.Required(CONF_PHASES, default=default): choice_field(["1", "2", "3"], CONF_PHASES)}


def _schema(hass: HomeAssistant, known: dict[str, Any]) -> vol.Schema:
    pickers = {
        vol.Optional(field): picker_field(candidates.options(hass, question, [known[field]] if field in known else []))
        for field, question in _PICKED.items()
    }
    return vol.Schema({vol.Required(CONF_NAME): TextSelector(), **pickers, **_phases_field(), **_voltage_field()})


def _few_fields(*, asks_phases: bool, asks_guards: bool, asks_maximum: bool, phases: str) -> dict[vol.Marker, Any]:
    """What the catalogue cannot know of a charger it knows."""
    fields: dict[vol.Marker, Any] = {vol.Required(CONF_NAME): TextSelector()}
    if asks_phases:
        fields |= _phases_field(phases)
    fields |= _voltage_field()
    if asks_maximum:
        fields[vol.Required(CONF_MAX_CURRENT_A, default=16)] = number_field(
            UnitOfElectricCurrent.AMPERE, least=EVSE_FLOOR_A, most=EVSE_CEILING_A
        )
    if asks_guards:
        fields[vol.Required(CONF_MAY_SET_GUARDS, default=True)] = BooleanSelector()
    return fields


class ChargerFlow(ConfigSubentryFlow):
    """One charger: the entities it is read and commanded by."""

    def __init__(self) -> None:
        self._offers: tuple[Offer, ...] = ()
        self._offer: Offer | None = None
        self._is_by_hand = False

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Offer what was found; ask for the entities where nothing was, or none of it is meant."""
        if user_input is None and not self._is_by_hand:
            self._offers = await async_offers(self.hass, self._get_entry())
            if self._offers:
                return await self.async_step_pick()
        errors = await self._errors(user_input) if user_input else {}
        if user_input and not errors:
            return self.async_create_entry(title=user_input[CONF_NAME], data=_data(user_input))
        return self._form("user", user_input or {}, errors)

    async def async_step_pick(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Which of the chargers that are there?"""
        if user_input is not None:
            chosen = [offer for offer in self._offers if offer.found.id == user_input[CONF_CHARGER]]
            if chosen:
                self._offer = chosen[0]
                return await self.async_step_found()
            self._is_by_hand = True
            return await self.async_step_user()
        words = await async_words(self.hass)
        by_hand = SelectOptionDict(value=BY_HAND, label=words.get(f"charger.options.{BY_HAND}", BY_HAND))
        options = [*(offer.option for offer in self._offers), by_hand]
        field = SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST))
        schema = vol.Schema({vol.Required(CONF_CHARGER, default=options[0]["value"]): field})
        return self.async_show_form(step_id="pick", data_schema=schema, last_step=False)

    async def async_step_found(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Confirm a charger that was found."""
        offer = self._offer
        if offer is None:
            return await self.async_step_pick()
        errors = _few_errors(user_input) if user_input else {}
        if user_input and not errors:
            found = next((way for way in offer.ways if way.id == user_input.get(CONF_WAY)), offer.found)
            async_enable(self.hass, found.to_enable)
            return self.async_create_entry(title=user_input[CONF_NAME], data=stored_data(found, user_input))
        found = offer.found
        fields = _few_fields(
            asks_phases=found.phases.on is None,
            asks_guards=any(guard.consent == "ask" for guard in found.guards),
            asks_maximum=found.set_point.action is not None and found.set_point.entity_id is None,
            phases="1" if self.hass.config.country in _SINGLE_PHASE else "3",
        )
        if len(offer.ways) > 1:
            fields[vol.Required(CONF_WAY, default=found.id)] = _ways_field(offer.ways)
        known = user_input or {CONF_NAME: suggested_name(self.hass, found)}
        return self.async_show_form(
            step_id="found",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), known),
            errors=errors,
            description_placeholders=self._placeholders(offer.label, found),
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a charger that is there."""
        subentry = self._get_reconfigure_subentry()
        if is_found(subentry.data):
            return self._reconfigure_found(user_input)
        errors = await self._errors(user_input) if user_input else {}
        if user_input and not errors:
            return self.async_update_and_abort(
                self._get_entry(), subentry, data=_data(user_input), title=user_input[CONF_NAME]
            )
        return self._form("reconfigure", user_input or {CONF_NAME: subentry.title, **subentry.data}, errors)

    def _reconfigure_found(self, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        subentry = self._get_reconfigure_subentry()
        errors = _few_errors(user_input) if user_input else {}
        if user_input and not errors:
            data = _changed(subentry.data, user_input)
            return self.async_update_and_abort(self._get_entry(), subentry, data=data, title=user_input[CONF_NAME])
        config = charger_config(subentry.subentry_id, subentry.title, subentry.data)
        fields = _few_fields(
            asks_phases=config.phase_switch is None,
            asks_guards=bool(config.guards),
            asks_maximum=config.set_point is not None and config.set_point.action is not None,
            phases=str(config.phases),
        )
        known = {
            CONF_NAME: subentry.title,
            CONF_PHASES: str(config.phases),
            CONF_VOLTAGE_V: config.voltage_v,
            CONF_MAX_CURRENT_A: config.set_point.max if config.set_point else None,
            CONF_MAY_SET_GUARDS: any(guard.may_set for guard in config.guards),
        }
        schema = self.add_suggested_values_to_schema(vol.Schema(fields), user_input or known)
        return self.async_show_form(step_id="reconfigure", data_schema=schema, errors=errors)

    def _placeholders(self, label: str, found: FoundCharger) -> dict[str, str]:
        orders = (found.on_off.on, found.on_off.off, found.phases.on, found.phases.off)
        told = [found.set_point.entity_id, *(order.entity_id for order in orders if order)]
        return {
            "charger": label,
            "told": named_entities(self.hass, dict.fromkeys(one for one in told if one)),
            "read": named_entities(self.hass, (reading.entity_id for reading in found.readings.values())),
            "guards": named_entities(self.hass, (guard.entity_id for guard in found.guards)),
        }

    async def _errors(self, answers: dict[str, Any]) -> dict[str, str]:
        errors = charger_errors(self.hass, answers) | _few_errors(answers)
        for field in (CONF_CURRENT_ENTITY, CONF_SWITCH_ENTITY):
            if answers.get(field) in self._commanded_elsewhere():
                errors[field] = "already_used"
        offers = self._offers or await async_offers(self.hass, self._get_entry())
        decoys = {decoy for offer in offers for way in offer.ways for decoy in way.decoys}
        for field in (CONF_CURRENT_ENTITY, CONF_SWITCH_ENTITY, CONF_PHASES_ENTITY):
            if answers.get(field) in decoys:
                errors[field] = "never_written"
        return errors

    def _commanded_elsewhere(self) -> set[str]:
        own = self._reconfigure_subentry_id if self.source == "reconfigure" else None
        others = [sub for sub in self._get_entry().get_subentries_of_type(SUBENTRY_CHARGER) if sub.subentry_id != own]
        configs = [charger_config(other.subentry_id, other.title, other.data) for other in others]
        return {entity_id for config in configs for entity_id in config.commanded}

    def _form(self, step_id: str, known: dict[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        schema = self.add_suggested_values_to_schema(_schema(self.hass, known), known)
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)


def _ways_field(ways: tuple[FoundCharger, ...]) -> SelectSelector:
    options = [SelectOptionDict(value=way.id, label=f"{way.integration}: {way.name}") for way in ways]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST))


def _few_errors(answers: Mapping[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not in_range(answers.get(CONF_VOLTAGE_V, DEFAULT_VOLTAGE_V), *_VOLTAGE_V):
        errors[CONF_VOLTAGE_V] = "voltage_out_of_range"
    if not in_range(answers.get(CONF_MAX_CURRENT_A, EVSE_FLOOR_A), EVSE_FLOOR_A, EVSE_CEILING_A):
        errors[CONF_MAX_CURRENT_A] = "current_out_of_range"
    if not answers[CONF_NAME].strip():
        errors[CONF_NAME] = "name_required"
    return errors


def _changed(data: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return a discovered charger's data with the few answers in it."""
    changed = {**data, **{key: answers[key] for key in (CONF_PHASES, CONF_VOLTAGE_V) if key in answers}}
    if CONF_MAX_CURRENT_A in answers:
        changed["set_point"] = {**data["set_point"], "max": answers[CONF_MAX_CURRENT_A]}
    if CONF_MAY_SET_GUARDS in answers:
        may_set = answers[CONF_MAY_SET_GUARDS]
        changed["guards"] = [{**guard, "may_set": may_set} for guard in data.get("guards", ())]
    return changed


def _data(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key != CONF_NAME}
