"""What was charged, in a real Home Assistant: sensors, the archive, restarts."""

from datetime import timedelta
from pathlib import Path

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from .home import DOMAIN, STATUS, StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home with a meter and a charger, at noon in summer; a kWh costs 0.30 and brings 0.08."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(import_price=0.30, feed_in_price=0.08))
    return home


# Counters are written once in each five minutes.
SHOWN_WITHIN_S = 310


async def charge(home: StateHome, freezer: FrozenDateTimeFactory, surplus_w: float, seconds: int) -> float:
    """Hold the surplus; returns what the charger took, in Wh."""
    energy_wh = 0.0
    for _ in range(seconds // 5):
        await surplus_of(home, freezer, surplus_w, 5)
        energy_wh += drawn_w(home) * 5 / 3600
    return energy_wh


async def unplug(home: StateHome, freezer: FrozenDateTimeFactory) -> None:
    home.state(STATUS, "disconnected")
    for seconds in (5, 35):
        freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(home.hass)
        await home.hass.async_block_till_done(wait_background_tasks=True)


async def test_a_session_is_kept_with_the_suns_part(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    on_sun_wh = await charge(running, freezer, 3000, 1200)
    await choose(running, "boost")
    boosted_wh = await charge(running, freezer, 3000, 600)
    await unplug(running, freezer)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    (session,) = await entry.runtime_data.sessions.async_sessions()
    assert [part.mode for part in session.parts] == ["solar_only", "boost"]
    solar_only, boost = session.parts
    assert solar_only.energy_wh == pytest.approx(on_sun_wh, rel=0.01)
    assert solar_only.grid_wh < 0.05 * solar_only.energy_wh
    assert boost.solar_wh == pytest.approx(500, rel=0.05)
    assert boost.grid_wh == pytest.approx(boosted_wh - 500, rel=0.2)
    assert session.saved is not None
    assert session.saved > 0
    await surplus_of(running, freezer, 0, SHOWN_WITHIN_S)
    shown = running.number(running.ours("sensor", "solar_energy"))
    assert shown == pytest.approx(session.solar_wh / 1000, abs=0.01)


async def test_a_restart_in_mid_charge_keeps_the_session(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    energy_wh = await charge(running, freezer, 3000, 600)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    before = entry.runtime_data.sessions.ledger(_charger_id(running)).session
    assert await running.hass.config_entries.async_reload(entry.entry_id)
    energy_wh += await charge(running, freezer, 3000, 600)
    await unplug(running, freezer)
    (session,) = await entry.runtime_data.sessions.async_sessions()
    assert session.started_s == before.started_s
    assert session.energy_wh == pytest.approx(energy_wh, rel=0.01)


async def test_a_charger_that_is_removed_ends_its_session_which_keeps_its_name(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await charge(running, freezer, 3000, 600)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    (charger,) = entry.get_subentries_of_type("charger")
    running.hass.config_entries.async_remove_subentry(entry, charger.subentry_id)
    await running.hass.async_block_till_done()
    await surplus_of(running, freezer, 3000, 30)
    (session,) = await entry.runtime_data.sessions.async_sessions()
    assert session.energy_wh > 100
    assert session.ended_s is not None
    assert entry.runtime_data.charger_name(session.charger_id, session.charger_name) == "Garage"


async def test_sessions_outlive_home_assistant_and_go_with_the_integration(
    running: StateHome, freezer: FrozenDateTimeFactory, hass_config_dir: str
) -> None:
    await surplus_of(running, freezer, 3000, 600)
    await unplug(running, freezer)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    assert await running.hass.config_entries.async_reload(entry.entry_id)
    assert len(await entry.runtime_data.sessions.async_sessions()) == 1
    assert files(hass_config_dir, "*.jsonl") == ["2026-06.jsonl"]
    await running.hass.config_entries.async_remove(entry.entry_id)
    assert files(hass_config_dir, f"*{entry.entry_id}*") == []


def files(folder: str, pattern: str) -> list[str]:
    return [path.name for path in Path(folder).rglob(pattern)]


def _charger_id(home: StateHome) -> str:
    unique_id = er.async_get(home.hass).async_get(home.ours("select", "mode")).unique_id
    return unique_id.removesuffix("_mode")
