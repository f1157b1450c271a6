"""What a charger shows late, or makes of a command in its own steps, is neither a limit of its own nor a person's doing."""

from collections import deque
from math import sin
from typing import Any, override

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockUser

from .evses import V2c
from .home import StateHome
from .sunshine import STEP_S, Sun, add_found, choose, issues, shown

V2C_CURRENT = "number.evse_charger_local_intensity"


class LateV2c(V2c):
    """Does what it is told at once, and shows it a minute later."""

    def __init__(self) -> None:
        super().__init__()
        self._reports: deque[dict[str, Any]] = deque(maxlen=60 // STEP_S + 1)

    @override
    def pass_time(self, seconds: int) -> None:
        super().pass_time(seconds)
        self._reports.append(super()._data())

    @override
    def _data(self) -> dict[str, Any]:
        return self._reports[0] if self._reports else super()._data()


class RatherLateV2c(LateV2c):
    """Shows it after twenty to thirty seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._reports = deque(maxlen=20 // STEP_S + 1)


class EvenV2c(V2c):
    """Sets 6, 8, 10 A and so on, although its entity has steps of 1 A."""

    @override
    def obey(self, name: str, value: Any) -> None:
        super().obey(name, value // 2 * 2 if name == "current" else value)


class LimitedV2c(V2c):
    """Gives 9 A at most for now, although its entity accepts more."""

    most_a, is_deaf = 9, False

    @override
    def obey(self, name: str, value: Any) -> None:
        if not self.is_deaf:
            super().obey(name, min(value, self.most_a) if name == "current" else value)


@pytest.mark.parametrize("kind", [LateV2c, EvenV2c])
async def test_under_clouds_it_is_followed_and_nothing_else_is_said_of_it(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[V2c],
) -> None:
    evse = kind()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    await sun.shines(2700, 5)
    # How late it shows commands is not known before it showed one.
    await sun.shines(3300, 3)
    seen, exported_wh, minutes = set(), 0.0, 15
    for step in range(minutes * 60 // STEP_S):
        sun_w = 2700 + 1100 * sin(step * STEP_S / 97)
        await sun.shines(sun_w, STEP_S / 60)
        exported_wh += max(sun_w - evse.power_w, 0.0) * STEP_S / 3600
        seen.add(shown(hass, home, "status"))
    assert seen <= {"solar_charging", "solar_charging_maximum", "holding_minimum"}
    assert exported_wh < 0.2 * 2700 * minutes / 60
    assert issues(hass) == []


@pytest.mark.parametrize("target", [{"entity_id": V2C_CURRENT}, {"label_id": "chargers"}])
async def test_what_a_person_sets_is_left_alone_before_it_shows(
    target: dict[str, str],
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    hass_admin_user: MockUser,
) -> None:
    """The current fell at the meter long before the entity told whose doing that was: the next command overrode the person."""
    evse = LateV2c()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    await sun.shines(2700, 5)
    er.async_get(hass).async_update_entity(V2C_CURRENT, labels={"chargers"})
    person = Context(user_id=hass_admin_user.id)
    await hass.services.async_call("number", "set_value", target | {"value": 7}, blocking=True, context=person)
    await sun.shines(2700, 4)
    assert evse.current_a == 7
    assert shown(hass, home, "status") == "manual_override"
    await choose(hass, home, "mode", "solar_only")
    await sun.shines(2700, 3)
    assert evse.current_a > 9


async def test_one_that_limits_itself_is_no_fault_where_the_sun_rises_step_by_step(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing changed at the box when it had reached its limit: it was reported not to follow."""
    evse = LimitedV2c()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    seen = set()
    for minute in range(36):
        await sun.shines(1600 + 60 * minute, 1)
        seen |= {shown(hass, home, "status"), *issues(hass)}
    assert evse.current_a == 9
    assert "limited_by_charger" in seen
    assert not seen & {"charger_does_not_follow", "manual_override"}
    # What a person chooses is tried afresh.
    evse.most_a = 99
    await choose(hass, home, "mode", "boost")
    await sun.shines(3700, 0.5)
    assert evse.current_a > 9
    # One that hears nothing more is another matter.
    await choose(hass, home, "mode", "solar_only")
    await sun.shines(2100, 2)
    evse.is_deaf = True
    await sun.shines(1500, 10)
    assert "charger_does_not_follow" in issues(hass)


@pytest.mark.parametrize("after_w", [2000, 2700, 3400])
async def test_a_restart_in_mid_charge_is_followed_within_a_minute_however_late_it_shows(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    after_w: int,
) -> None:
    """The minimum that was sent at the stop showed late: it was taken for a limit of the box, then for a person's hand."""
    evse = RatherLateV2c()
    await evse.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, evse, freezer)
    for sun_w in (2700, 3300, 2700):
        await sun.shines(sun_w, 3)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await sun.shines(2700, 0.5)
    (box,) = hass.config_entries.async_entries(evse.domain)
    for one in (entry, box):
        assert await hass.config_entries.async_unload(one.entry_id)
    await sun.shines(after_w, 0.5)
    for one in (box, entry):
        assert await hass.config_entries.async_setup(one.entry_id)
    await sun.shines(after_w, 0.5)
    for _ in range(12):
        await sun.shines(after_w, STEP_S / 60)
        assert evse.current_a == after_w // 230
        assert shown(hass, home, "status") == "solar_charging"
