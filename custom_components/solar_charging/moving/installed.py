"""Controllers that are set up in this Home Assistant: integrations for solar charging, automations made from blueprints, evcc's address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import CONF_CURRENT_ENTITY, DOMAIN
from .old_setup import OldSetup
from .other_controllers import CONTROLLERS, old_setup_of

# The integrations that show an evcc server in Home Assistant, with its address.
_OF_EVCC = ("evcc_intg", "evcc")
# Where evcc's add-on, and a server of its own on most installations, answer.
_USUAL_URL = "http://homeassistant.local:7070"


@dataclass(frozen=True, slots=True)
class InstalledController:
    """Something here that commands chargers: what it is known by, its name, and what it was set up with."""

    id: str
    name: str
    setup: OldSetup


@callback
def async_installed(hass: HomeAssistant) -> tuple[InstalledController, ...]:
    """Return the controllers that use a charger's entities."""
    found = [*_of_integrations(hass), *_of_blueprints(hass)]
    return tuple(one for one in found if one.setup.chargers)


@callback
def evcc_address(hass: HomeAssistant) -> str:
    """Return where evcc is, as far as an integration knows it."""
    for domain in _OF_EVCC:
        for entry in hass.config_entries.async_entries(domain):
            address = entry.data.get(CONF_URL) or entry.data.get(CONF_HOST)
            if isinstance(address, str) and address:
                return address
    return _USUAL_URL


def _of_integrations(hass: HomeAssistant) -> Iterator[InstalledController]:
    for entry in hass.config_entries.async_entries():
        if entry.domain in CONTROLLERS:
            is_anothers = partial(_is_anothers, hass, entry.domain)
            setup = old_setup_of(entry.title, _settings(entry), is_anothers)
            yield InstalledController(entry.entry_id, entry.title, setup)


def _is_anothers(hass: HomeAssistant, domain: str, entity_id: str) -> bool:
    """Whether an entity is there, and of another integration: a controller's settings name its own helpers, too, and what it leaves open."""
    registered = er.async_get(hass).async_get(entity_id)
    return registered.platform != domain if registered else hass.states.get(entity_id) is not None


def _settings(entry: ConfigEntry[Any]) -> Mapping[str, Any]:
    parts = {f"subentry {key}": {"name": one.title, **one.data} for key, one in entry.subentries.items()}
    return {**entry.data, **entry.options, **parts}


def _of_blueprints(hass: HomeAssistant) -> Iterator[InstalledController]:
    component = hass.data.get("automation")
    for automation in getattr(component, "entities", ()):
        # What it shows to others, `raw_config`, is what became of the blueprint. No more is public.
        config = getattr(automation, "_blueprint_inputs", None)
        used = config.get("use_blueprint") if isinstance(config, Mapping) else None
        inputs = used.get("input") if isinstance(used, Mapping) else None
        if not isinstance(used, Mapping) or not isinstance(inputs, Mapping) or DOMAIN in str(used.get("path")):
            continue
        setup = old_setup_of(automation.name, inputs, partial(_is_anothers, hass, "automation"))
        # Many blueprints operate a switch; one that sets a current charges a car.
        if any(CONF_CURRENT_ENTITY in charger.entities for charger in setup.chargers):
            yield InstalledController(automation.entity_id, automation.name, setup)
