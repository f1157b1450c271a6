"""Adding and changing a charger."""

from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, UnitOfElectricPotential
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import TextSelector

from ..const import (
    CONF_CURRENT_ENTITY,
    CONF_PHASES,
    CONF_PHASES_ENTITY,
    CONF_POWER_ENTITY,
    CONF_STATUS_ENTITY,
    CONF_SWITCH_ENTITY,
    CONF_VOLTAGE_V,
    SUBENTRY_CHARGER,
)
from ..devices.config import DEFAULT_VOLTAGE_V
from . import candidates
from .checks import charger_errors
from .fields import choice_field, in_range, number_field, picker_field

_PICKED = {
    CONF_CURRENT_ENTITY: candidates.CHARGER_CURRENT,
    CONF_SWITCH_ENTITY: candidates.CHARGER_SWITCH,
    CONF_POWER_ENTITY: candidates.CHARGER_POWER,
    CONF_STATUS_ENTITY: candidates.CHARGER_STATUS,
    CONF_PHASES_ENTITY: candidates.CHARGER_PHASES,
}
# From the 100 V of Japan to the 277 V of North American commercial supplies.
_VOLTAGE_V = (90.0, 300.0)


def _schema(hass: HomeAssistant, known: dict[str, Any]) -> vol.Schema:
    pickers = {
        vol.Optional(field): picker_field(candidates.options(hass, question, [known[field]] if field in known else []))
        for field, question in _PICKED.items()
    }
    least, most = _VOLTAGE_V
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            **pickers,
            vol.Required(CONF_PHASES, default="1"): choice_field(["1", "2", "3"], CONF_PHASES),
            vol.Required(CONF_VOLTAGE_V, default=DEFAULT_VOLTAGE_V): number_field(
                UnitOfElectricPotential.VOLT, least=least, most=most
            ),
        }
    )


class ChargerFlow(ConfigSubentryFlow):
    """One charger: the entities it is read and commanded by."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new charger."""
        errors = self._errors(user_input) if user_input else {}
        if user_input and not errors:
            return self.async_create_entry(title=user_input[CONF_NAME], data=_data(user_input))
        return self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a charger that is there."""
        subentry = self._get_reconfigure_subentry()
        errors = self._errors(user_input) if user_input else {}
        if user_input and not errors:
            return self.async_update_and_abort(
                self._get_entry(), subentry, data=_data(user_input), title=user_input[CONF_NAME]
            )
        return self._form("reconfigure", user_input or {CONF_NAME: subentry.title, **subentry.data}, errors)

    def _errors(self, answers: dict[str, Any]) -> dict[str, str]:
        errors = charger_errors(self.hass, answers)
        if not in_range(answers.get(CONF_VOLTAGE_V, DEFAULT_VOLTAGE_V), *_VOLTAGE_V):
            errors[CONF_VOLTAGE_V] = "voltage_out_of_range"
        if not answers[CONF_NAME].strip():
            errors[CONF_NAME] = "name_required"
        for field in (CONF_CURRENT_ENTITY, CONF_SWITCH_ENTITY):
            if answers.get(field) in self._commanded_elsewhere():
                errors[field] = "already_used"
        return errors

    def _commanded_elsewhere(self) -> set[str]:
        own = self._reconfigure_subentry_id if self.source == "reconfigure" else None
        others = [sub for sub in self._get_entry().get_subentries_of_type(SUBENTRY_CHARGER) if sub.subentry_id != own]
        fields = (CONF_CURRENT_ENTITY, CONF_SWITCH_ENTITY)
        return {other.data[field] for other in others for field in fields if other.data.get(field)}

    def _form(self, step_id: str, known: dict[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        schema = self.add_suggested_values_to_schema(_schema(self.hass, known), known)
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)


def _data(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key != CONF_NAME}
