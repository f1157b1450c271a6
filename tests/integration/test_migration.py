"""What an earlier version stored becomes this one's; what a newer one stored is left as it is."""

from collections.abc import Mapping
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.setup import migration

from .home import StateHome


def without_watts(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data of a made-up version in which capacities are in kW and chargers have a socket."""
    if kind == migration.HOME:
        return {**data, "capacity_kw": data["capacity_w"] / 1000}
    return {**data, "socket": 1} if kind == "charger" else dict(data)


@pytest.fixture
async def entry(home: StateHome) -> ConfigEntry[Any]:
    """Return a home with a charger."""
    await home.plug_in_devices()
    return await home.set_up()


async def test_steps_are_taken_for_the_home_and_its_parts_once(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    steps = {(1, 1): without_watts, (1, 2): without_watts, (2, 1): lambda _, data: {**data, "is_second": True}}
    assert migration.migrate(hass, entry, steps)
    assert (entry.version, entry.minor_version) == (2, 1)
    assert entry.data["capacity_kw"] == entry.data["capacity_w"] / 1000
    chargers = entry.get_subentries_of_type("charger")
    assert chargers
    assert all(charger.data["socket"] == 1 for charger in chargers)
    assert all(part.data["is_second"] for part in (entry, *entry.subentries.values()))


async def test_what_a_newer_version_stored_is_refused_and_left_as_it_is(
    hass: HomeAssistant, entry: ConfigEntry[Any], caplog: pytest.LogCaptureFixture
) -> None:
    before = dict(entry.data)
    hass.config_entries.async_update_entry(entry, version=migration.VERSION + 1)
    await hass.async_block_till_done()
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR
    assert "newer version" in caplog.text
    assert dict(entry.data) == before
