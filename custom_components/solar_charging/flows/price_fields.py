"""What is added to a published price, as fields of a form, and what can be wrong with it."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.selector import (
    ObjectSelector,
    ObjectSelectorConfig,
    ObjectSelectorField,
    TemplateSelector,
    TimeSelector,
)
from homeassistant.helpers.template import Template
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_FEE,
    CONF_FEE_FROM,
    CONF_FEE_UNTIL,
    CONF_GRID_FEES,
    CONF_PRICE_FACTOR,
    CONF_PRICE_FORMULA,
    CONF_SURCHARGE,
)
from ..prices.formula import rendered
from .fields import NumberField, in_range, number_field

FEES = "fees"
# Currencies differ by four orders of magnitude; no price of a kWh is beyond this in any.
HIGHEST = 100_000.0
# Taxes multiply a price by less than two; what a public charger asks, by a few times.
_HIGHEST_FACTOR = 10.0
# What a formula is tried with.
_TRIAL_PRICE = 0.1


def price_field(hass: HomeAssistant) -> NumberField:
    """Return a box for a price of a kWh."""
    return number_field(f"{hass.config.currency}/kWh", least=0.0, most=HIGHEST, step="any")


def grid_fees_field(hass: HomeAssistant) -> ObjectSelector:
    """Return a list of fees, each with its time of the day."""
    fields: dict[str, ObjectSelectorField] = {
        CONF_FEE_FROM: {"required": True, "selector": TimeSelector()},
        CONF_FEE_UNTIL: {"required": True, "selector": TimeSelector()},
        CONF_FEE: {"required": True, "selector": price_field(hass)},
    }
    return ObjectSelector(
        ObjectSelectorConfig(
            fields=fields,
            multiple=True,
            label_field=CONF_FEE_FROM,
            description_field=CONF_FEE,
            translation_key="grid_fee",
        )
    )


def fees_schema(hass: HomeAssistant) -> vol.Schema:
    """Return the fields of the section."""
    surcharge = number_field(f"{hass.config.currency}/kWh", least=-HIGHEST, most=HIGHEST, step="any")
    return vol.Schema(
        {
            vol.Optional(CONF_PRICE_FACTOR): number_field("×", least=0.0, most=_HIGHEST_FACTOR, step="any"),
            vol.Optional(CONF_SURCHARGE): surcharge,
            vol.Optional(CONF_GRID_FEES): grid_fees_field(hass),
            vol.Optional(CONF_PRICE_FORMULA): TemplateSelector(),
        }
    )


def fees_error(hass: HomeAssistant, answers: Mapping[str, Any]) -> str | None:
    """Return what is wrong with what is added to prices. It is folded away: the form's own line names it."""
    if not in_range(answers.get(CONF_PRICE_FACTOR, 1.0), 0.0, _HIGHEST_FACTOR):
        return "factor_out_of_range"
    if not in_range(answers.get(CONF_SURCHARGE, 0.0), -HIGHEST, HIGHEST):
        return "fee_out_of_range"
    for fee in answers.get(CONF_GRID_FEES, ()):
        if fee[CONF_FEE_FROM] == fee[CONF_FEE_UNTIL]:
            return "no_fee_time"
        if not in_range(fee[CONF_FEE], -HIGHEST, HIGHEST):
            return "fee_out_of_range"
    return "formula_not_a_number" if _is_broken(hass, answers.get(CONF_PRICE_FORMULA)) else None


def _is_broken(hass: HomeAssistant, formula: str | None) -> bool:
    if not formula:
        return False
    template = Template(formula, hass)
    try:
        template.ensure_valid()
    except TemplateError:
        return True
    return rendered(template, _TRIAL_PRICE, dt_util.now()) is None
