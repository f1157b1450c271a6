"""The carbon intensity of the grid, from any sensor that has it: Electricity Maps, a national operator's, a template."""

import re

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, UnitOfMass
from homeassistant.core import HomeAssistant
from homeassistant.util.unit_conversion import EnergyConverter, MassConverter

# "gCO2eq/kWh", "g/kWh", "kg CO₂ / MWh", "lbs/MWh" ...
_UNIT = re.compile(r"^(t|kg|g|lb)s?(?:co[2₂](?:-?e|-?eq)?)?/([kMG]?Wh)$", re.IGNORECASE)
_ENERGIES = {unit.lower(): unit for unit in ("Wh", "kWh", "MWh", "GWh")}
# Grams per tonne.
_G_PER_TONNE = 1_000_000.0


def carbon_factor(unit: object) -> float | None:
    """Return what turns a value in this unit into g per kWh; None if it measures something else."""
    if (found := _UNIT.match(unit.replace(" ", "") if isinstance(unit, str) else "")) is None:
        return None
    mass, energy = found[1].lower(), _ENERGIES[found[2].lower()]
    grams = _G_PER_TONNE if mass == "t" else MassConverter.convert(1.0, mass, UnitOfMass.GRAMS)
    return grams / EnergyConverter.convert(1.0, energy, "kWh")


def carbon_g(hass: HomeAssistant, entity_id: str | None) -> float | None:
    """Return what a kWh from the grid emits now, in g of carbon dioxide; None: unknown."""
    state = hass.states.get(entity_id) if entity_id else None
    factor = carbon_factor(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)) if state else None
    if state is None or factor is None:
        return None
    try:
        value = float(state.state) * factor
    except ValueError:
        return None
    return value if 0.0 <= value < float("inf") else None
