"""The language of the person who fills in a form, for the words in it that cannot be left to the front end."""

from functools import lru_cache

from aiohttp.hdrs import ACCEPT_LANGUAGE
from aiohttp.web import Request
from homeassistant.components.frontend.storage import DATA_STORAGE
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant
from homeassistant.generated.languages import LANGUAGES
from homeassistant.helpers.http import current_request
from homeassistant.util.language import matches

# A browser names a few; a header may be of any length.
_MOST_TAGS = 10


def user_language(hass: HomeAssistant) -> str:
    """Return the language chosen in the profile, else the browser's, as the front end does; else Home Assistant's own."""
    request = current_request.get()
    if request is None:
        return hass.config.language
    accepted = request.headers.get(ACCEPT_LANGUAGE, "")
    return _chosen(hass, request) or _first_known(accepted) or hass.config.language


def _chosen(hass: HomeAssistant, request: Request) -> str | None:
    user = request.get(KEY_HASS_USER)
    # The front end asks for it as soon as it is opened: who fills in a form there has it loaded.
    store = hass.data.get(DATA_STORAGE, {}).get(user.id) if user else None
    if store is None or not store.done() or store.cancelled() or store.exception():
        return None
    profile = store.result().data.get("language")
    language = profile.get("language") if isinstance(profile, dict) else None
    return language if language in LANGUAGES else None


# A form of some thousand entities asks for each.
@lru_cache(maxsize=16)
def _first_known(accepted: str) -> str | None:
    tags = (part.partition(";")[0].strip() for part in accepted.split(",")[:_MOST_TAGS])
    found = (matches(tag, LANGUAGES) for tag in tags if tag[:1].isalpha())
    return next((languages[0] for languages in found if languages), None)
