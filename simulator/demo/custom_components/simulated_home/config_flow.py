"""The entry is made from YAML; there is nothing to ask."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from .simulation import DOMAIN


class SimulatedHomeFlow(ConfigFlow, domain=DOMAIN):
    """Makes the one entry."""

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Make the entry unless it is there."""
        del import_data
        await self.async_set_unique_id(DOMAIN)
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title="Simulated home", data={})
