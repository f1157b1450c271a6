"""A departure that has become a habit is suggested, where that is allowed: set with one click, or never suggested again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from custom_components.solar_charging.control.charger import async_update_request
from custom_components.solar_charging.repairs import async_create_fix_flow
from custom_components.solar_charging.sessions.session import Session, SubSession

from .home import DOMAIN, STATUS, StateHome
from .test_cars import add_car
from .test_charging import NOON, surplus_of
from .test_sessions import unplug


@pytest.fixture
async def running(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None
) -> Any:
    """Return a home whose car has left at ten past seven on ten working days."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await leave_every_working_day(entry)
    return entry


async def leave_every_working_day(entry: Any, car_id: str = "", hour: int = 7) -> None:
    coordinator = entry.runtime_data
    today = dt_util.now().date()
    days = [day for back in range(1, 15) if (day := today - timedelta(days=back)).weekday() < 5]
    for day in days:
        left_s = datetime(day.year, day.month, day.day, hour, 10, tzinfo=dt_util.get_default_time_zone()).timestamp()
        part = SubSession("solar_only", left_s - 36_000.0, left_s, solar_wh=5_000.0)
        session = Session(coordinator.site.chargers[0].id, left_s - 36_000.0, left_s, parts=[part])
        session.car_id = car_id
        await coordinator.sessions.archive.async_replace(session)


async def allow(home: StateHome, *, is_allowed: bool = True) -> None:
    data = {"entity_id": home.ours("switch", "suggest_departures")}
    await home.hass.services.async_call("switch", "turn_on" if is_allowed else "turn_off", data, blocking=True)
    await home.hass.async_block_till_done(wait_background_tasks=True)


def suggested(hass: HomeAssistant) -> ir.IssueEntry | None:
    issues = ir.async_get(hass).issues.values()
    return next((one for one in issues if one.domain == DOMAIN and one.translation_key == "usual_departure"), None)


async def answer(hass: HomeAssistant, step: str) -> None:
    issue = suggested(hass)
    assert issue
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    flow.hass = hass
    assert step in (await flow.async_step_init())["menu_options"]
    await getattr(flow, f"async_step_{step}")()
    ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


async def test_it_is_suggested_only_where_allowed_and_set_with_one_click(
    hass: HomeAssistant, home: StateHome, running: Any
) -> None:
    assert suggested(hass) is None
    await allow(home)
    issue = suggested(hass)
    assert issue
    assert issue.translation_placeholders == {
        "name": "Garage", "usual": "07:10", "ready_by": "07:10", "days": "Monday to Friday",
    }  # fmt: skip
    assert hass.states.get(home.ours("time", "ready_by")).state == "unknown"
    await answer(hass, "set")
    ready_by = hass.states.get(home.ours("time", "ready_by"))
    assert (ready_by.state, ready_by.attributes["weekdays"]) == ("07:10:00", ["mon", "tue", "wed", "thu", "fri"])
    # One who has a time needs no other.
    await allow(home, is_allowed=False)
    await allow(home)
    assert suggested(hass) is None


async def test_of_a_known_car_it_is_the_cars_own(hass: HomeAssistant, home: StateHome, running: Any) -> None:
    await add_car(home)
    (car_id,) = running.runtime_data.cars.cars
    await leave_every_working_day(running, car_id)
    await allow(home)
    issue = suggested(hass)
    assert issue
    assert issue.translation_placeholders
    assert issue.translation_placeholders["name"] == "Zoe"
    await answer(hass, "set")
    assert running.runtime_data.settings.car(car_id).ready_by_time == "07:10"
    assert hass.states.get(home.ours("time", "ready_by")).state == "unknown"
    await allow(home, is_allowed=False)
    await allow(home)
    assert suggested(hass) is None


async def test_a_suggestion_goes_when_a_departure_is_set_or_its_charger_is_removed(
    hass: HomeAssistant, home: StateHome, running: Any, freezer: FrozenDateTimeFactory
) -> None:
    await allow(home)
    for departure, is_suggested in (("06:30", False), (None, True)):
        async_update_request(running.runtime_data, running.runtime_data.site.chargers[0].id, ready_by_time=departure)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert (suggested(hass) is not None) is is_suggested, departure
    (charger,) = running.get_subentries_of_type("charger")
    hass.config_entries.async_remove_subentry(running, charger.subentry_id)
    await surplus_of(home, freezer, 2600, 20)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert suggested(hass) is None


async def test_a_declined_habit_of_one_car_hides_no_other_cars_and_a_removed_car_has_none(
    hass: HomeAssistant, home: StateHome, running: Any
) -> None:
    await add_car(home)
    (car_id,) = running.runtime_data.cars.cars
    await allow(home)
    await answer(hass, "decline")
    await leave_every_working_day(running, car_id, hour=9)
    await leave_every_working_day(running, "removed", hour=12)
    await allow(home, is_allowed=False)
    await allow(home)
    issue = suggested(hass)
    assert issue
    assert issue.translation_placeholders
    assert (issue.translation_placeholders["name"], issue.translation_placeholders["usual"]) == ("Zoe", "09:10")


@pytest.mark.parametrize("is_ignored", [False, True], ids=["declined", "ignored in the list of repairs"])
async def test_what_was_declined_is_never_suggested_again(
    hass: HomeAssistant, home: StateHome, running: Any, freezer: FrozenDateTimeFactory, *, is_ignored: bool
) -> None:
    await allow(home)
    issue = suggested(hass)
    assert issue
    if is_ignored:
        ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, ignore=True)
    else:
        await answer(hass, "decline")
    shown = hass.states.get(STATUS).state
    # At a restart, a charger may be silent at first.
    home.state(STATUS, "unavailable")
    await hass.config_entries.async_reload(running.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    home.state(STATUS, shown)
    await surplus_of(home, freezer, 2600, 600)
    await unplug(home, freezer)
    assert suggested(hass) is None
    (charger,) = running.runtime_data.settings.chargers.values()
    assert charger.declined_departures == ("07:10",)
