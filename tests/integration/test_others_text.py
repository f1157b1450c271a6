"""Names, units and options of other integrations, 100 kB of each kind: set-up asks, shows and reads them as quickly as any."""

from time import process_time

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.solar_charging.diagnostics import async_get_config_entry_diagnostics
from tests.test_patterns import NASTY

from .home import CHARGER_POWER, GRID, PV, STATUS, StateHome, charger_answers

# Beside what the same takes with ordinary texts; what is quadratic takes minutes.
MORE_S = 0.5
SELECT = "select.box_limit"


async def set_up_all(hass: HomeAssistant, home: StateHome, text: str) -> float:
    """Go through the set-up of a home and a charger, two steps and a download; return the CPU time that took."""
    await home.plug_in_devices()
    for entity_id in (PV, GRID, CHARGER_POWER, STATUS):
        state = hass.states.get(entity_id)
        assert state is not None
        hass.states.async_set(entity_id, state.state, {**state.attributes, "friendly_name": text})
    options = [text, f"6 {text}", f"10 A {text}", f"{text} 16 A", "off"]
    hass.states.async_set(SELECT, "off", {"options": options, "friendly_name": text})
    for number, unit in enumerate((text, ["W"], text[:100])):
        hass.states.async_set(f"sensor.other_{number}", text[:255], {"unit_of_measurement": unit, "device_class": text})
    began_s = process_time()
    entry = await home.set_up(charger=False)
    flows = hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, "charger"), context={"source": "user"})
    for answers in (
        charger_answers(current_entity=SELECT, switch_entity=SELECT, more={"phases_entity": SELECT}),
        charger_answers(current_entity=SELECT, switch_entity=None, name=text),
        charger_answers(),
    ):
        if form["type"] is not FlowResultType.FORM or form["step_id"] != "user":
            break
        form = await flows.async_configure(form["flow_id"], answers)
    if form["type"] is FlowResultType.FORM:
        flows.async_abort(form["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(2):
        entry.runtime_data.async_step()
    await async_get_config_entry_diagnostics(hass, entry)
    took_s = process_time() - began_s
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_remove(entry.entry_id)
    return took_s


@pytest.mark.parametrize("name", ["words", "spaces", "digits", "accents"])
async def test_set_up_takes_no_longer(hass: HomeAssistant, home: StateHome, name: str) -> None:
    plain_s = await set_up_all(hass, home, "Box")
    assert await set_up_all(hass, home, NASTY[name]) < plain_s + MORE_S
