"""Adding and changing a plane of the roof."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_LATITUDE

from .array_fields import array_defaults, plane_schema, plane_title
from .checks import array_errors


class PlaneFlow(ConfigSubentryFlow):
    """One plane: capacity, tilt, azimuth."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new plane."""
        errors = array_errors(user_input, user_input) if user_input is not None else {}
        if user_input and not errors:
            return self.async_create_entry(title=plane_title(user_input), data=user_input)
        return self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a plane that is there."""
        subentry = self._get_reconfigure_subentry()
        errors = array_errors(user_input, user_input) if user_input is not None else {}
        if user_input and not errors:
            # A name the user gave is kept; only a generated one is made anew.
            title = plane_title(user_input) if subentry.title == plane_title(subentry.data) else subentry.title
            return self.async_update_and_abort(self._get_entry(), subentry, data=user_input, title=title)
        return self._form("reconfigure", user_input or dict(subentry.data), errors)

    def _form(self, step_id: str, known: dict[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        defaults = array_defaults(self._get_entry().data[CONF_LATITUDE], known)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(plane_schema(), defaults),
            errors=errors,
        )
