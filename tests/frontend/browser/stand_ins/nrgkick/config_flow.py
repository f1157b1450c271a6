"""The entry makes itself."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult


class NrgkickFlow(ConfigFlow, domain="nrgkick"):
    """Makes the one entry."""

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Make the entry."""
        return self.async_create_entry(title="NRGkick", data=import_data)
