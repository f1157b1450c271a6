"""Fixing what is wrong with a charger: take another one, other entities, do without it, or try again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, override

import voluptuous as vol
from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..catalogue.charger_storage import charger_config, charger_data
from ..const import CONF_PHASES
from ..control.charger import async_set_shadow_mode
from ..control.departure_habits import async_accept_departure, async_decline_departure
from ..devices.entity_state import Problem
from ..flows.discovered_charger import Offer, async_offers, in_place_of
from ..flows.fields import choice_field
from ..setup.entity_renames import async_replace_entity
from .replacement import CONF_ENTITY, async_replacement_errors

CONF_CHARGER = "charger"


class ChargerGoneFlow(RepairsFlow):
    """Asks what to do about a charger whose entities are gone."""

    def __init__(self, entry: ConfigEntry[Any], facts: Mapping[str, str]) -> None:
        self._entry = entry
        self._facts = facts
        self._charger_id = facts["charger_id"]
        self._offers: tuple[Offer, ...] = ()
        self._passed: set[str] = set()

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Ask which way to go."""
        self._offers = await async_offers(self.hass, self._entry)
        ways = ["another"] if self._offers else []
        return self.async_show_menu(
            step_id="init", menu_options=[*ways, "replace", "remove"], description_placeholders=dict(self._facts)
        )

    async def async_step_another(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Put a charger that was found in its place; its settings, plans and sessions stay."""
        subentry = self._entry.subentries.get(self._charger_id)
        if subentry is None:
            return self.async_create_entry(data={})
        before = charger_config(subentry.subentry_id, subentry.title, subentry.data)
        if user_input is not None:
            chosen = [offer.found for offer in self._offers if offer.found.id == user_input[CONF_CHARGER]]
            config = in_place_of(chosen[0].config, before, int(user_input[CONF_PHASES]))
            self.hass.config_entries.async_update_subentry(self._entry, subentry, data=charger_data(config))
            return self.async_create_entry(data={})
        options = [offer.option for offer in self._offers]
        field = SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST))
        phases = choice_field(["1", "2", "3"], CONF_PHASES)
        schema = vol.Schema(
            {
                vol.Required(CONF_CHARGER, default=options[0]["value"]): field,
                vol.Required(CONF_PHASES, default=str(before.phases)): phases,
            }
        )
        return self.async_show_form(step_id="another", data_schema=schema, description_placeholders=dict(self._facts))

    async def async_step_replace(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Ask for each entity that is gone what to use instead."""
        gone = self._gone()
        in_use = await async_replacement_errors(self.hass, self._entry, user_input or {})
        if user_input is not None and gone and not in_use.errors:
            self._passed.add(gone[0])
            async_replace_entity(self.hass, gone[0], user_input.get(CONF_ENTITY))
            gone = self._gone()
        if not gone:
            return self.async_create_entry(data={})
        selector = EntitySelector(EntitySelectorConfig(domain=gone[0].split(".", maxsplit=1)[0]))
        return self.async_show_form(
            step_id="replace",
            data_schema=vol.Schema({vol.Optional(CONF_ENTITY): selector}),
            errors=dict(in_use.errors),
            description_placeholders={**self._facts, "entity_id": gone[0], **in_use.placeholders},
        )

    async def async_step_remove(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Take the charger out of this home."""
        if user_input is None:
            placeholders = dict(self._facts)
            return self.async_show_form(
                step_id="remove", data_schema=vol.Schema({}), description_placeholders=placeholders
            )
        self.hass.config_entries.async_remove_subentry(self._entry, self._charger_id)
        return self.async_create_entry(data={})

    def _gone(self) -> list[str]:
        """Return the entities that are still to be asked about."""
        reader = self._entry.runtime_data.home.readers.get(self._charger_id)
        # It may have been removed while the form was open.
        problems = reader.problems() if reader else {}
        return [id_ for id_, found in problems.items() if found is Problem.NOT_FOUND and id_ not in self._passed]


class TryAgainFlow(ConfirmRepairFlow):
    """Commands a charger again at once, instead of ever less often."""

    def __init__(self, entry: ConfigEntry[Any], facts: Mapping[str, str]) -> None:
        self._entry = entry
        self._charger_id = facts["charger_id"]

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Say what is wrong, then try again."""
        commander = self._entry.runtime_data.home.commanders.get(self._charger_id)
        if user_input is not None and commander is not None:
            commander.try_again()
        return await super().async_step_confirm(user_input)


class OnePhaseFlow(ConfirmRepairFlow):
    """Lets a charger that was set up with several phases reckon with one."""

    def __init__(self, entry: ConfigEntry[Any], facts: Mapping[str, str]) -> None:
        self._entry = entry
        self._charger_id = facts["charger_id"]

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Say what will be done, then do it."""
        subentry = self._entry.subentries.get(self._charger_id)
        if user_input is not None and subentry is not None:
            config = charger_config(subentry.subentry_id, subentry.title, subentry.data)
            data = charger_data(replace(config, phases=1))
            self.hass.config_entries.async_update_subentry(self._entry, subentry, data=data)
        return await super().async_step_confirm(user_input)


class TakeOverFlow(ConfirmRepairFlow):
    """Ends a charger's shadow mode."""

    def __init__(self, entry: ConfigEntry[Any], facts: Mapping[str, str]) -> None:
        self._entry = entry
        self._charger_id = facts["charger_id"]

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Show the figures, then command the charger."""
        if user_input is not None:
            async_set_shadow_mode(self._entry.runtime_data, self._charger_id, is_on=False)
        return await super().async_step_confirm(user_input)


class UsualDepartureFlow(RepairsFlow):
    """Sets the departure that has become a habit, or never suggests it again."""

    def __init__(self, entry: ConfigEntry[Any], facts: Mapping[str, str]) -> None:
        self._entry = entry
        self._facts = facts

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Ask."""
        return self.async_show_menu(
            step_id="init", menu_options=["set", "decline"], description_placeholders=dict(self._facts)
        )

    async def async_step_set(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Set it."""
        weekdays = tuple(int(day) for day in self._facts["weekdays"])
        facts = self._facts
        async_accept_departure(
            self._entry.runtime_data, facts["charger_id"], facts["ready_by"], weekdays, facts["car_id"]
        )
        return self.async_create_entry(data={})

    async def async_step_decline(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Remember the answer."""
        async_decline_departure(self._entry.runtime_data, self._facts["charger_id"], self._facts["usual"])
        return self.async_create_entry(data={})
