"""What an earlier version stored becomes this one's; what a newer one stored is left as it is."""

from collections.abc import Mapping
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.setup import migration


def with_new_fields(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data of a made-up version that knows capacities in kW, and sockets of chargers."""
    if kind == migration.HOME:
        return {**data, "capacity_kw": data["capacity_w"] / 1000}
    return {**data, "socket": 1} if kind == "charger" else dict(data)


def refused(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Fail: this step was taken before."""
    raise AssertionError(kind)


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return a home with a charger as an earlier version stored it."""
    charger = ConfigSubentryData(data={}, subentry_type="charger", title="Garage", unique_id=None)
    place = {"capacity_w": 8000, "latitude": 52.5, "longitude": 13.4}
    entry = MockConfigEntry(domain="solar_charging", title="Home", data=place, subentries_data=[charger])
    entry.add_to_hass(hass)
    return entry


async def test_steps_are_taken_for_the_home_and_its_parts_once(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    steps = {(1, 1): refused, (1, 2): with_new_fields, (2, 1): lambda _, data: {**data, "is_second": True}}
    assert migration.migrate(hass, entry, steps)
    assert (entry.version, entry.minor_version) == (2, 1)
    assert entry.data["capacity_kw"] == 8
    (charger,) = entry.get_subentries_of_type("charger")
    assert charger.data == {"socket": 1, "is_second": True}
    assert entry.data["is_second"]


async def test_what_a_newer_version_stored_is_refused_and_left_as_it_is(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    before = dict(entry.data)
    hass.config_entries.async_update_entry(entry, version=migration.VERSION + 1)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR
    assert "higher than the current version" in caplog.text
    assert dict(entry.data) == before
