"""Adding and changing a car."""

from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, UnitOfEnergy
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig, TextSelector

from ..const import CONF_BATTERY_KWH, CONF_PRESENCE_ENTITY, CONF_SOC_ENTITY
from .fields import in_range, number_field

# From a plug-in hybrid's to a lorry's.
_BATTERY_KWH = (3.0, 300.0)
_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_BATTERY_KWH): number_field(
            UnitOfEnergy.KILO_WATT_HOUR, least=_BATTERY_KWH[0], most=_BATTERY_KWH[1], step=0.1
        ),
        vol.Optional(CONF_SOC_ENTITY): EntitySelector(EntitySelectorConfig(domain="sensor", device_class="battery")),
        vol.Optional(CONF_PRESENCE_ENTITY): EntitySelector(
            EntitySelectorConfig(domain=["binary_sensor", "device_tracker", "sensor"])
        ),
    }
)


class CarFlow(ConfigSubentryFlow):
    """One car: its battery, and what tells of it."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new car."""
        errors = _errors(user_input) if user_input else {}
        if user_input and not errors:
            return self.async_create_entry(title=user_input[CONF_NAME], data=_data(user_input))
        return self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a car that is there."""
        subentry = self._get_reconfigure_subentry()
        errors = _errors(user_input) if user_input else {}
        if user_input and not errors:
            return self.async_update_and_abort(
                self._get_entry(), subentry, data=_data(user_input), title=user_input[CONF_NAME]
            )
        return self._form("reconfigure", user_input or {CONF_NAME: subentry.title, **subentry.data}, errors)

    def _form(self, step_id: str, known: dict[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id, data_schema=self.add_suggested_values_to_schema(_SCHEMA, known), errors=errors
        )


def _errors(answers: dict[str, Any]) -> dict[str, str]:
    errors = {}
    if not answers[CONF_NAME].strip():
        errors[CONF_NAME] = "name_required"
    if not in_range(answers[CONF_BATTERY_KWH], *_BATTERY_KWH):
        errors[CONF_BATTERY_KWH] = "battery_out_of_range"
    return errors


def _data(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key != CONF_NAME}
