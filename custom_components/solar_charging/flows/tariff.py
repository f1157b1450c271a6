"""Adding and changing where prices come from: the Energy dashboard, entities, two rates by the clock, or one price."""

from collections.abc import Iterator, Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector, TimeSelector

from ..const import (
    CONF_CARBON_ENTITY,
    CONF_CHEAP_FROM,
    CONF_CHEAP_PRICE,
    CONF_CHEAP_UNTIL,
    CONF_CHEAP_WEEKENDS,
    CONF_FEED_IN_ENTITY,
    CONF_FEED_IN_PRICE,
    CONF_GRID_FEES,
    CONF_PRICE,
    CONF_PRICE_ENTITIES,
    SUBENTRY_TARIFF,
)
from ..prices.carbon import carbon_factor
from ..prices.formats import load_formats
from ..setup.energy_prices import async_dashboard_prices
from ..setup.number_text import price_text
from . import candidates
from .entity_use import NO_USE_ERRORS, async_uses, use_errors
from .fields import in_range, picker_field, unfolded
from .price_fields import FEES, HIGHEST, fees_error, fees_schema, grid_fees_field, price_field
from .subentry_flow import SubentryFlow
from .user_language import user_language

_KINDS = ["entities", "two_rates", "one_price"]
_PRICE_FIELDS = (CONF_PRICE, CONF_CHEAP_PRICE)


class TariffFlow(SubentryFlow):
    """What energy costs, earns, and emits. A home has one tariff."""

    def __init__(self) -> None:
        self._in_use = NO_USE_ERRORS

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the kind of tariff."""
        if list(self._get_entry().get_subentries_of_type(SUBENTRY_TARIFF)):
            return self.async_abort(reason="already_there")
        return await self._menu("user")

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the kind of tariff again, if it is still there."""
        self._get_reconfigure_subentry()
        return await self._menu("reconfigure")

    async def _menu(self, step_id: str) -> SubentryFlowResult:
        known = await self._dashboard_prices()
        return self.async_show_menu(
            step_id=step_id,
            menu_options=(["energy_dashboard"] if known else []) + _KINDS,
            description_placeholders={"price": self._title(known) if known else ""},
        )

    async def async_step_energy_dashboard(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Take the Energy dashboard's prices over: the click was the answer."""
        return self._save(await self._dashboard_prices())

    async def async_step_entities(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the entities that show prices, and what comes on top of them."""
        formats = await self.hass.async_add_executor_job(load_formats)
        known, question = self._known(user_input), candidates.prices(formats)
        chosen = known.get(CONF_PRICE_ENTITIES, [])
        feed_in = [known[CONF_FEED_IN_ENTITY]] if CONF_FEED_IN_ENTITY in known else []
        fees = fees_schema(self.hass)
        is_folded = not any(key in known for key in fees.schema)
        fields = {
            vol.Optional(CONF_PRICE_ENTITIES): picker_field(
                await candidates.async_options(self.hass, question, chosen), multiple=True
            ),
            vol.Optional(FEES): section(fees, {"collapsed": is_folded}),
            vol.Optional(CONF_FEED_IN_PRICE): price_field(self.hass),
            vol.Optional(CONF_FEED_IN_ENTITY): picker_field(
                await candidates.async_options(self.hass, question, feed_in)
            ),
        }
        return await self._ask("entities", fields, user_input)

    async def async_step_two_rates(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for two prices and when the cheap one holds."""
        fields = {
            vol.Optional(CONF_PRICE): price_field(self.hass),
            vol.Optional(CONF_CHEAP_PRICE): price_field(self.hass),
            vol.Required(CONF_CHEAP_FROM, default="22:00:00"): TimeSelector(),
            vol.Required(CONF_CHEAP_UNTIL, default="06:00:00"): TimeSelector(),
            vol.Required(CONF_CHEAP_WEEKENDS, default=False): BooleanSelector(),
            vol.Optional(CONF_FEED_IN_PRICE): price_field(self.hass),
        }
        return await self._ask("two_rates", fields, user_input)

    async def async_step_one_price(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the price, and for what the grid takes more at some hours."""
        fields = {
            vol.Optional(CONF_PRICE): price_field(self.hass),
            vol.Optional(CONF_GRID_FEES): grid_fees_field(self.hass),
            vol.Optional(CONF_FEED_IN_PRICE): price_field(self.hass),
        }
        return await self._ask("one_price", fields, user_input)

    async def _ask(
        self, step_id: str, fields: Mapping[vol.Marker, Any], user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        answers = None if user_input is None else unfolded(user_input, FEES)
        errors = {} if answers is None else _missing_prices(fields, answers) or await self._all_errors(answers)
        if answers is not None and not errors:
            return self._save(answers)
        known = self._known(user_input)
        chosen = [known[CONF_CARBON_ENTITY]] if CONF_CARBON_ENTITY in known else []
        carbon = picker_field(await candidates.async_options(self.hass, candidates.CARBON, chosen))
        schema = vol.Schema({**fields, vol.Optional(CONF_CARBON_ENTITY): carbon})
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, {**known, FEES: known}),
            errors=errors,
            description_placeholders=self._in_use.placeholders,
        )

    def _known(self, user_input: dict[str, Any] | None) -> dict[str, Any]:
        """Return what was answered just now, else before; what feeding in earns may have been set as a number since."""
        if user_input:
            return unfolded(user_input, FEES)
        known = dict(self._get_reconfigure_subentry().data) if self.source == SOURCE_RECONFIGURE else {}
        home = getattr(self._get_entry(), "runtime_data", None)
        if home is not None and home.settings.site.feed_in_price is not None:
            known[CONF_FEED_IN_PRICE] = home.settings.site.feed_in_price
        return known

    def _save(self, answers: dict[str, Any]) -> SubentryFlowResult:
        home = getattr(self._get_entry(), "runtime_data", None)
        if home is not None:
            # What is answered here counts, not what the number was set to before.
            home.async_set_settings(home.settings.with_site(feed_in_price=None))
        if self.source != SOURCE_RECONFIGURE:
            return self.async_create_entry(title=self._title(answers), data=answers)
        subentry = self._get_reconfigure_subentry()
        # A name given by the user is kept; only a generated one is replaced, in any language.
        generated = [self._title(subentry.data, one) for one in (user_language(self.hass), self.hass.config.language)]
        is_ours = subentry.title in generated
        title = self._title(answers) if is_ours else subentry.title
        return self.async_update_and_abort(self._get_entry(), subentry, data=answers, title=title)

    async def _dashboard_prices(self) -> dict[str, Any]:
        """Return what the Energy dashboard reckons with, where it can be used."""
        known = await async_dashboard_prices(self.hass)
        return {} if await self._all_errors(known) else known

    async def _all_errors(self, answers: Mapping[str, Any]) -> dict[str, str]:
        if errors := self._errors(answers):
            return errors
        entry = self._get_entry()
        own_id = self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None
        uses = await async_uses(self.hass, entry, entry.data, own_id)
        self._in_use = use_errors(self.hass, _entities(answers), uses)
        return dict(self._in_use.errors)

    def _errors(self, answers: Mapping[str, Any]) -> dict[str, str]:
        entities, errors = answers.get(CONF_PRICE_ENTITIES, []), {}
        if any(self._is_missing(entity) for entity in entities):
            errors[CONF_PRICE_ENTITIES] = "entity_not_found"
        elif not entities and not {CONF_PRICE, CONF_CARBON_ENTITY} & answers.keys():
            errors["base"] = "nothing_chosen"
        elif error := fees_error(self.hass, answers):
            errors["base"] = error
        for field in (*_PRICE_FIELDS, CONF_FEED_IN_PRICE):
            if field in answers and not in_range(answers[field], 0.0, HIGHEST):
                errors[field] = "price_out_of_range"
        if CONF_CHEAP_PRICE in answers and answers[CONF_CHEAP_PRICE] >= answers[CONF_PRICE]:
            errors[CONF_CHEAP_PRICE] = "cheap_price_too_high"
        if CONF_CHEAP_FROM in answers and answers[CONF_CHEAP_FROM] == answers[CONF_CHEAP_UNTIL]:
            errors[CONF_CHEAP_UNTIL] = "no_cheap_time"
        if self._is_missing(answers.get(CONF_FEED_IN_ENTITY)):
            errors[CONF_FEED_IN_ENTITY] = "entity_not_found"
        if error := self._carbon_error(answers.get(CONF_CARBON_ENTITY)):
            errors[CONF_CARBON_ENTITY] = error
        return errors

    def _is_missing(self, entity_id: str | None) -> bool:
        return entity_id is not None and self.hass.states.get(entity_id) is None

    def _carbon_error(self, entity_id: str | None) -> str | None:
        state = self.hass.states.get(entity_id) if entity_id else None
        if entity_id is None or state is None:
            return "entity_not_found" if entity_id else None
        is_carbon = carbon_factor(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)) is not None
        return None if is_carbon else "wrong_unit"

    def _title(self, answers: Mapping[str, Any], language: str | None = None) -> str:
        return tariff_title(self.hass, answers, language)


def tariff_title(hass: HomeAssistant, answers: Mapping[str, Any], language: str | None = None) -> str:
    """Return what a tariff is called until the user names it: its prices, or the entity that shows them."""
    if CONF_PRICE in answers:
        language = language or user_language(hass)
        prices = " / ".join(price_text(answers[field], language) for field in _PRICE_FIELDS if field in answers)
        return f"{prices} {hass.config.currency}/kWh"
    entity_id = next(iter(answers.get(CONF_PRICE_ENTITIES, [])), answers.get(CONF_CARBON_ENTITY, ""))
    state = hass.states.get(entity_id)
    return state.name if state else entity_id


def _missing_prices(fields: Mapping[vol.Marker, Any], answers: Mapping[str, Any]) -> dict[str, str]:
    """Return what a form of prices cannot do without. Were they required of the browser, it would fill in zeros itself."""
    return {str(field): "price_required" for field in fields if field in _PRICE_FIELDS and str(field) not in answers}


def _entities(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the entities with their fields. A market's price may be what is bought and what is sold at: it is one price."""
    prices = answers.get(CONF_PRICE_ENTITIES, [])
    yield from ((CONF_PRICE_ENTITIES, entity_id) for entity_id in prices)
    for field in (CONF_FEED_IN_ENTITY, CONF_CARBON_ENTITY):
        entity_id = answers.get(field)
        if entity_id and not (field == CONF_FEED_IN_ENTITY and entity_id in prices):
            yield field, entity_id
