"""Fixing what is wrong with an entity: another one is chosen in its place, or it is used no longer."""

from typing import Any, cast

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig

from .follow import async_replace_entity


class ReplaceEntityFlow(RepairsFlow):
    """Asks for the entity to use instead; none means: do without."""

    def __init__(self, hass: HomeAssistant, entity_id: str, name: str) -> None:
        self.hass = hass
        self._entity_id = entity_id
        self._name = name

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_replace()

    async def async_step_replace(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, then put the answer wherever the entity was used."""
        if user_input is not None:
            async_replace_entity(self.hass, self._entity_id, user_input.get("entity"))
            return self.async_create_entry(data={})
        domain = self._entity_id.split(".", maxsplit=1)[0]
        schema = vol.Schema({vol.Optional("entity"): EntitySelector(EntitySelectorConfig(domain=domain))})
        placeholders = {"name": self._name, "entity_id": self._entity_id}
        return self.async_show_form(step_id="replace", data_schema=schema, description_placeholders=placeholders)


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue of ours."""
    facts = cast("dict[str, str]", data or {})
    return ReplaceEntityFlow(hass, facts["entity_id"], facts["name"])
