"""What is wrong in a folded part of the form, where the browser shows no error beside a field."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from .charger_fields import FOLDED

_TEXTS = f"component.{DOMAIN}.config_subentries.charger"


async def async_section_errors(
    hass: HomeAssistant, errors: Mapping[str, str], names: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the errors shown beside their fields, those of sections, and the sections' sentences, by section.

    `names`: what placeholders in the errors stand for.
    """
    words = await async_get_translations(hass, hass.config.language, "config_subentries", [DOMAIN])
    folded = {field for fields in FOLDED.values() for field in fields}
    sentences = {
        name: " ".join(
            f"{words.get(f'{_TEXTS}.step.user.sections.{name}.data.{field}', field)}: "
            f"{words.get(f'{_TEXTS}.error.{errors[field]}', errors[field])}"
            for field in fields
            if field in errors
        )
        for name, fields in FOLDED.items()
    }
    for name, value in names.items():
        sentences = {key: text.replace(f"{{{name}}}", value) for key, text in sentences.items()}
    at_fields = {field: error for field, error in errors.items() if field not in folded}
    return at_fields, {name: name for name, sentence in sentences.items() if sentence}, sentences
