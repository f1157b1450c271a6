"""The sentences of the engine's reasons, and of what plans assume, in the language Home Assistant is set to."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .sentences import Explainer

# Where translations/*.json keep the sentences. Placeholders are not allowed in the states of an attribute, where these would
# be looked for first: https://github.com/home-assistant/core/blob/dev/script/hassfest/translations.py
_PREFIXES = (
    ("common", f"component.{DOMAIN}.common.reason_"),
    ("common", f"component.{DOMAIN}.common.notice_"),
    ("selector", f"component.{DOMAIN}.selector.assumption.options."),
)


# Those of translations/*.json.
LANGUAGES = ("en", "de", "nl", "fr", "es", "it", "pt-BR", "pl", "sv", "da", "nb", "fi", "cs")
_ASSIST = f"component.{DOMAIN}.common.assist_"


async def async_load_phrases(hass: HomeAssistant, language: str) -> Explainer:
    """Load Assist's phrases and answers in a language (English as a fallback)."""
    found = await async_get_translations(hass, language, "common", [DOMAIN])
    return Explainer(
        {key.removeprefix(_ASSIST): text for key, text in found.items() if key.startswith(_ASSIST)}, language
    )


async def async_load_explainer(hass: HomeAssistant, language: str | None = None) -> Explainer:
    """Load the sentences of a language, else of Home Assistant's (English where there are none)."""
    language = language or hass.config.language
    sentences: dict[str, str] = {}
    for category, prefix in _PREFIXES:
        found = await async_get_translations(hass, language, category, [DOMAIN])
        sentences |= {key.removeprefix(prefix): text for key, text in found.items() if key.startswith(prefix)}
    return Explainer(sentences, language, dt_util.get_default_time_zone())
