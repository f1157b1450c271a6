"""A charger whose calls never return keeps no other from being left as the user chose."""

import asyncio

import pytest
from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import STOP_STAGE_SHUTDOWN_TIMEOUT, HomeAssistant, ServiceCall

from custom_components.solar_charging.control.charger import async_set_mode
from custom_components.solar_charging.devices import commander, release
from custom_components.solar_charging.engine.model import SolarMode

from .home import CURRENT, GRID, SWITCH, WATT, StateHome, charger_answers, charger_form

NUMBER = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}


async def add_hanging(hass: HomeAssistant, entry: ConfigEntry, name: str) -> None:
    """Add a charger that will hang."""
    hass.states.async_set(f"number.{name}", "10", NUMBER)
    hass.states.async_set(f"switch.{name}", "on")
    flows = hass.config_entries.subentries
    form = await charger_form(hass, entry)
    answers = charger_answers(
        name=name,
        current_entity=f"number.{name}",
        switch_entity=f"switch.{name}",
        power_entity=None,
        status_entity=None,
    )
    assert (await flows.async_configure(form["flow_id"], answers))["type"] == "create_entry"
    await hass.async_block_till_done()


def hang_all(hass: HomeAssistant) -> tuple[set[str], asyncio.Event]:
    """Let no call return until the event; returns the entities that were called, as they come, and the event."""
    hanging: set[str] = set()
    is_over = asyncio.Event()

    async def hang(call: ServiceCall) -> None:
        hanging.add(call.data["entity_id"])
        await is_over.wait()

    for domain, service in (("number", "set_value"), ("switch", "turn_on"), ("switch", "turn_off")):
        hass.services.async_register(domain, service, hang)
    return hanging, is_over


async def test_a_healthy_charger_is_left_as_chosen_while_others_hang(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up(charger=False)
    flows = hass.config_entries.subentries
    for name in ("first", "second"):
        await add_hanging(hass, entry, name)
    form = await charger_form(hass, entry)
    assert (await flows.async_configure(form["flow_id"], charger_answers()))["type"] == "create_entry"
    await hass.async_block_till_done()
    hanging, is_over = hang_all(hass)
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


async def test_a_home_whose_chargers_all_hang_is_unloaded_in_the_time_of_one(
    hass: HomeAssistant, home: StateHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commander, "ARRIVES_WITHIN_S", 1.0)
    monkeypatch.setattr(release, "RELEASED_WITHIN_S", 1.0)
    await home.plug_in_devices()
    entry = await home.set_up(charger=False)
    for number in range(5):
        await add_hanging(hass, entry, f"box_{number}")
    hanging, is_over = hang_all(hass)
    hass.states.async_set(GRID, "6000", WATT)
    coordinator = entry.runtime_data
    for charger in coordinator.site.chargers:
        async_set_mode(coordinator, charger.id, SolarMode.BOOST)
    await asyncio.sleep(0.3)
    assert len(hanging) == 5
    # Disabled: then chargers are left as chosen besides.
    began_s = hass.loop.time()
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    # One after the other would take 5 s and more.
    assert hass.loop.time() - began_s < 4.0
    assert entry.state is ConfigEntryState.NOT_LOADED
    is_over.set()


def test_what_hangs_keeps_home_assistant_from_stopping_for_half_a_minute_at_most() -> None:
    assert commander.ARRIVES_WITHIN_S + release.RELEASED_WITHIN_S <= 30 < STOP_STAGE_SHUTDOWN_TIMEOUT / 3
