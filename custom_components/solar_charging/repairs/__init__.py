"""Fixing what is wrong: another entity in the place of one, a sign turned round, a new inverter taken with one click."""

from collections.abc import Mapping
from typing import Any, cast, override

import voluptuous as vol
from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig

from ..catalogue.entry import Role
from ..const import DATA_LOST
from ..flows.discovered_site import answers
from ..flows.placeholders import Placeholders
from ..flows.sources import with_found
from ..plausibility.findings import FindingKind
from ..plausibility.fixes import fixed_data
from ..setup.discovery import async_discover, async_enable
from ..setup.entity_renames import async_replace_entity
from ..setup.live_check import readings_now, with_likely_signs
from ..watchers.array_checks import ARRAY_FACES_ELSEWHERE, READING_DUE, faced
from ..watchers.departure_suggestions import USUAL_DEPARTURE
from ..watchers.phases_check import PHASES_UNCLEAR
from ..watchers.repair_issues import CHARGER_GONE, SHADOW_WEEK
from .array_reading import ReadingFlow
from .charger import ChargerGoneFlow, OnePhaseFlow, TakeOverFlow, TryAgainFlow, UsualDepartureFlow
from .replacement import CONF_ENTITY, async_replacement_errors


class ReplaceEntityFlow(RepairsFlow):
    """Asks for the entity to use instead; none means: do without."""

    def __init__(self, entry: ConfigEntry | None, entity_id: str, name: str) -> None:
        self._entry = entry
        self._entity_id = entity_id
        self._name = name

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_replace()

    async def async_step_replace(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, then put the answer wherever the entity was used."""
        in_use = await async_replacement_errors(self.hass, self._entry, user_input or {})
        if user_input is not None and not in_use.errors:
            async_replace_entity(self.hass, self._entity_id, user_input.get(CONF_ENTITY))
            return self.async_create_entry(data={})
        domain = self._entity_id.split(".", maxsplit=1)[0]
        schema = vol.Schema({vol.Optional(CONF_ENTITY): EntitySelector(EntitySelectorConfig(domain=domain))})
        placeholders = {"name": self._name, "entity_id": self._entity_id, **in_use.placeholders}
        return self.async_show_form(
            step_id="replace", data_schema=schema, errors=dict(in_use.errors), description_placeholders=placeholders
        )


class FixSensorFlow(ConfirmRepairFlow):
    """Changes one thing about the set-up: a sign, a unit, what a meter sees."""

    def __init__(self, entry: ConfigEntry, kind: FindingKind, role: Role) -> None:
        self._entry = entry
        self._kind = kind
        self._role = role

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Say what will be done, then do it."""
        if user_input is not None and (data := fixed_data(self._entry.data, self._kind, self._role)):
            self.hass.config_entries.async_update_entry(self._entry, data=data)
        return await super().async_step_confirm(user_input)


class OrientationFlow(ConfirmRepairFlow):
    """Takes over the orientation that the array's generation shows."""

    def __init__(self, entry: ConfigEntry, facts: Mapping[str, str]) -> None:
        self._entry = entry
        self._facts = facts

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Say what will be done, then do it."""
        if user_input is not None:
            self.hass.config_entries.async_update_entry(self._entry, data=faced(self._entry.data, self._facts))
        return await super().async_step_confirm(user_input)


class NewInverterFlow(RepairsFlow):
    """Takes what discovery proposes now in place of what the home was read by."""

    def __init__(self, entry: ConfigEntry, name: str) -> None:
        self._entry = entry
        self._name = name

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show what would be read with its values now, then take it."""
        site = (await async_discover(self.hass)).site
        found = answers(site)
        data = with_likely_signs(self.hass, with_found(self._entry.data, found), found.to_ask)
        if user_input is not None:
            async_enable(self.hass, found.to_enable)
            self.hass.config_entries.async_update_entry(self._entry, data=data)
            return self.async_create_entry(data={})
        words = await Placeholders.async_load(self.hass)
        placeholders = {
            "name": self._name,
            "devices": words.devices(self.hass, site.used),
            "values": words.values(readings_now(self.hass, data), found.to_ask),
            "entities": words.entities(self.hass, found.sources),
        }
        return self.async_show_form(
            step_id="confirm", data_schema=vol.Schema({}), description_placeholders=placeholders
        )


class DataLostFlow(ConfirmRepairFlow):
    """Says what was lost; there is nothing to do but to set it again."""

    def __init__(self, lost: str) -> None:
        self._lost = lost

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Say it once more."""
        if user_input is not None:
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm", data_schema=vol.Schema({}), description_placeholders={"lost": self._lost}
        )


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue of ours."""
    facts = cast("dict[str, str]", data or {})
    if issue_id == DATA_LOST:
        return DataLostFlow(facts["lost"])
    entry = hass.config_entries.async_get_entry(facts["entry_id"])
    if entry and "finding" in facts:
        return FixSensorFlow(entry, FindingKind(facts["finding"]), Role(facts["role"]))
    if entry and issue_id == ARRAY_FACES_ELSEWHERE:
        return OrientationFlow(entry, facts)
    if entry and issue_id == READING_DUE:
        return ReadingFlow(entry, facts)
    if entry and "new_device" in facts:
        return NewInverterFlow(entry, facts["name"])
    if entry and "charger_id" in facts:
        flows = {
            CHARGER_GONE: ChargerGoneFlow,
            PHASES_UNCLEAR: OnePhaseFlow,
            SHADOW_WEEK: TakeOverFlow,
            USUAL_DEPARTURE: UsualDepartureFlow,
        }
        flow = next((flow for key, flow in flows.items() if issue_id.startswith(key)), TryAgainFlow)
        return flow(entry, facts)
    return ReplaceEntityFlow(entry, facts["entity_id"], facts["name"])
