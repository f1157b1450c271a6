"""Numbers that are none, or absurd, are refused at every door, and stop nothing."""

from typing import Any

import pytest
import voluptuous as vol
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.service import async_get_all_descriptions

from .home import CURRENT, SWITCH, StateHome, charger_answers, charger_form
from .test_cars import SOC, add_car
from .test_charging import NOON, choose, drawn_w, surplus_of

MAD = [float("nan"), float("inf"), float("-inf"), 1e300, -1e300]
NUMBER = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}


@pytest.fixture
async def entry(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None
) -> ConfigEntry[Any]:
    """Return a home with all that numbers are about."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    home.state(SOC, 20, {"unit_of_measurement": "%", "device_class": "battery"})
    await add_car(home, soc_entity=SOC)
    await surplus_of(home, freezer, 4000, 60)
    return entry


def ours(hass: HomeAssistant, domain: str) -> list[str]:
    entities = er.async_get(hass).entities.values()
    return [one.entity_id for one in entities if one.platform == "solar_charging" and one.domain == domain]


async def test_every_number_refuses_what_is_no_number(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry[Any], freezer: FrozenDateTimeFactory
) -> None:
    numbers = ours(hass, "number")
    assert len(numbers) > 15
    before = entry.runtime_data.settings
    for entity_id in numbers:
        for value in MAD:
            with pytest.raises((HomeAssistantError, vol.Invalid)):
                await hass.services.async_call(
                    "number", "set_value", {"entity_id": entity_id, "value": value}, blocking=True
                )
    assert entry.runtime_data.settings == before
    await choose(home, "off")
    await surplus_of(home, freezer, 4000, 10)
    assert drawn_w(home) == 0


async def test_every_number_in_an_action_is_checked(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry[Any]
) -> None:
    mode = er.async_get(hass).async_get(home.ours("select", "mode"))
    assert mode is not None
    before, tried = entry.runtime_data.settings, 0
    for name, described in (await async_get_all_descriptions(hass))["solar_charging"].items():
        for field, facts in described["fields"].items():
            if not {"number", "duration"} & (facts.get("selector") or {}).keys():
                continue
            for value in MAD:
                mad = {"hours": value} if "duration" in facts["selector"] else value
                tried += 1
                with pytest.raises((HomeAssistantError, vol.Invalid)):
                    await hass.services.async_call(
                        "solar_charging",
                        name,
                        {"device_id": mode.device_id, field: mad},
                        blocking=True,
                        return_response=bool(described.get("response")),
                    )
    assert tried > 20
    assert entry.runtime_data.settings == before


@pytest.mark.parametrize(
    "change",
    [
        {"max": float("nan")}, {"max": float("inf")}, {"min": float("nan")}, {"step": float("nan")}, {"step": 1e-9},
        {"max": 1e9}, {"min": "x"}, {"step": [1]}, {"unit_of_measurement": ["A"]}, {"unit_of_measurement": {}},
    ],
    ids=str,
)  # fmt: skip
async def test_a_mad_number_of_one_charger_leaves_the_other_alone(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry[Any],
    freezer: FrozenDateTimeFactory,
    change: dict[str, Any],
) -> None:
    hass.states.async_set("number.other", "6", NUMBER)
    hass.states.async_set("switch.other", "off")
    flows = hass.config_entries.subentries
    form = await charger_form(hass, entry)
    answers = charger_answers(
        name="Other", current_entity="number.other", switch_entity="switch.other", power_entity=None, status_entity=None
    )
    assert (await flows.async_configure(form["flow_id"], answers))["type"] == "create_entry"
    await hass.async_block_till_done()
    hass.states.async_set("number.other", "6", {**NUMBER, **change})
    await surplus_of(home, freezer, 6000, 120)
    assert home.is_on(SWITCH)
    assert home.number(CURRENT) > 6
    await surplus_of(home, freezer, 0, 900)
    assert not home.is_on(SWITCH)
    limits = [one.limits for one in entry.runtime_data.data.inputs.chargers]
    assert all((one.max_current_a - one.min_current_a) / one.step_a < 2000 for one in limits)
