"""Home Assistant's own charger integrations: found, added with a confirm, and led by the sun for an hour."""

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .evses import EVSES, Evse, V2c
from .home import StateHome
from .sunshine import STEP_S, Sun, add_found


@pytest.mark.parametrize("kind", EVSES, ids=lambda kind: kind.domain)
async def test_a_real_integration_is_found_added_and_led_by_the_sun(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Evse],
) -> None:
    evse = kind()
    await evse.set_up(hass, monkeypatch)
    before = len(evse.calls)
    offered = await add_found(hass, entry)
    assert len(offered["data_schema"].schema) == 1
    assert list(offered["confirm"]["data_schema"].schema)[-1] == "shadow_mode"
    sun = Sun(home, evse, freezer)
    await sun.shines(2700, 12)
    assert evse.is_on
    assert 10 <= evse.current_a <= 11.8, evse.calls
    await sun.shines(1800, 12)
    assert evse.is_on
    assert 6.5 <= evse.current_a <= 8, evse.calls
    await sun.shines(0, 12)
    assert not evse.power_w, evse.calls
    assert all(6 <= current <= 16 for current in evse.currents())
    # An hour of one start, two changes and one stop, not of hundreds of commands.
    assert len(evse.calls) - before < 30, evse.calls


class CountingV2c(V2c):
    """A charger whose own meter finds less than the power it tells."""

    async def refresh(self, hass: HomeAssistant) -> None:
        self.counted_kwh += 0.9 * self.power_w * STEP_S / 3.6e6


async def test_of_what_was_charged_the_chargers_own_counter_has_the_last_word(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evse = CountingV2c()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    await sun.shines(2700, 30)
    await sun.shines(0, 10)
    assert evse.counted_kwh > 0.9
    assert home.number(home.ours("sensor", "solar_energy")) == pytest.approx(evse.counted_kwh, abs=0.02)
