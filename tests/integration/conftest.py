"""A home of plain states, set up through the real flow."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity

from custom_components.solar_charging.solar.worker import WorkerError

from .home import BERLIN, GRID, PV, StateHome


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave pvlib's process out: the estimator's rough table serves here, and its own tests run the real one."""

    async def none(*args: Any, **kwargs: Any) -> None:
        raise WorkerError("not in these tests")

    monkeypatch.setattr("custom_components.solar_charging.solar.worker._ask", none)


@pytest.fixture
async def home(hass: HomeAssistant) -> AsyncIterator[StateHome]:
    """Return a home with an inverter, a meter, a battery and a charger, all of plain states."""
    await hass.config.async_update(latitude=BERLIN[0], longitude=BERLIN[1], elevation=40, time_zone="Europe/Berlin")
    yield StateHome(hass)
    # A reload under way at the end of a test cannot be unloaded.
    await hass.async_block_till_done()


@pytest.fixture
def everything_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable entities that are disabled by default."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)


@pytest.fixture
async def entry(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> AsyncIterator[ConfigEntry]:
    """Return a home with an inverter and a meter, at noon, without a charger so far."""
    freezer.move_to("2026-06-21 11:00:00+00:00")
    home.power(PV, 5000)
    home.power(GRID, -4000)
    entry = await home.set_up(charger=False)
    yield entry
    if hass.config_entries.async_get_entry(entry.entry_id):
        await hass.config_entries.async_unload(entry.entry_id)
