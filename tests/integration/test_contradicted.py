"""Chargers that something else sets: a box that restarts itself, another system, a person. And a pause that the box calls complete."""

from collections.abc import Callable

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockUser

from .home import CURRENT, STATUS, SWITCH, StateHome
from .sunshine import issues
from .test_charging import NOON, choose, drawn_w, surplus_of


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home at noon in summer."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    return home


def count(hass: HomeAssistant, service: str) -> Callable[[], int]:
    """Count the calls of one action from now on."""
    heard: list[Event] = []
    hass.bus.async_listen(
        "call_service", lambda event: heard.append(event) if event.data["service"] == service else None
    )
    return lambda: len(heard)


async def test_off_is_not_fought_for_for_ever_and_the_fight_is_told(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    """traktore-org/sem-community #763 and #536: something starts the box again after each stop."""
    await choose(running, "off")
    stops = count(hass, "turn_off")
    for number in range(90):
        # As an automation: its state is written in the context of its calls.
        context = Context()
        hass.states.async_set(
            "automation.garage_timer", "on", {"friendly_name": "Garage timer", "n": number}, context=context
        )
        await hass.services.async_call(
            "input_boolean", "turn_on", {"entity_id": SWITCH}, blocking=True, context=context
        )
        await surplus_of(running, freezer, -400, 20)
    assert 5 < stops() < 25
    assert issues(hass) == ["charger_set_by_another"]
    [issue] = [one for one in ir.async_get(hass).issues.values() if one.translation_key == "charger_set_by_another"]
    assert issue.translation_placeholders
    # It is named whose automation that was.
    assert issue.translation_placeholders["by"] == "Garage timer"
    # The other system is stopped: one stop more, and an hour later nothing is wrong any more.
    await surplus_of(running, freezer, -400, 360)
    assert not running.is_on(SWITCH)
    await surplus_of(running, freezer, -400, 3700)
    assert issues(hass) == []


async def test_a_single_restart_of_the_box_is_put_right_at_once(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await choose(running, "off")
    for _ in range(2):
        await surplus_of(running, freezer, -400, 900)
        await hass.services.async_call("input_boolean", "turn_on", {"entity_id": SWITCH}, blocking=True)
        await surplus_of(running, freezer, -400, 10)
        assert not running.is_on(SWITCH)
    assert issues(hass) == []


async def test_a_person_may_switch_a_charger_on_that_is_off_and_choosing_off_ends_it(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, hass_admin_user: MockUser
) -> None:
    await choose(running, "off")
    await surplus_of(running, freezer, -400, 300)
    person = Context(user_id=hass_admin_user.id)
    await hass.services.async_call("input_boolean", "turn_on", {"entity_id": SWITCH}, blocking=True, context=person)
    await surplus_of(running, freezer, -400, 600)
    assert running.is_on(SWITCH)
    reason = hass.states.get(running.ours("sensor", "status")).attributes["reason"]
    assert reason == "manual_override"
    await choose(running, "off")
    assert not running.is_on(SWITCH)


async def test_a_current_that_something_else_sets_again_and_again_is_told_too(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await surplus_of(running, freezer, 2000, 600)
    sets = count(hass, "set_value")
    for _ in range(30):
        await hass.services.async_call("input_number", "set_value", {"entity_id": CURRENT, "value": 16}, blocking=True)
        await surplus_of(running, freezer, 2000, 60)
    ours = sets() - 30
    assert 3 < ours < 25
    assert issues(hass) == ["charger_set_by_another"]


async def test_a_pause_that_the_box_calls_complete_is_no_full_car_also_after_a_restart(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A go-e that was stopped reports *complete*; 7.6 kW were exported beside it, for ever."""
    await surplus_of(running, freezer, 3000, 300)
    assert drawn_w(running) > 2000

    def misread(entity_id: str, value: str, *args: object, plain: Callable[..., None] = running.state) -> None:
        plain(entity_id, "complete" if entity_id == STATUS and value == "connected" else value, *args)

    monkeypatch.setattr(running, "state", misread)
    await surplus_of(running, freezer, -500, 600)
    assert not drawn_w(running)
    (entry,) = hass.config_entries.async_entries("solar_charging")
    assert await hass.config_entries.async_reload(entry.entry_id)
    await surplus_of(running, freezer, 3000, 300)
    assert drawn_w(running) > 2000


@pytest.mark.parametrize("mode", ["boost", "solar_and_grid"])
async def test_a_persons_choice_acts_on_a_car_that_was_taken_for_full(
    running: StateHome, freezer: FrozenDateTimeFactory, mode: str
) -> None:
    await surplus_of(running, freezer, 3000, 300)
    running.state(STATUS, "complete")
    await running.hass.async_block_till_done()
    reason = running.hass.states.get(running.ours("sensor", "status")).attributes["reason"]
    assert reason == "complete"
    await running.hass.services.async_call("input_boolean", "turn_off", {"entity_id": SWITCH}, blocking=True)
    await choose(running, mode)
    assert running.is_on(SWITCH)
