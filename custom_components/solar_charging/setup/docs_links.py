"""Addresses on the documentation's site, in Home Assistant's language where the site has it."""

from urllib.parse import quote

from homeassistant.core import HomeAssistant

SITE = "https://solar-charging.github.io/solar-charging/"
# What the site is in beside English; each in a folder of its own, with the same pages and anchors.
OTHER_LANGUAGES = frozenset({"de"})


def repair_url(hass: HomeAssistant, key: str) -> str:
    """Return where a repair is explained, by its translation key."""
    return _url(hass, f"reference/repairs/#{key}")


def home_url(hass: HomeAssistant) -> str:
    """Return the page of what the home's device is for."""
    return _url(hass, "everyday/")


def charger_url(hass: HomeAssistant, integration: str | None) -> str:
    """Return the page of the integration a charger is controlled through; for one that was set up by hand, of the modes."""
    return _url(hass, f"devices/?find={quote(integration)}" if integration else "everyday/")


def car_url(hass: HomeAssistant) -> str:
    """Return the page of what a car's device is for."""
    return _url(hass, "everyday/cars/")


def _url(hass: HomeAssistant, page: str) -> str:
    language = hass.config.language.partition("-")[0]
    folder = f"{language}/" if language in OTHER_LANGUAGES else ""
    return f"{SITE}{folder}{page}"
