"""Adding and changing a plane of the roof."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.const import CONF_LATITUDE

from .array_fields import array_defaults, plane_schema
from .checks import array_errors
from .discovered_charger import async_words
from .given_names import plane_name, plane_names
from .subentry_flow import SubentryFlow
from .user_language import user_language


class PlaneFlow(SubentryFlow):
    """One plane: capacity, tilt, azimuth."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new plane."""
        errors = array_errors(user_input, user_input) if user_input is not None else {}
        if user_input and not errors:
            return self.async_create_entry(title=await self._name(user_input), data=user_input)
        return await self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a plane that is there."""
        subentry = self._get_reconfigure_subentry()
        errors = array_errors(user_input, user_input) if user_input is not None else {}
        if user_input and not errors:
            # A name given by the user is kept; only a generated one is replaced, in any language.
            title = await self._name(user_input) if await self._is_generated(subentry) else subentry.title
            return self.async_update_and_abort(self._get_entry(), subentry, data=user_input, title=title)
        return await self._form("reconfigure", user_input or dict(subentry.data), errors)

    async def _is_generated(self, subentry: ConfigSubentry) -> bool:
        languages = {user_language(self.hass), self.hass.config.language}
        return subentry.title in [await self._name(subentry.data, language) for language in languages]

    async def _name(self, data: Mapping[str, Any], language: str | None = None) -> str:
        latitude = self._get_entry().data[CONF_LATITUDE]
        language = language or user_language(self.hass)
        return plane_name(await async_words(self.hass, language), language, latitude, data)

    async def _form(self, step_id: str, known: dict[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        entry = self._get_entry()
        latitude = entry.data[CONF_LATITUDE]
        planes = plane_names(await async_words(self.hass), user_language(self.hass), latitude, entry)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(plane_schema(), array_defaults(latitude, known)),
            errors=errors,
            description_placeholders={"planes": planes},
        )
