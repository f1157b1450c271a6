"""Adding and changing a person who drives."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.components.person import DOMAIN as PERSON_DOMAIN
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import UnitOfEnergy
from homeassistant.core import State
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig, TextSelector, TextSelectorConfig

from ..const import SUBENTRY_DRIVER
from ..devices.vehicle import read_person
from ..sessions.driver import (
    CONF_CARDS,
    CONF_PERSON_ID,
    CONF_PRICE_PER_KWH,
    CONF_PRICE_RULE,
    CONF_TAGS,
    SHORTEST_CARD,
    plain_card,
)
from ..sessions.price_rule import PriceRule, lacks_price
from .car import DEAREST_PER_KWH
from .fields import choice_field, number_field
from .subentry_flow import SubentryFlow

# Of the form alone: what is stored is the id.
CONF_PERSON = "person"
_AS_CAR = "as_car"


class DriverFlow(SubentryFlow):
    """One person: their tags, their cards, and the price in their statements."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new driver."""
        errors = self._errors(user_input) if user_input else {}
        if user_input and not errors:
            title, data = self._read(user_input)
            return self.async_create_entry(title=title, data=data)
        return self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a driver who is there."""
        subentry = self._get_reconfigure_subentry()
        errors = self._errors(user_input, subentry.subentry_id) if user_input else {}
        if user_input and not errors:
            title, data = self._read(user_input)
            return self.async_update_and_abort(self._get_entry(), subentry, data=data, title=title)
        chosen = [one.entity_id for one in self._persons() if self._person_id(one) == subentry.data[CONF_PERSON_ID]]
        known = {**subentry.data, **({CONF_PERSON: chosen[0]} if chosen else {})}
        return self._form("reconfigure", user_input or known, errors)

    def _form(self, step_id: str, known: Mapping[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        unit = f"{self.hass.config.currency}/{UnitOfEnergy.KILO_WATT_HOUR}"
        schema = vol.Schema(
            {
                vol.Required(CONF_PERSON): EntitySelector(EntitySelectorConfig(domain=PERSON_DOMAIN)),
                vol.Optional(CONF_TAGS): EntitySelector(EntitySelectorConfig(domain="tag", multiple=True)),
                vol.Optional(CONF_CARDS): TextSelector(TextSelectorConfig(multiple=True)),
                vol.Optional(CONF_PRICE_RULE, default=_AS_CAR): choice_field(
                    [_AS_CAR, *PriceRule], "driver_price_rule"
                ),
                vol.Optional(CONF_PRICE_PER_KWH): number_field(unit, least=0.0, most=DEAREST_PER_KWH, step="any"),
            }
        )
        return self.async_show_form(
            step_id=step_id, data_schema=self.add_suggested_values_to_schema(schema, known), errors=errors
        )

    def _errors(self, answers: Mapping[str, Any], own_id: str | None = None) -> dict[str, str]:
        others = [one for one in self._get_entry().get_subentries_of_type(SUBENTRY_DRIVER) if one.subentry_id != own_id]
        person = read_person(self.hass, answers[CONF_PERSON])
        errors = {}
        if person is None:
            errors[CONF_PERSON] = "entity_not_found"
        elif person.id in [one.data[CONF_PERSON_ID] for one in others]:
            errors[CONF_PERSON] = "person_used"
        if any(len(plain_card(number)) < SHORTEST_CARD for number in answers.get(CONF_CARDS, ())):
            errors[CONF_CARDS] = "card_too_short"
        if lacks_price(answers.get(CONF_PRICE_RULE), answers.get(CONF_PRICE_PER_KWH)):
            errors[CONF_PRICE_PER_KWH] = "price_required"
        return errors

    def _read(self, answers: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the name and what is stored; only what keeps its meaning when a person's entity is renamed."""
        person = read_person(self.hass, answers[CONF_PERSON])
        assert person  # noqa: S101  checked before
        kept = {key: value for key, value in answers.items() if key != CONF_PERSON and value not in (_AS_CAR, [], "")}
        return person.name, {CONF_PERSON_ID: person.id, **kept}

    def _persons(self) -> list[State]:
        return self.hass.states.async_all(PERSON_DOMAIN)

    def _person_id(self, state: State) -> str | None:
        person = read_person(self.hass, state.entity_id)
        return person.id if person else None
