"""Adding and changing where prices come from."""

from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig

from ..const import CONF_PRICE_ENTITIES, SUBENTRY_TARIFF

_SCHEMA = vol.Schema(
    {vol.Required(CONF_PRICE_ENTITIES): EntitySelector(EntitySelectorConfig(domain=["sensor", "event"], multiple=True))}
)


class TariffFlow(ConfigSubentryFlow):
    """The entities that tell what energy costs. A home has one tariff."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the price entities."""
        if list(self._get_entry().get_subentries_of_type(SUBENTRY_TARIFF)):
            return self.async_abort(reason="already_there")
        errors = self._errors(user_input)
        if user_input and not errors:
            return self.async_create_entry(title=self._title(user_input), data=user_input)
        return self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again."""
        subentry = self._get_reconfigure_subentry()
        errors = self._errors(user_input)
        if user_input and not errors:
            return self.async_update_and_abort(self._get_entry(), subentry, data=user_input)
        return self._form("reconfigure", user_input or dict(subentry.data), errors)

    def _errors(self, answers: dict[str, Any] | None) -> dict[str, str]:
        entities = answers.get(CONF_PRICE_ENTITIES, []) if answers else []
        if answers is not None and (not entities or any(self.hass.states.get(entity) is None for entity in entities)):
            return {CONF_PRICE_ENTITIES: "entity_not_found"}
        return {}

    def _title(self, answers: dict[str, Any]) -> str:
        state = self.hass.states.get(answers[CONF_PRICE_ENTITIES][0])
        return state.name if state else answers[CONF_PRICE_ENTITIES][0]

    def _form(self, step_id: str, known: dict[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id, data_schema=self.add_suggested_values_to_schema(_SCHEMA, known), errors=errors
        )
