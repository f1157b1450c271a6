"""Sensors that nothing recognises, proposed for what they behave like: to be confirmed in the form for choosing by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import HomeAssistant

from ..catalogue.entry import Role
from ..plausibility.behaviour import Behaviour, Suggestion, suggestions
from .placeholders import Placeholders
from .role_evidence import is_of_another_thing


@dataclass(frozen=True, slots=True)
class Suggested:
    """Suggested answers by form field, the signs of their sensors, and the reasons in sentences."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    hints: str = ""


def suggested(hass: HomeAssistant, behaviours: Mapping[str, Behaviour], words: Placeholders) -> Suggested:
    """Return what behaves like the roof and the grid's meter."""
    names = {entity_id: state.name for entity_id in behaviours if (state := hass.states.get(entity_id))}
    found = suggestions({id_: behaviours[id_] for id_, name in names.items() if not is_of_another_thing(name)})
    return Suggested(
        fields={one.role.value: _answer(one) for one in found},
        signs={one.entity_id: one.sign.value for one in found if one.sign},
        hints="\n".join(f"- {words.behaves(names[one.entity_id], one.sign or one.role)}" for one in found),
    )


def _answer(one: Suggestion) -> str | list[str]:
    return [one.entity_id] if one.role is Role.PV_POWER else one.entity_id
