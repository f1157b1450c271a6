"""Chargers behind Home Assistant's own integrations that do what they are told late, and a sun that changes three times."""

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .evses import Evse, Keba, Lektrico, V2c
from .home import StateHome
from .sunshine import Sun, add_found, issues, shown

# What the sun leaves in W, and what a box of whole amperes makes of it.
SUN = {2000.0: 8, 2800.0: 12, 1700.0: 7}


@pytest.mark.parametrize(("make", "takes_s"), [(V2c, 25), (V2c, 90), (Keba, 35), (Lektrico, 45)])
async def test_changes_of_the_sun_are_followed_without_hunting_and_nobody_is_blamed(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    make: type[Evse],
    takes_s: int,
) -> None:
    """It used to hunt between 6 and 10 A for minutes: what a late box had not done yet was taken for the house's doing."""
    evse = make()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    evse.takes_s = takes_s
    await sun.shines(2500.0, 5)
    for surplus_w, current_a in SUN.items():
        evse.calls.clear()
        states = set()
        for _ in range(4 * 3):
            await sun.shines(surplus_w, 1 / 3)
            states.add(shown(hass, home, "status"))
        assert int(evse.current_a) == current_a
        assert len(evse.calls) <= 3
        assert states <= {"solar_charging", "holding_minimum"}
    assert not issues(hass)
