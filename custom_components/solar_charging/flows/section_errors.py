"""What is wrong in a folded part of a form, where the browser shows no error beside a field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from .user_language import user_language


@dataclass(frozen=True, slots=True)
class FormTexts:
    """Where a form's words are: their category, its own path in there, and the path of the errors."""

    category: str
    step: str
    error: str


CHARGER = FormTexts("config_subentries", "config_subentries.charger.step.user", "config_subentries.charger.error")
SOURCES = FormTexts("config", "config.step.sources", "config.error")


class SectionErrors(NamedTuple):
    """Errors by the field they are shown at, errors by section, and the sentence of each section."""

    at_fields: dict[str, str]
    in_sections: dict[str, str]
    sentences: dict[str, str]


async def async_section_errors(
    hass: HomeAssistant,
    form: FormTexts,
    sections: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    names: Mapping[str, str],
) -> SectionErrors:
    """Return where a form shows its errors.

    `names`: what placeholders in the errors stand for.
    """
    words = await async_get_translations(hass, user_language(hass), form.category, [DOMAIN])
    texts = f"component.{DOMAIN}."
    folded = {field for fields in sections.values() for field in fields}
    sentences = {
        name: " ".join(
            f"{words.get(f'{texts}{form.step}.sections.{name}.data.{field}', field)}: "
            f"{words.get(f'{texts}{form.error}.{errors[field]}', errors[field])}"
            for field in fields
            if field in errors
        )
        for name, fields in sections.items()
    }
    for name, value in names.items():
        sentences = {key: text.replace(f"{{{name}}}", value) for key, text in sentences.items()}
    at_fields = {field: error for field, error in errors.items() if field not in folded}
    return SectionErrors(at_fields, {name: name for name, sentence in sentences.items() if sentence}, sentences)
