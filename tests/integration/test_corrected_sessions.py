"""What was booked wrongly is corrected by a person; sums that count up for good never go back."""

import errno
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er

from custom_components.solar_charging.managers import session_archive

from .home import DOMAIN, STATUS, StateHome
from .test_charging import NOON, let_pass, surplus_of


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> ConfigEntry:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 900)
    return entry


async def unplug(home: StateHome, freezer: FrozenDateTimeFactory) -> None:
    for _ in range(12):
        home.state(STATUS, "disconnected")
        entry = home.hass.config_entries.async_entries(DOMAIN)[0]
        freezer.tick(5)
        entry.runtime_data.async_step()
        await home.hass.async_block_till_done(wait_background_tasks=True)


async def correct(home: StateHome, energy_kwh: float, **more: Any) -> None:
    device_id = er.async_get(home.hass).async_get(home.ours("select", "mode")).device_id
    data = {"device_id": device_id, "energy_kwh": energy_kwh, **more}
    await home.hass.services.async_call(DOMAIN, "correct_session", data, blocking=True)


async def sessions(home: StateHome) -> list[dict[str, Any]]:
    answer = await home.hass.services.async_call(DOMAIN, "get_sessions", {}, blocking=True, return_response=True)
    return answer["sessions"]


def total_wh(entry: ConfigEntry) -> float:
    (charger,) = entry.runtime_data.site.chargers
    return float(entry.runtime_data.sessions.ledger(charger.id).totals.energy_wh)


@pytest.mark.parametrize("has_left", [False, True])
async def test_more_counts_at_once_and_less_is_made_good(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, running: ConfigEntry, has_left: bool
) -> None:
    if has_left:
        await unplug(home, freezer)
    (booked,) = await sessions(home)
    before_wh, before_total_wh = booked["energy_delivered_watt_hours"], total_wh(running)
    assert before_wh > 300
    await correct(home, 2.0, start=booked["started_at"])
    (session,) = await sessions(home)
    assert session["energy_delivered_watt_hours"] == 2000
    assert session["corrected_from_watt_hours"] == before_wh
    assert session["solar_energy_delivered_watt_hours"] / 2000 == pytest.approx(
        booked["solar_energy_delivered_watt_hours"] / before_wh, abs=0.01
    )
    assert total_wh(running) == pytest.approx(before_total_wh + 2000 - before_wh, abs=1)
    await correct(home, 0.5)
    assert total_wh(running) == pytest.approx(before_total_wh + 2000 - before_wh, abs=1)
    # The next energy makes good what was counted too much.
    home.state(STATUS, "connected")
    await surplus_of(home, freezer, 2600, 600)
    assert total_wh(running) == pytest.approx(before_total_wh + 2000 - before_wh, abs=1)
    # What stands in the file is what was said last, once.
    await hass.config_entries.async_reload(running.entry_id)
    found = await sessions(home)
    assert found[0]["energy_delivered_watt_hours"] >= 500
    assert len({row["started_at"] for row in found}) == len(found)
    if has_left:
        assert found[0]["energy_delivered_watt_hours"] == 500
    await hass.config_entries.async_unload(running.entry_id)


async def test_what_cannot_be_corrected_is_refused(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    running: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ServiceValidationError, match="no charging session"):
        await correct(home, 1.0, start="2020-01-01 00:00:00")
    await unplug(home, freezer)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before, before_wh = await sessions(home), total_wh(running)
    monkeypatch.setattr(session_archive, "_append", full)
    with pytest.raises(HomeAssistantError):
        await correct(home, 1.0)
    assert (await sessions(home), total_wh(running)) == (before, before_wh)
    await let_pass(home, freezer, 5)
    await hass.config_entries.async_unload(running.entry_id)
