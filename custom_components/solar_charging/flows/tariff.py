"""Adding and changing where prices come from: entities that show them, two rates by the clock, or one price."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.helpers.selector import BooleanSelector, TimeSelector

from ..const import (
    CONF_CARBON_ENTITY,
    CONF_CHEAP_FROM,
    CONF_CHEAP_PRICE,
    CONF_CHEAP_UNTIL,
    CONF_CHEAP_WEEKENDS,
    CONF_PRICE,
    CONF_PRICE_ENTITIES,
    SUBENTRY_TARIFF,
)
from ..prices.carbon import carbon_factor
from ..prices.formats import load_formats
from . import candidates
from .fields import in_range, number_field, picker_field

_KINDS = ["entities", "two_rates", "one_price"]
# Currencies differ by four orders of magnitude; no price of a kWh is beyond this in any.
_HIGHEST = 100_000.0
_PRICE_FIELDS = (CONF_PRICE, CONF_CHEAP_PRICE)


class TariffFlow(ConfigSubentryFlow):
    """What energy costs, and what it emits. A home has one tariff."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the kind of tariff."""
        if list(self._get_entry().get_subentries_of_type(SUBENTRY_TARIFF)):
            return self.async_abort(reason="already_there")
        return self.async_show_menu(step_id="user", menu_options=_KINDS)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the kind of tariff again."""
        return self.async_show_menu(step_id="reconfigure", menu_options=_KINDS)

    async def async_step_entities(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the entities that show prices."""
        formats = await self.hass.async_add_executor_job(load_formats)
        chosen = self._known(user_input).get(CONF_PRICE_ENTITIES, [])
        field = picker_field(candidates.options(self.hass, candidates.prices(formats), chosen), multiple=True)
        return self._ask("entities", {vol.Optional(CONF_PRICE_ENTITIES): field}, user_input)

    async def async_step_two_rates(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for two prices and when the cheap one holds."""
        fields = {
            vol.Required(CONF_PRICE): self._price_field(),
            vol.Required(CONF_CHEAP_PRICE): self._price_field(),
            vol.Required(CONF_CHEAP_FROM, default="22:00:00"): TimeSelector(),
            vol.Required(CONF_CHEAP_UNTIL, default="06:00:00"): TimeSelector(),
            vol.Required(CONF_CHEAP_WEEKENDS, default=False): BooleanSelector(),
        }
        return self._ask("two_rates", fields, user_input)

    async def async_step_one_price(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the price."""
        return self._ask("one_price", {vol.Required(CONF_PRICE): self._price_field()}, user_input)

    def _price_field(self) -> Any:
        return number_field(f"{self.hass.config.currency}/kWh", least=0.0, most=_HIGHEST, step="any")

    def _ask(
        self, step_id: str, fields: Mapping[vol.Marker, Any], answers: dict[str, Any] | None
    ) -> SubentryFlowResult:
        errors = {} if answers is None else self._errors(answers)
        if answers is not None and not errors:
            is_again = self.source == SOURCE_RECONFIGURE
            return (
                self._update(answers) if is_again else self.async_create_entry(title=self._title(answers), data=answers)
            )
        known = self._known(answers)
        chosen = [known[CONF_CARBON_ENTITY]] if CONF_CARBON_ENTITY in known else []
        carbon = picker_field(candidates.options(self.hass, candidates.CARBON, chosen))
        schema = vol.Schema({**fields, vol.Optional(CONF_CARBON_ENTITY): carbon})
        return self.async_show_form(
            step_id=step_id, data_schema=self.add_suggested_values_to_schema(schema, known), errors=errors
        )

    def _known(self, answers: dict[str, Any] | None) -> dict[str, Any]:
        """Return what was answered just now, else before."""
        is_again = self.source == SOURCE_RECONFIGURE
        return answers or (dict(self._get_reconfigure_subentry().data) if is_again else {})

    def _update(self, answers: dict[str, Any]) -> SubentryFlowResult:
        subentry = self._get_reconfigure_subentry()
        is_ours = subentry.title == self._title(subentry.data)
        title = self._title(answers) if is_ours else subentry.title
        return self.async_update_and_abort(self._get_entry(), subentry, data=answers, title=title)

    def _errors(self, answers: Mapping[str, Any]) -> dict[str, str]:
        entities, errors = answers.get(CONF_PRICE_ENTITIES, []), {}
        if any(self.hass.states.get(entity) is None for entity in entities):
            errors[CONF_PRICE_ENTITIES] = "entity_not_found"
        elif not entities and not {CONF_PRICE, CONF_CARBON_ENTITY} & answers.keys():
            errors["base"] = "nothing_chosen"
        for field in _PRICE_FIELDS:
            if field in answers and not in_range(answers[field], 0.0, _HIGHEST):
                errors[field] = "price_out_of_range"
        if CONF_CHEAP_FROM in answers and answers[CONF_CHEAP_FROM] == answers[CONF_CHEAP_UNTIL]:
            errors[CONF_CHEAP_UNTIL] = "no_cheap_time"
        if (entity_id := answers.get(CONF_CARBON_ENTITY)) is not None:
            state = self.hass.states.get(entity_id)
            if state is None:
                errors[CONF_CARBON_ENTITY] = "entity_not_found"
            elif carbon_factor(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)) is None:
                errors[CONF_CARBON_ENTITY] = "wrong_unit"
        return errors

    def _title(self, answers: Mapping[str, Any]) -> str:
        if CONF_PRICE in answers:
            prices = " / ".join(f"{answers[field]:g}" for field in _PRICE_FIELDS if field in answers)
            return f"{prices} {self.hass.config.currency}/kWh"
        entity_id = next(iter(answers.get(CONF_PRICE_ENTITIES, [])), answers.get(CONF_CARBON_ENTITY, ""))
        state = self.hass.states.get(entity_id)
        return state.name if state else entity_id
