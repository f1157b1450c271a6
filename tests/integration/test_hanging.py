"""A charger whose calls never return keeps no other from being left as the user chose."""

import asyncio

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant, ServiceCall

from .home import CURRENT, SWITCH, StateHome, charger_answers

NUMBER = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}


async def test_a_healthy_charger_is_left_as_chosen_while_others_hang(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up(charger=False)
    flows = hass.config_entries.subentries
    for name in ("first", "second"):
        hass.states.async_set(f"number.{name}", "10", NUMBER)
        hass.states.async_set(f"switch.{name}", "on")
        form = await flows.async_init((entry.entry_id, "charger"), context={"source": "user"})
        answers = charger_answers(
            name=name,
            current_entity=f"number.{name}",
            switch_entity=f"switch.{name}",
            power_entity=None,
            status_entity=None,
        )
        assert (await flows.async_configure(form["flow_id"], answers))["type"] == "create_entry"
        await hass.async_block_till_done()
    form = await flows.async_init((entry.entry_id, "charger"), context={"source": "user"})
    assert (await flows.async_configure(form["flow_id"], charger_answers()))["type"] == "create_entry"
    await hass.async_block_till_done()
    hanging, is_over = set(), asyncio.Event()

    async def hang(call: ServiceCall) -> None:
        hanging.add(call.data["entity_id"])
        await is_over.wait()

    for domain, service in (("number", "set_value"), ("switch", "turn_on"), ("switch", "turn_off")):
        hass.services.async_register(domain, service, hang)
    await hass.services.async_call("input_number", "set_value", {"entity_id": CURRENT, "value": 12}, blocking=True)
    await hass.services.async_call("input_boolean", "turn_on", {"entity_id": SWITCH}, blocking=True)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    async with asyncio.timeout(30):
        while home.number(CURRENT) != 6 or len(hanging) < 2:  # noqa: ASYNC110  whatever sets them sets no event
            await asyncio.sleep(0.01)
    # What it is left at now is nobody's hand: no step looks at it any more.
    entry.runtime_data.async_step()
    assert all(state.override_until_s <= 0 for state in entry.runtime_data.engine_state.chargers.values())
    is_over.set()
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(entry.entry_id)
