"""Shadow mode: everything is decided and shown, and not one action is called on the charger's entities, whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.control.charger import async_set_mode
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.replay.shadow import ComparedDay, ShadowCharger

from .home import CHARGER_POWER, CURRENT, GRID, STATUS, SWITCH, UNREADABLE, StateHome, charger_answers
from .sunshine import record_calls
from .test_charging import NOON, surplus_of

BROKEN = [
    *((GRID, value, unit) for value, unit, _ in UNREADABLE if value),
    *((entity_id, value, "W") for entity_id in (GRID, CHARGER_POWER) for value in ("unavailable", "4294967295")),
    *((STATUS, value, None) for value in ("unavailable", "error", "disconnected", "charging", "connected")),
    *((CURRENT, value, "A") for value in ("unavailable", "32", "0")),
    *((SWITCH, value, None) for value in ("on", "unavailable", "off")),
]


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> Any:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await switch(hass, home, is_on=True)
    return entry


@pytest.fixture
def called(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Every action that is called on one of the charger's entities."""
    return record_calls(hass, "", CURRENT, SWITCH)


async def switch(hass: HomeAssistant, home: StateHome, *, is_on: bool) -> None:
    data = {"entity_id": home.ours("switch", "shadow_mode")}
    await hass.services.async_call("switch", "turn_on" if is_on else "turn_off", data, blocking=True)
    await hass.async_block_till_done()


async def test_a_new_charger_may_start_in_it_and_stays_as_it_is_set_afterwards(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, called: list[dict[str, Any]]
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up(charger=False)
    flow = await hass.config_entries.subentries.async_init((entry.entry_id, "charger"), context={"source": SOURCE_USER})
    await hass.config_entries.subentries.async_configure(flow["flow_id"], charger_answers(shadow_mode=True))
    await hass.async_block_till_done()
    shadow_mode = home.ours("switch", "shadow_mode")
    assert home.is_on(shadow_mode)
    assert not called
    await switch(hass, home, is_on=False)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert not home.is_on(shadow_mode)


async def test_no_fault_no_mode_and_no_restart_makes_it_call_anything(
    hass: HomeAssistant, home: StateHome, running: Any, freezer: FrozenDateTimeFactory, called: list[dict[str, Any]]
) -> None:
    charger_id = running.runtime_data.site.chargers[0].id
    for mode in SolarMode:
        async_set_mode(running.runtime_data, charger_id, mode)
        await surplus_of(home, freezer, 4000, 60)
    async_set_mode(running.runtime_data, charger_id, SolarMode.SOLAR_ONLY)
    for entity_id, value, unit in BROKEN:
        hass.states.async_set(entity_id, value, {"unit_of_measurement": unit, "min": 6, "max": 16, "step": 1})
        for _ in range(4):
            freezer.tick(timedelta(seconds=20))
            async_fire_time_changed(hass)
            await hass.async_block_till_done()
    await surplus_of(home, freezer, 0, 120)
    await hass.config_entries.async_reload(running.entry_id)
    await surplus_of(home, freezer, 5000, 120)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await hass.config_entries.async_remove(running.entry_id)
    await hass.async_block_till_done()
    assert called == []


async def test_it_shows_what_it_would_do_books_what_is_drawn_and_takes_over_with_one_click(
    hass: HomeAssistant, home: StateHome, running: Any, freezer: FrozenDateTimeFactory, called: list[dict[str, Any]]
) -> None:
    await surplus_of(home, freezer, 4000, 300)
    assert called == []
    command = running.runtime_data.data.decision.commands[0]
    assert command.is_enabled
    assert command.current_a >= 14
    reason = hass.states.get(home.ours("sensor", "reason"))
    assert reason
    assert reason.state.startswith("Shadow mode")
    # Somebody else lets it charge.
    home.power(CHARGER_POWER, 2300)
    home.state(STATUS, "charging")
    for _ in range(30):
        freezer.tick(timedelta(seconds=20))
        home.power(GRID, -1000)
        home.power(CHARGER_POWER, 2300)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
    charger_id = running.runtime_data.site.chargers[0].id
    assert running.runtime_data.sessions.session_wh(charger_id) == pytest.approx(383, rel=0.1)
    assert called == []
    await hass.config_entries.async_reload(running.entry_id)
    await hass.async_block_till_done()
    assert running.runtime_data.settings.charger(charger_id).shadow_mode
    await switch(hass, home, is_on=False)
    home.power(CHARGER_POWER, 0)
    await surplus_of(home, freezer, 4000, 300)
    assert called
    called.clear()
    await switch(hass, home, is_on=True)
    called.clear()
    await surplus_of(home, freezer, 0, 600)
    assert called == []


async def test_after_a_week_it_offers_to_take_over(
    hass: HomeAssistant, home: StateHome, running: Any, freezer: FrozenDateTimeFactory
) -> None:
    charger_id = running.runtime_data.site.chargers[0].id
    days = [ComparedDay(f"2026-06-0{number}") for number in range(1, 8)]
    for day in days:
        day.real.energy_wh, day.real.solar_wh, day.real.starts = 8000.0, 5000.0, 6
        day.shadow.energy_wh, day.shadow.solar_wh, day.shadow.starts = 7800.0, 6800.0, 2
    running.runtime_data.decisions.shadow._state.chargers[charger_id] = ShadowCharger(days=days)
    await surplus_of(home, freezer, 0, 240)
    compared = hass.states.get(home.ours("sensor", "shadow_comparison"))
    assert compared
    assert float(compared.state) == pytest.approx(2.0)
    assert "8.0 kWh" in compared.attributes["explanation"]
    [issue] = [one for (_, key), one in ir.async_get(hass).issues.items() if key.startswith("shadow_week")]
    assert issue.translation_placeholders
    assert "56.0 kWh" in issue.translation_placeholders["comparison"]
    assert await async_setup_component(hass, "repairs", {})
    from custom_components.solar_charging.repairs import async_create_fix_flow  # noqa: PLC0415

    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    flow.hass = hass
    await flow.async_step_confirm({})
    assert not running.runtime_data.settings.charger(charger_id).shadow_mode
