"""The reminder to read the inverter's display: it takes the figure."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfEnergy

from ..control.generation_reading import MOST_KWH, async_record_reading
from ..flows.fields import number_field

CONF_TOTAL_KWH = "total_kwh"


class ReadingFlow(RepairsFlow):
    """Asks what the display shows, until it can be."""

    def __init__(self, entry: ConfigEntry[Any], facts: Mapping[str, str]) -> None:
        self._entry = entry
        self._facts = facts

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_read()

    async def async_step_read(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, then learn from the answer."""
        errors = {}
        if user_input is not None:
            if async_record_reading(self._entry.runtime_data, user_input[CONF_TOTAL_KWH]):
                return self.async_create_entry(data={})
            errors[CONF_TOTAL_KWH] = "reading_implausible"
        field = number_field(UnitOfEnergy.KILO_WATT_HOUR, least=0, most=MOST_KWH)
        return self.async_show_form(
            step_id="read",
            data_schema=vol.Schema({vol.Required(CONF_TOTAL_KWH): field}),
            errors=errors,
            description_placeholders=dict(self._facts),
        )
