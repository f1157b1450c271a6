"""A user's own formula of a price, as a Home Assistant template of `price` and `start`."""

from datetime import datetime
from math import isfinite

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.template import Template

from .adjustment import Formula

# Prices of three days in quarters of an hour, and as many again until the oldest are forgotten.
_MOST_KEPT = 576


def price_formula(hass: HomeAssistant, text: str) -> Formula:
    """Return a formula that renders each price once: hundreds are published again whenever one is."""
    template = Template(text, hass)
    kept: dict[tuple[float, datetime], float | None] = {}

    def cost(price: float, start: datetime) -> float | None:
        if (price, start) not in kept:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[price, start] = rendered(template, price, start)
        return kept[price, start]

    return cost


def rendered(template: Template, price: float, start: datetime) -> float | None:
    """Return what a template makes of a price; None where that is no number."""
    try:
        value = float(template.async_render({"price": price, "start": start}, parse_result=False))
    except TemplateError, ValueError:
        return None
    return value if isfinite(value) else None
