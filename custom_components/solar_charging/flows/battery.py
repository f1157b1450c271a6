"""Letting a home battery be held while a car charges from the grid: one that was recognised, or any entity, by hand."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..catalogue.battery_control import BatteryControl, FoundBattery
from ..catalogue.charger_config import EntityAction
from ..catalogue.entry import WRITES_PER_DAY, ControlKind
from ..const import (
    CONF_BATTERY,
    CONF_CONTROLLED_ENTITY,
    CONF_HOLD,
    CONF_RELEASE,
    CONF_SUPPLIES_HOUSE,
    CONF_WRITES_PER_DAY,
    SUBENTRY_BATTERY,
)
from ..devices.call import NUMBERS, SELECTS, SWITCHES, entity_action_call, live_state
from ..setup.discovery import async_discover, async_enable
from . import candidates
from .entity_use import async_uses, use_errors
from .fields import in_range, number_field, picker_field
from .subentry_flow import SubentryFlow

BY_HAND = "by_hand"
# One hold is two writes; more than one a minute wears any memory out.
_WRITES = (2.0, 1440.0)
SWITCH_PREFIXES = tuple(f"{domain}." for domain in SWITCHES)
_CONTROLLED = candidates.Question(
    (*NUMBERS, *SELECTS, *SWITCHES),
    lambda _: True,
    words=("discharge", "entlade", "battery", "storage", "mode", "reserve"),
)
_KINDS = {
    **dict.fromkeys(NUMBERS, ControlKind.NUMBER),
    **dict.fromkeys(SELECTS, ControlKind.SELECT),
    **dict.fromkeys(SWITCHES, ControlKind.SWITCH),
}


class BatteryFlow(SubentryFlow):
    """One battery that may be held."""

    def __init__(self) -> None:
        self._found: dict[str, FoundBattery] = {}
        self._names: Mapping[str, str] = {}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the batteries that were recognised."""
        if not self._found:
            self._found = await self._recognised()
        if not self._found or (user_input and user_input[CONF_BATTERY] == BY_HAND):
            return await self.async_step_manual()
        if user_input and (battery := self._found.get(user_input[CONF_BATTERY])):
            async_enable(self.hass, battery.to_enable)
            supplies_house = bool(battery.control.limit_unit) and user_input[CONF_SUPPLIES_HOUSE]
            control = replace(battery.control, supplies_house=supplies_house)
            return self.async_create_entry(title=battery.name, data=control.to_dict())
        options = [SelectOptionDict(value=key, label=_label(self.hass, one)) for key, one in self._found.items()]
        choice = SelectSelector(
            SelectSelectorConfig(
                options=[*options, SelectOptionDict(value=BY_HAND, label=BY_HAND)],
                translation_key=CONF_BATTERY,
                mode=SelectSelectorMode.LIST,
            )
        )
        fields: dict[vol.Marker, Any] = {vol.Required(CONF_BATTERY, default=next(iter(self._found))): choice}
        fields[vol.Required(CONF_SUPPLIES_HOUSE, default=False)] = BooleanSelector()
        return self.async_show_form(step_id="user", data_schema=vol.Schema(fields))

    async def async_step_manual(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for any entity, and what it is set to."""
        errors: dict[str, str] = {}
        if user_input:
            errors = await self._errors(user_input)
            if not errors:
                control = _by_hand(user_input)
                return self.async_create_entry(title=user_input[CONF_NAME].strip(), data=control.to_dict())
        given = (user_input or {}).get(CONF_CONTROLLED_ENTITY)
        chosen = [given] if given else []
        options = await candidates.async_options(self.hass, _CONTROLLED, chosen)
        schema = vol.Schema(
            {
                vol.Required(CONF_NAME): TextSelector(),
                # Required, it would be shown with the first entity of all as if that were a proposal.
                vol.Optional(CONF_CONTROLLED_ENTITY): picker_field(options),
                vol.Required(CONF_HOLD): TextSelector(),
                vol.Optional(CONF_RELEASE): TextSelector(),
            }
        )
        return self.async_show_form(
            step_id="manual",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or {}),
            errors=errors,
            description_placeholders=self._names,
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again how it is held, and how often it may be written to."""
        subentry = self._get_reconfigure_subentry()
        control = BatteryControl.from_dict(subentry.data)
        errors: dict[str, str] = {}
        if user_input:
            writes = user_input[CONF_WRITES_PER_DAY]
            if in_range(writes, *_WRITES):
                supplies_house = bool(control.limit_unit) and user_input.get(CONF_SUPPLIES_HOUSE, False)
                changed = replace(control, writes_per_day=int(writes), supplies_house=supplies_house)
                return self.async_update_and_abort(self._get_entry(), subentry, data=changed.to_dict())
            errors[CONF_WRITES_PER_DAY] = "writes_out_of_range"
        fields: dict[vol.Marker, Any] = {
            vol.Required(CONF_WRITES_PER_DAY, default=control.writes_per_day): number_field(
                "", least=_WRITES[0], most=_WRITES[1]
            )
        }
        if control.limit_unit:
            fields[vol.Required(CONF_SUPPLIES_HOUSE, default=control.supplies_house)] = BooleanSelector()
        return self.async_show_form(step_id="reconfigure", data_schema=vol.Schema(fields), errors=errors)

    async def _recognised(self) -> dict[str, FoundBattery]:
        """Return what was found, without what is held already."""
        held = [one.data for one in self._get_entry().get_subentries_of_type(SUBENTRY_BATTERY)]
        known = [BatteryControl.from_dict(data).target for data in held]
        found = (await async_discover(self.hass)).batteries
        return {f"{index}": one for index, one in enumerate(found) if one.control.target not in known}

    async def _errors(self, answers: Mapping[str, Any]) -> dict[str, str]:
        self._names = {}
        if not answers[CONF_NAME].strip():
            return {CONF_NAME: "name_required"}
        entity_id = answers.get(CONF_CONTROLLED_ENTITY)
        if not entity_id:
            return {CONF_CONTROLLED_ENTITY: "entity_required"}
        if self.hass.states.get(entity_id) is None:
            return {CONF_CONTROLLED_ENTITY: "entity_not_found"}
        entry = self._get_entry()
        uses = await async_uses(self.hass, entry, entry.data, None)
        in_use = use_errors(self.hass, [(CONF_CONTROLLED_ENTITY, entity_id)], uses)
        self._names = in_use.placeholders
        if in_use.errors:
            return dict(in_use.errors)
        control = _by_hand(answers)
        actions = {CONF_HOLD: control.hold, CONF_RELEASE: control.release}
        if control.release and control.release.value == control.hold.value:
            return {CONF_RELEASE: "value_not_accepted"}
        return {
            field: "value_not_accepted"
            for field, action in actions.items()
            if action is not None and not _is_taken(self.hass, action)
        }


def _by_hand(answers: Mapping[str, Any]) -> BatteryControl:
    entity_id = answers[CONF_CONTROLLED_ENTITY]
    release = answers.get(CONF_RELEASE) or ""
    return BatteryControl(
        kind=_KINDS.get(entity_id.partition(".")[0], ControlKind.NUMBER),
        hold=EntityAction(entity_id, _value(entity_id, answers[CONF_HOLD])),
        release=EntityAction(entity_id, _value(entity_id, release)) if release.strip() else None,
        writes_per_day=WRITES_PER_DAY,
    )


def _value(entity_id: str, text: str) -> str:
    """Return a value as its entity shows it: a switch is "on" or "off"."""
    return text.strip().lower() if entity_id.startswith(SWITCH_PREFIXES) else text.strip()


def _is_taken(hass: HomeAssistant, action: EntityAction) -> bool:
    """Return whether an entity takes a value; of a switch, any other word would turn it off."""
    is_switch = (action.entity_id or "").startswith(SWITCH_PREFIXES)
    return entity_action_call(hass, action) is not None and (not is_switch or action.value in {STATE_ON, STATE_OFF})


def _label(hass: HomeAssistant, battery: FoundBattery) -> str:
    """Return a battery with what would be set, and what it is now: nothing is done behind the user's back."""
    hold = battery.control.hold
    state = live_state(hass, hold.entity_id)
    values = [*([state.state] if state else []), *([hold.value] if hold.value else [])]
    return f"{battery.name} ({hold.entity_id or hold.action}{': ' if values else ''}{' → '.join(values)})"
