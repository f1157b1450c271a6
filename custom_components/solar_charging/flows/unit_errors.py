"""A choice with the wrong unit: named, with the unit it has, the one that is needed, and what the same device has in that unit."""

from collections.abc import Iterable, Mapping

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant

from ..devices.entity_state import Problem
from . import candidates
from .entity_use import UseErrors

type Asked = Mapping[str, tuple[Iterable[str], candidates.Question]]

_WRONG_UNIT = Problem.WRONG_UNIT.value
NO_NAMES = {"sensor": "", "unit": "", "wanted": "", "example": ""}


def named_units(hass: HomeAssistant, errors: Mapping[str, str], asked: Asked) -> UseErrors:
    """Return the errors, of wrong units only the first, since all share the names in their sentences; and these names.

    `asked`: by field, the entities that were chosen, and the question that they answer.
    """
    wrong = [field for field, error in errors.items() if error == _WRONG_UNIT and field in asked]
    if not wrong:
        return UseErrors(errors, NO_NAMES)
    entity_ids, question = asked[wrong[0]]
    states = [state for one in entity_ids if (state := hass.states.get(one))]
    units = {state: str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) or "") for state in states}
    state = next((state for state in states if units[state] and not question.fits(state)), states[0])
    example = candidates.beside(hass, question, state.entity_id)
    names = {"sensor": state.name, "unit": units[state], "wanted": question.units, "example": example or ""}
    error = "wrong_unit_with_example" if example else _WRONG_UNIT
    rest = {field: one for field, one in errors.items() if field not in wrong}
    return UseErrors({wrong[0]: error, **rest}, names)
