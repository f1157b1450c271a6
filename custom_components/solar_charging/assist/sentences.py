"""Sentences for Home Assistant's own agent, in every language we ship: what is said becomes an intent, with the rights of who says it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.util.json import load_json_object

from ..const import DOMAIN
from ..engine.model import Reason
from ..setup.reason_text import LANGUAGES, async_load_phrases
from .handlers import CHARGE_TO, START, STOP, SUN
from .spoken import percent_of, time_of

if TYPE_CHECKING:
    from hassil.recognize import RecognizeResult
    from homeassistant.components.conversation import ConversationInput

_TRANSLATIONS = Path(__file__).parents[1] / "translations"
_ASSIST = "assist_"
# The sentences of each intent, by their keys; where two fit, the first counts.
KEYS_BY_INTENT = {
    CHARGE_TO: ("say_charge_to_by", "say_charge_to"),
    START: ("say_start",),
    STOP: ("say_stop",),
    SUN: ("say_sun",),
}


async def async_register_sentences(hass: HomeAssistant, _component: str) -> None:
    """Offer the sentences of all languages: a home may speak several."""
    from homeassistant.components.conversation.agent_manager import get_agent_manager  # noqa: PLC0415  it need not be there

    for intent_type, found in (await hass.async_add_executor_job(_all_sentences)).items():
        get_agent_manager(hass).register_trigger(found, _Spoken(hass, intent_type))


def _all_sentences() -> Mapping[str, list[str]]:
    """Return the sentences of each intent, in all languages."""
    texts = [sentences_of(language) for language in LANGUAGES]
    return {
        intent_type: list(dict.fromkeys(one[key] for key in keys for one in texts if key in one))
        for intent_type, keys in KEYS_BY_INTENT.items()
    }


def sentences_of(language: str) -> dict[str, str]:
    """Return what can be said in a language, read from its file: Home Assistant would keep all its other texts as well (0.4 MB)."""
    common = cast("Mapping[str, str]", load_json_object(_TRANSLATIONS / f"{language}.json")["common"])
    return {key.removeprefix(_ASSIST): text for key, text in common.items() if key.startswith(_ASSIST)}


class _Spoken:
    """Handles an intent that was spoken."""

    def __init__(self, hass: HomeAssistant, intent_type: str) -> None:
        self._hass = hass
        self._intent_type = intent_type

    async def __call__(self, user_input: ConversationInput, result: RecognizeResult) -> str | None:
        """Return what to answer."""
        words = number_words(user_input.language)
        slots: dict[str, Any] = {}
        texts = {name: str(entity.value) for name, entity in result.entities.items()}
        for name, read in (("percent", percent_of), ("time", time_of)):
            if name in texts:
                slots[name] = {"value": read(texts[name], words)}
        if any(slot["value"] is None for slot in slots.values()):
            phrases = await async_load_phrases(self._hass, user_input.language)
            return phrases.sentence(Reason("answer_unclear"))
        if "time" in slots:
            slots["time"]["value"] = slots["time"]["value"].isoformat()
        response = await intent.async_handle(
            self._hass,
            DOMAIN,
            self._intent_type,
            slots,
            user_input.text,
            user_input.context,
            user_input.language,
            assistant="conversation",
            device_id=user_input.device_id,
        )
        return str(response.speech["plain"]["speech"])


@cache
def number_words(language: str) -> dict[str, int]:
    """Return the words for the numbers from 0 to 100 in a language."""
    from unicode_rbnf import RbnfEngine  # noqa: PLC0415  Home Assistant's agent brings it along

    base = language.split("-", maxsplit=1)[0]
    try:
        # Bokmål's are those of Norwegian.
        engine = RbnfEngine.for_language("no" if base == "nb" else base)
        return {
            text.casefold(): number
            for number in range(101)
            for text in engine.format_number(number).text_by_ruleset.values()
        }
    except ValueError:
        return {}
