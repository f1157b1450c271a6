"""Adding and changing a car."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_MODE, CONF_NAME, UnitOfElectricCurrent, UnitOfEnergy
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..const import (
    CAR_BATTERY_KWH,
    CONF_BATTERY_KWH,
    CONF_CHARGERS,
    CONF_DRIVER,
    CONF_LIMIT_ENTITY,
    CONF_LOCATION_ENTITY,
    CONF_MAX_CURRENT_A,
    CONF_ODOMETER_ENTITY,
    CONF_PHASES,
    CONF_PLUG_ENTITY,
    CONF_PRICE_PER_KWH,
    CONF_PRICE_RULE,
    CONF_RANGE_ENTITY,
    CONF_SOC_ENTITY,
    EVSE_CEILING_A,
    EVSE_FLOOR_A,
    SUBENTRY_CAR,
    SUBENTRY_CHARGER,
)
from ..devices.entity_state import PERCENT, read_state
from ..engine.measure.reading import Reading
from ..engine.model import SolarMode
from ..sessions.price_rule import PriceRule, lacks_price
from . import candidates
from .array_fields import ADVANCED
from .checks import entities_error
from .entity_use import async_uses, use_errors
from .fields import choice_field, in_range, number_field, picker_field, unfolded
from .subentry_flow import SubentryFlow
from .unit_errors import named_units

# Of an ordinary electric car. Where nothing is suggested, a browser fills in the least.
_USUAL_BATTERY_KWH = 60.0
# In any currency there is.
DEAREST_PER_KWH = 100_000.0
_AS_MEASURED = "as_measured"
_AS_CHARGER = "as_charger"
# What is stored as nothing at all.
_DEFAULTS = (_AS_MEASURED, _AS_CHARGER)
_PICKED = {
    CONF_LIMIT_ENTITY: candidates.CAR_LIMIT,
    CONF_PLUG_ENTITY: candidates.CAR_PLUG,
    CONF_LOCATION_ENTITY: candidates.CAR_LOCATION,
    CONF_ODOMETER_ENTITY: candidates.CAR_ODOMETER,
    CONF_RANGE_ENTITY: candidates.CAR_RANGE,
    CONF_DRIVER: candidates.CAR_DRIVER,
}


class CarFlow(SubentryFlow):
    """One car: its battery, and what reports on it."""

    def __init__(self) -> None:
        self._names: Mapping[str, str] = {}
        # Of cars: what they have is offered first.
        self._devices: frozenset[str] = frozenset()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new car."""
        answers = unfolded(user_input or {}, ADVANCED)
        errors = await self._all_errors(answers) if user_input else {}
        if user_input and not errors:
            return self.async_create_entry(title=answers[CONF_NAME], data=_data(answers))
        return await self._form("user", answers, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask again for a car that is there."""
        subentry = self._get_reconfigure_subentry()
        answers = unfolded(user_input or {}, ADVANCED)
        errors = await self._all_errors(answers, subentry.subentry_id) if user_input else {}
        if user_input and not errors:
            data, title = _data(answers), answers[CONF_NAME]
            return self.async_update_and_abort(self._get_entry(), subentry, data=data, title=title)
        known = answers or {CONF_NAME: subentry.title, **subentry.data}
        return await self._form("reconfigure", known, errors)

    async def _form(self, step_id: str, known: dict[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        schema = self.add_suggested_values_to_schema(await self._schema(known), {**known, ADVANCED: known})
        return self.async_show_form(
            step_id=step_id, data_schema=schema, errors=errors, description_placeholders=self._names
        )

    async def _schema(self, known: Mapping[str, Any]) -> vol.Schema:
        self._devices = await candidates.async_cars(self.hass)
        size = number_field(UnitOfEnergy.KILO_WATT_HOUR, least=CAR_BATTERY_KWH[0], most=CAR_BATTERY_KWH[1], step=0.1)
        fields = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(CONF_BATTERY_KWH, description={"suggested_value": _USUAL_BATTERY_KWH}): size,
            vol.Optional(CONF_SOC_ENTITY): await self._picker(CONF_SOC_ENTITY, candidates.CAR_SOC, known),
        }
        more: dict[vol.Marker, Any] = {
            vol.Optional(field): await self._picker(field, question, known) for field, question in _PICKED.items()
        }
        more[vol.Optional(CONF_PHASES, default=_AS_MEASURED)] = choice_field(
            [_AS_MEASURED, "1", "2", "3"], "car_phases"
        )
        more[vol.Optional(CONF_MAX_CURRENT_A)] = number_field(
            UnitOfElectricCurrent.AMPERE, least=EVSE_FLOOR_A, most=EVSE_CEILING_A
        )
        modes = [mode.value for mode in SolarMode if mode is not SolarMode.OFF]
        more[vol.Optional(CONF_MODE, default=_AS_CHARGER)] = choice_field([_AS_CHARGER, *modes], "car_mode")
        more[vol.Optional(CONF_PRICE_RULE, default=PriceRule.COST.value)] = choice_field(list(PriceRule), "price_rule")
        unit = f"{self.hass.config.currency}/{UnitOfEnergy.KILO_WATT_HOUR}"
        more[vol.Optional(CONF_PRICE_PER_KWH)] = number_field(unit, least=0.0, most=DEAREST_PER_KWH, step="any")
        chargers = list(self._get_entry().get_subentries_of_type(SUBENTRY_CHARGER))
        if len(chargers) > 1:
            options = [SelectOptionDict(value=one.subentry_id, label=one.title) for one in chargers]
            more[vol.Optional(CONF_CHARGERS)] = SelectSelector(
                SelectSelectorConfig(options=options, multiple=True, mode=SelectSelectorMode.LIST)
            )
        return vol.Schema({**fields, vol.Optional(ADVANCED): section(vol.Schema(more), {"collapsed": True})})

    async def _picker(self, field: str, question: candidates.Question, known: Mapping[str, Any]) -> SelectSelector:
        chosen = [known[field]] if field in known else []
        return picker_field(await candidates.async_options(self.hass, question, chosen, self._devices))

    async def _all_errors(self, answers: Mapping[str, Any], own_id: str | None = None) -> dict[str, str]:
        if errors := self._errors(answers, own_id):
            asked = {CONF_SOC_ENTITY: ([answers.get(CONF_SOC_ENTITY, "")], candidates.CAR_SOC)}
            found = named_units(self.hass, errors, asked)
            self._names = found.placeholders
            return dict(found.errors)
        entry = self._get_entry()
        chosen = [(field, answers[field]) for field in (CONF_SOC_ENTITY, *_PICKED) if answers.get(field)]
        in_use = use_errors(self.hass, chosen, await async_uses(self.hass, entry, entry.data, own_id))
        self._names = in_use.placeholders
        return {field if field == CONF_SOC_ENTITY else "base": error for field, error in in_use.errors.items()}

    def _errors(self, answers: Mapping[str, Any], own_id: str | None = None) -> dict[str, str]:
        """Check the answers. Those folded away are named by the form's own error line."""
        errors: dict[str, str] = {}
        cars = self._get_entry().get_subentries_of_type(SUBENTRY_CAR)
        if not answers[CONF_NAME].strip():
            errors[CONF_NAME] = "name_required"
        elif answers[CONF_NAME] in [car.title for car in cars if car.subentry_id != own_id]:
            errors[CONF_NAME] = "name_used"
        if not in_range(answers[CONF_BATTERY_KWH], *CAR_BATTERY_KWH):
            errors[CONF_BATTERY_KWH] = "battery_out_of_range"
        if error := self._percent_error(answers.get(CONF_SOC_ENTITY)):
            errors[CONF_SOC_ENTITY] = error
        if self._percent_error(answers.get(CONF_LIMIT_ENTITY)):
            errors["base"] = "limit_unreadable"
        elif any(self.hass.states.get(answers[field]) is None for field in _PICKED if field in answers):
            errors["base"] = "entity_not_found"
        elif not in_range(answers.get(CONF_MAX_CURRENT_A, EVSE_FLOOR_A), EVSE_FLOOR_A, EVSE_CEILING_A):
            errors["base"] = "current_out_of_range"
        elif lacks_price(answers.get(CONF_PRICE_RULE), answers.get(CONF_PRICE_PER_KWH)):
            errors["base"] = "price_required"
        return errors

    def _percent_error(self, entity_id: str | None) -> str | None:
        """Return what keeps an entity from being read as a part of the battery."""
        if entity_id is None:
            return None
        reading = read_state(self.hass, entity_id, PERCENT)
        is_wrong = isinstance(reading, Reading) and not 0.0 <= reading.value <= 100.0
        return "percent_out_of_range" if is_wrong else entities_error(self.hass, (entity_id,), PERCENT)


def _data(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key != CONF_NAME and value not in _DEFAULTS}
