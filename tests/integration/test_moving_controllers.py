"""Moving from other integrations and from automations of blueprints, as they are set up in a real Home Assistant, up to a charger that charges."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint, DomainBlueprints
from homeassistant.config_entries import ConfigEntry, ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.moving import controller_settings as settings
from tests.moving.controller_settings import CONTROLLERS, Controller

from .home import CHARGER_POWER, CURRENT, SWITCH, StateHome
from .test_charging import surplus_of
from .test_moving import answer, default, options, start

HERE = {settings.NUMBER: CURRENT, settings.SWITCH: SWITCH, settings.POWER: CHARGER_POWER}


def here(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with this home's entities."""
    return {
        key: here(value) if isinstance(value, Mapping) else HERE.get(value, value) if isinstance(value, str) else value
        for key, value in values.items()
    }


async def install(hass: HomeAssistant, title: str, controller: Controller) -> str:
    """Set a controller up as a user has it. Returns how it is chosen."""
    if not controller.domain:
        return await automate(hass, title, here(controller.data))
    parts = [
        ConfigSubentryData(data=here(one), subentry_type=kind, title="EV", unique_id=None)
        for kind, one in controller.parts.items()
    ]
    entry = MockConfigEntry(
        domain=controller.domain,
        title=title,
        data=here(controller.data),
        options=here(controller.options),
        subentries_data=parts,
    )
    entry.add_to_hass(hass)
    # What it made itself is there, too.
    for entity_id in str(controller.values).split("'"):
        domain, _, name = entity_id.partition(".")
        if name.startswith(controller.domain):
            made = er.async_get(hass).async_get_or_create(
                domain, controller.domain, name, suggested_object_id=name, config_entry=entry
            )
            hass.states.async_set(made.entity_id, "10", {"min": 0, "max": 100, "unit_of_measurement": "A"})
    return entry.entry_id


async def automate(hass: HomeAssistant, title: str, inputs: Mapping[str, Any]) -> str:
    """Make an automation from a blueprint."""
    about = {"name": title, "domain": "automation", "input": {key: {} for key in inputs}}
    never = {"trigger": [{"platform": "event", "event_type": "never"}], "action": []}
    blueprint = Blueprint({"blueprint": about, **never}, schema=AUTOMATION_BLUEPRINT_SCHEMA)
    config = {"id": "ev", "alias": title, "use_blueprint": {"path": "someone/ev.yaml", "input": inputs}}
    with patch.object(DomainBlueprints, "_load_blueprint", return_value=blueprint):
        assert await async_setup_component(hass, "automation", {"automation": [config]})
        await hass.async_block_till_done()
    [entity_id] = hass.states.async_entity_ids("automation")
    return entity_id


@pytest.mark.parametrize("title", CONTROLLERS)
async def test_its_charger_is_set_up_with_its_entities_and_limits_and_charges(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry, freezer: FrozenDateTimeFactory, title: str
) -> None:
    await home.plug_in_devices()
    controller = CONTROLLERS[title]
    home.state(settings.PLUG, "on")
    home.state(settings.SOC, 50, {"unit_of_measurement": "%", "device_class": "battery"})
    chosen = await install(hass, title, controller)
    form = await start(hass, entry)
    assert options(form, "controller") == {chosen: title, "evcc": "evcc"}
    form = await answer(hass, form, controller=chosen)
    assert form["description_placeholders"] == {
        "controller": title,
        "not_moved": "- Its own rules and schedules.",
    }
    form = await answer(hass, form, take=default(form, "take"), shadow_mode=False)
    assert default(form, "charger") == "its_entities"
    end = await answer(hass, form, charger="its_entities")
    assert (end["reason"], end["description_placeholders"]) == ("moved", {"controller": title})
    await hass.async_block_till_done()
    (charger,) = entry.runtime_data.site.chargers
    assert set(charger.entity_ids) >= set(here(controller.entities).values()), charger
    own = entry.runtime_data.settings.charger(charger.id)
    assert (own.min_current_a, own.max_current_a) == controller.limits_a
    await surplus_of(home, freezer, 2400, 300)
    assert home.number(CURRENT) == 10.0
    # It is there already: once more, it is the one that is proposed.
    form = await answer(hass, await start(hass, entry), controller=chosen)
    form = await answer(hass, form, take=default(form, "take"), shadow_mode=False)
    assert default(form, "charger") == charger.id
