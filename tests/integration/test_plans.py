"""Plans over a night and past a departure: one start, nothing bought in dear hours, and no car left without what it was to have."""

from datetime import timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.managers.plans import PlanManager

from .home import CHARGER_POWER, CURRENT, GRID, PV, STATUS, SWITCH, StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of
from .test_prices import answer, choose_kind
from .test_ready_by import act, status
from .test_sessions import unplug

TICK_S = 30
# Cheap from midnight to five, by the local clock.
TWO_RATES = {
    "price": 0.32,
    "cheap_price": 0.15,
    "cheap_from": "00:00:00",
    "cheap_until": "05:00:00",
    "cheap_weekends": False,
}


@pytest.mark.parametrize(("voltage_v", "takes_part"), [(222, 1.0), (240, 1.0), (246, 1.0), (230, 0.95)])
async def test_a_cheap_night_is_one_start_whatever_an_ampere_gives(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    voltage_v: int,
    takes_part: float,
) -> None:
    """evcc #27129, #27249, #25544: each minute's plan found a little more or less time than the one before."""
    freezer.move_to("2026-06-21 21:50:00+00:00")
    await home.plug_in_devices()
    home.power(PV, 0)
    home.power(GRID, 500)
    entry = await home.set_up()
    await answer(home, await choose_kind(home, entry, "two_rates"), **TWO_RATES)
    plannings: list[None] = []
    made = PlanManager._made
    monkeypatch.setattr(PlanManager, "_made", lambda *parts: plannings.append(None) or made(*parts))
    await act(home, "set_ready_by", time="07:00", energy_kwh=12.0)
    starts, was_on, charged_wh, dear_wh = 0, False, 0.0, 0.0
    for tick in range(round(7.6 * 3600) // TICK_S):
        freezer.tick(timedelta(seconds=TICK_S))
        power_w = home.number(CURRENT) * voltage_v * takes_part if home.is_on(SWITCH) else 0.0
        charged_wh += power_w * TICK_S / 3600
        dear_wh += power_w * TICK_S / 3600 if tick * TICK_S > 5.2 * 3600 else 0.0
        home.power(GRID, round(500 + power_w + tick % 13 - 6.0, 1))
        home.power(CHARGER_POWER, power_w)
        home.state(STATUS, "charging" if power_w else "connected")
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        starts += home.is_on(SWITCH) and not was_on
        was_on = home.is_on(SWITCH)
    assert starts == 1
    assert charged_wh == pytest.approx(12_000, abs=100)
    assert dear_wh == 0
    # A quarter of an hour, a forecast, what is learned: not each minute.
    assert len(plannings) < 60


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home at noon in summer without any surplus, 13:00 by the local clock."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    return home


@pytest.mark.parametrize(
    "departure", [{"time": "13:10"}, {"departure": "2026-06-21 13:10:00"}], ids=["each day", "once"]
)
async def test_a_car_that_is_still_there_after_its_departure_gets_what_it_lacks_and_no_more(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, departure: dict[str, str]
) -> None:
    """Though the forecast has sun for the hours to come: it may leave at any moment."""
    await act(running, "set_ready_by", **departure, energy_kwh=1.5)
    await surplus_of(running, freezer, -500, 720)
    assert drawn_w(running) == 16 * 230
    assert status(running) == "charging_overdue"
    sentence = hass.states.get(running.ours("sensor", "reason")).state
    assert "departure time has passed" in sentence
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert plan["ready_by"] == "2026-06-21T11:10:00+00:00"
    assert not plan["is_in_time"]
    assert "departure_passed" in plan["assumptions"]
    await surplus_of(running, freezer, -500, 900)
    assert drawn_w(running) == 0
    assert running.number(running.ours("sensor", "session_energy")) == pytest.approx(1.5, abs=0.05)


async def test_what_is_overdue_outlives_a_restart_and_ends_when_the_car_leaves(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_ready_by", time="13:10", energy_kwh=5)
    await surplus_of(running, freezer, -500, 660)
    (entry,) = hass.config_entries.async_entries("solar_charging")
    assert await hass.config_entries.async_reload(entry.entry_id)
    await surplus_of(running, freezer, -500, 120)
    assert status(running) == "charging_overdue"
    await unplug(running, freezer)
    running.state(STATUS, "connected")
    await surplus_of(running, freezer, -500, 300)
    assert drawn_w(running) == 0


async def test_a_departure_named_after_its_hour_is_tomorrows(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_ready_by", time="12:45", energy_kwh=5)
    await surplus_of(running, freezer, -500, 120)
    assert drawn_w(running) == 0
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert plan["ready_by"] == "2026-06-22T10:45:00+00:00"


async def test_off_and_another_request_end_what_is_overdue(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await act(running, "set_ready_by", time="13:10", energy_kwh=5)
    await surplus_of(running, freezer, -500, 660)
    await choose(running, "off")
    await surplus_of(running, freezer, -500, 30)
    assert drawn_w(running) == 0
    await choose(running, "solar_only")
    await act(running, "set_ready_by", time="18:00", energy_kwh=5)
    await surplus_of(running, freezer, -500, 240)
    assert drawn_w(running) == 0
    assert (await act(running, "get_plan"))["plans"]["Garage"]["ready_by"] == "2026-06-21T16:00:00+00:00"


async def test_of_what_is_overdue_the_cheapest_is_bought_first(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    """Late at 23:30: from midnight on, energy costs half."""
    freezer.move_to("2026-06-21 21:20:00+00:00")
    await home.plug_in_devices()
    entry = await home.set_up()
    await answer(home, await choose_kind(home, entry, "two_rates"), **TWO_RATES)
    await act(home, "set_ready_by", time="23:30", energy_kwh=3)
    await surplus_of(home, freezer, -500, 660)
    assert drawn_w(home) == 0
    await surplus_of(home, freezer, -500, 1800)
    assert status(home) == "charging_overdue"
