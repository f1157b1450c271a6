"""What the forms of everything that belongs to a home share."""

from typing import override

from homeassistant.config_entries import ConfigSubentry, ConfigSubentryFlow, UnknownSubEntry
from homeassistant.data_entry_flow import AbortFlow


class SubentryFlow(ConfigSubentryFlow):
    """A form that ends with a sentence where what it asks about was removed while it was open."""

    @override
    def _get_reconfigure_subentry(self) -> ConfigSubentry:
        try:
            return super()._get_reconfigure_subentry()
        except UnknownSubEntry as error:
            raise AbortFlow("removed") from error
