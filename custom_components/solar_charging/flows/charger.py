"""Adding and changing a charger: one that was found, or one put together by hand."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..catalogue.charger_storage import charger_data
from ..catalogue.proposal import FoundCharger
from ..const import SUBENTRY_CHARGER
from ..moving.installed import async_installed
from ..setup.discovery import async_enable
from .charger_fields import conflicting_settings_field, few_errors, maximum_field, phases_field, shadow_field
from .discovered_charger import Offer, async_offers, async_words, named_entities, with_answers
from .entity_use import async_own_use_errors
from .finish import async_dashboard_field, async_last_page
from .given_names import charger_name
from .manual_steps import ManualChargerSteps
from .moving_steps import MovingSteps

MANUAL = "manual"
MOVE = "move"
CONF_CHARGER = "charger"
CONF_WAY = "way"
# Where homes and their chargers usually have one phase; elsewhere three never buys more than was commanded.
_SINGLE_PHASE = frozenset({"US", "CA", "MX", "JP", "TW", "KR", "GB", "IE", "AU", "NZ", "BR", "IN", "ZA", "PH"})


class ChargerFlow(MovingSteps, ManualChargerSteps):
    """One charger: the entities it is read and commanded by."""

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Offer, ...] = ()
        self._offer: Offer | None = None
        self._is_manual = False

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Offer what was found; ask for the entities where nothing was, or none of it is meant."""
        if user_input is None and not self._is_manual:
            self._offers = await async_offers(self.hass, self._get_entry())
            # With a charger there already, it may be another controller's cars and prices that are wanted.
            has_charger = any(self._get_entry().get_subentries_of_type(SUBENTRY_CHARGER))
            if self._offers or has_charger or async_installed(self.hass):
                return await self.async_step_pick()
        return await self._by_hand("user", user_input)

    async def async_step_pick(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Which of the chargers that are there?"""
        if user_input is not None:
            chosen = [offer for offer in self._offers if offer.found.id == user_input[CONF_CHARGER]]
            if chosen:
                self._offer = chosen[0]
                return await self.async_step_discovered()
            if user_input[CONF_CHARGER] == MOVE:
                return await self.async_step_moving()
            self._is_manual = True
            return await self.async_step_user()
        words = await async_words(self.hass)
        others = [SelectOptionDict(value=key, label=words.get(f"charger.options.{key}", key)) for key in (MANUAL, MOVE)]
        options = [*(offer.option for offer in self._offers), *others]
        field = SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST))
        schema = vol.Schema({vol.Required(CONF_CHARGER, default=options[0]["value"]): field})
        return self.async_show_form(step_id="pick", data_schema=schema, last_step=False)

    async def async_step_discovered(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Confirm a charger that was found."""
        offer = self._offer
        if offer is None:
            return await self.async_step_pick()
        errors = few_errors(user_input) if user_input else {}
        if user_input:
            found = next((way for way in offer.ways if way.id == user_input.get(CONF_WAY)), offer.found)
            errors |= await self._use_errors(charger_data(with_answers(found.config, user_input)))
        if user_input and not errors:
            async_enable(self.hass, found.to_enable)
            config = with_answers(found.config, user_input)
            return self.async_create_entry(
                title=user_input[CONF_NAME],
                data=charger_data(config),
                **await async_last_page(self.hass, user_input, config.power_entity),
            )
        found = offer.found
        fields = self._few_fields(found)
        if len(offer.ways) > 1:
            fields[vol.Required(CONF_WAY, default=found.id)] = _ways_field(offer.ways)
        fields |= shadow_field()
        fields |= await async_dashboard_field(self.hass, self._get_entry())
        name = charger_name(self.hass, await async_words(self.hass), self._get_entry(), found.config.device_id)
        known = user_input or {CONF_NAME: name}
        return self.async_show_form(
            step_id="discovered",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(fields), known),
            errors=errors,
            description_placeholders={**self._placeholders(offer.label, found), **self._in_use.placeholders},
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a charger that is there."""
        return await self._by_hand("reconfigure", user_input)

    async def _use_errors(self, data: Mapping[str, Any]) -> dict[str, str]:
        self._in_use = await async_own_use_errors(self.hass, self._get_entry(), data)
        return dict(self._in_use.errors)

    def _few_fields(self, found: FoundCharger) -> dict[vol.Marker, Any]:
        """Return the questions that the catalogue cannot answer of a charger it knows."""
        fields: dict[vol.Marker, Any] = {vol.Required(CONF_NAME): TextSelector()}
        if found.config.phase_switch is None:
            fields |= phases_field("1" if self.hass.config.country in _SINGLE_PHASE else "3")
        if found.config.set_point and found.config.set_point.is_action:
            fields |= maximum_field()
        if any(setting.is_settable for setting in found.config.conflicting_settings):
            fields |= conflicting_settings_field()
        return fields

    def _placeholders(self, label: str, found: FoundCharger) -> dict[str, str]:
        config = found.config
        return {
            "charger": label,
            "commanded": named_entities(self.hass, config.commanded),
            "read": named_entities(self.hass, config.read),
            "settings": named_entities(self.hass, (setting.entity_id for setting in config.conflicting_settings)),
        }


def _ways_field(ways: tuple[FoundCharger, ...]) -> SelectSelector:
    options = [SelectOptionDict(value=way.id, label=f"{way.config.integration}: {way.config.name}") for way in ways]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST))
