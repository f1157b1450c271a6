"""What a day of charging leaves in Home Assistant's history: as much as a person would look up, and no more."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from unittest.mock import AsyncMock

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from custom_components.solar_charging.sensor.charging_forecast import ChargingForecastSensor
from custom_components.solar_charging.sensor.forecast import ForecastSensor
from simulator.clouds import CloudKind

from .home import DOMAIN, StateHome
from .simulated import SimulatedHome, summer_morning
from .test_charging import NOON, surplus_of

# Rows a second of the entities that are there by default, while a car charges under the worst of skies: 3,000 in a summer's day.
MOST_ROWS_A_SECOND = 0.055
HOURS = 1.5
# While it charges: what 16 A bring in the five minutes between two rows. When it rests, 10 Wh: tests/sensor/test_pace.py.
MOST_BEHIND_WH = 16 * 230 * 300 / 3600


def counted(hass: HomeAssistant, entry: ConfigEntry) -> Counter[str]:
    """Return what counts the rows of the home's entities from now on."""
    ours = {one.entity_id for one in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)}
    rows: Counter[str] = Counter()

    @callback
    def count(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] in ours:
            rows[event.data["entity_id"]] += 1

    hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    return rows


async def test_hours_of_charging_leave_few_rows_and_exact_energy(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    home = SimulatedHome(hass, freezer, summer_morning() + timedelta(hours=4), CloudKind.BROKEN, seed=7)
    await hass.config.async_update(latitude=52.52, longitude=13.405, time_zone="Europe/Berlin")
    await home.plug_in_devices()
    await home.advance(timedelta(seconds=30))
    entry = await home.set_up()
    await home.advance(timedelta(minutes=10))
    rows = counted(hass, entry)
    charged_wh = home.physics.energies.car_wh
    await home.advance(timedelta(hours=HOURS))
    assert home.physics.energies.car_wh - charged_wh > 2000
    assert sum(rows.values()) <= MOST_ROWS_A_SECOND * HOURS * 3600, rows.most_common()
    (charger,) = entry.get_subentries_of_type("charger")
    solar_wh = entry.runtime_data.sessions.ledger(charger.subentry_id).totals.solar_wh
    assert abs(home.number(home.ours("sensor", "solar_energy")) * 1000 - solar_wh) <= MOST_BEHIND_WH
    assert rows, DOMAIN


async def test_a_surplus_around_the_least_power_leaves_few_rows_and_a_calm_one_shows_at_once(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    """Under a hob that switches on and off, what a charger does stays the same while its reasons take turns."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 1500, 300)
    rows, keys = counted(hass, entry), []
    for number in range(150):
        await surplus_of(home, freezer, 1200 + 500 * (number % 2), 5)
        keys.append(entry.runtime_data.data.decision.commands[0].reason.key)
    assert sum(one != other for one, other in pairwise(keys)) > 100
    assert sum(rows.values()) <= 0.15 * 150 * 5, rows.most_common()
    await surplus_of(home, freezer, 1500, 1200)
    before = hass.states.get(home.ours("sensor", "reason")).state
    await surplus_of(home, freezer, 1200, 5)
    assert hass.states.get(home.ours("sensor", "reason")).state != before


async def test_a_start_computes_no_forecast_that_is_disabled(
    hass: HomeAssistant, home: StateHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = AsyncMock()
    for sensor in (ForecastSensor, ChargingForecastSensor):
        monkeypatch.setattr(sensor, "async_update", update)
    await home.plug_in_devices()
    await home.set_up()
    assert not update.called
