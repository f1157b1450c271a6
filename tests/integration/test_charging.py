"""Charging on the surplus, in a real Home Assistant: readings in, commands out, whatever breaks."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.engine.step import step

from .home import CHARGER_POWER, CURRENT, GRID, PV, STATUS, SWITCH, StateHome, charger_answers, charger_form

NOON = "2026-06-21 11:00:00+00:00"


async def let_pass(home: StateHome, freezer: FrozenDateTimeFactory, seconds: int) -> None:
    """Let time pass for a charger that draws what it is set to."""
    for _ in range(seconds // 5):
        freezer.tick(timedelta(seconds=5))
        await _report(home)


async def surplus_of(home: StateHome, freezer: FrozenDateTimeFactory, surplus_w: float, seconds: int) -> None:
    """Hold the surplus: every five seconds the inverter reports, and the meter what the charger leaves."""
    for _ in range(seconds // 5):
        freezer.tick(timedelta(seconds=5))
        home.power(PV, surplus_w + 500)
        home.power(GRID, drawn_w(home) - surplus_w)
        await _report(home)


def drawn_w(home: StateHome) -> float:
    """Return what the charger draws now."""
    switch = home.hass.states.get(SWITCH)
    is_on = switch is None or switch.state == "on" or home.has_no_switch
    return home.number(CURRENT) * 230 if is_on else 0.0


async def _report(home: StateHome) -> None:
    if home.hass.states.get(CHARGER_POWER).state != "unavailable":
        home.power(CHARGER_POWER, drawn_w(home))
        home.state(STATUS, "charging" if drawn_w(home) else "connected")
    async_fire_time_changed(home.hass)
    await home.hass.async_block_till_done(wait_background_tasks=True)


async def choose(home: StateHome, mode: str) -> None:
    data = {"entity_id": home.ours("select", "mode"), "option": mode}
    await home.hass.services.async_call("select", "select_option", data, blocking=True)
    await home.hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home with a meter and a charger, at noon in summer."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    return home


async def test_the_car_takes_the_surplus_and_no_more(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await surplus_of(running, freezer, 2600, 600)
    assert running.is_on(SWITCH)
    assert running.number(CURRENT) == 11
    await surplus_of(running, freezer, 1900, 300)
    assert running.number(CURRENT) == 8
    status = running.hass.states.get(running.ours("sensor", "status"))
    assert status.state == "charging_solar"
    assert running.hass.states.get(running.ours("sensor", "reason")).state == status.attributes["explanation"]
    assert status.attributes["explanation"].startswith("Charging at 8 A")
    assert running.number(running.ours("sensor", "target_current")) == 8
    assert running.number(running.ours("sensor", "excess_power")) == pytest.approx(1900, abs=150)


async def test_no_sun_no_charging(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await surplus_of(running, freezer, 900, 900)
    assert not running.is_on(SWITCH)
    assert running.hass.states.get(running.ours("sensor", "status")).state == "waiting"


async def test_off_is_off_at_once_and_boost_is_full_speed(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await surplus_of(running, freezer, 2600, 600)
    await choose(running, "off")
    assert not running.is_on(SWITCH)
    await choose(running, "boost")
    await surplus_of(running, freezer, 0, 60)
    assert running.is_on(SWITCH)
    assert running.number(CURRENT) == 16


async def test_solar_and_grid_never_falls_below_the_minimum(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await choose(running, "solar_and_grid")
    await surplus_of(running, freezer, -300, 600)
    assert running.is_on(SWITCH)
    assert running.number(CURRENT) == 6


async def test_a_silent_meter_never_raises_the_current_and_the_estimate_takes_over(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await surplus_of(running, freezer, 1900, 600)
    before_a = running.number(CURRENT)
    source = running.ours("sensor", "integration_type")
    running.power(GRID, "unavailable")
    running.power(PV, "unavailable")
    for _ in range(20):
        await let_pass(running, freezer, 15)
        assert running.number(CURRENT) <= before_a or running.hass.states.get(source).state == "software"
    assert running.hass.states.get(source).state == "software"
    await surplus_of(running, freezer, 1900, 600)
    assert running.hass.states.get(source).state == "hardware"


async def test_off_works_while_everything_else_is_broken(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await surplus_of(running, freezer, 2600, 600)
    for entity_id in (GRID, PV, CHARGER_POWER, STATUS):
        running.power(entity_id, "unavailable")
    await choose(running, "off")
    assert not running.is_on(SWITCH)


@pytest.mark.parametrize(
    ("sources", "kind"),
    [
        ({"grid_power": GRID}, "hardware"),
        ({"pv_power": [PV]}, "hardware"),
        ({}, "software"),
    ],
    ids=["a grid meter alone", "generation alone", "nothing at all"],
)
async def test_little_is_enough(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, sources: dict[str, Any], kind: str
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up(sources=sources)
    await surplus_of(home, freezer, 5000, 900)
    assert home.is_on(SWITCH)
    assert hass.states.get(home.ours("sensor", "integration_type")).state == kind


async def test_import_and_export_may_be_two_sensors_in_kilowatts(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    home.power("sensor.bought", 0, "kW")
    home.power("sensor.sold", 2.5, "kW")
    await home.set_up(sources={"grid_import_power": "sensor.bought", "grid_export_power": "sensor.sold"})
    assert home.number(home.ours("sensor", "excess_power")) == 2500


async def test_a_sensor_that_counts_the_other_way_is_turned_round(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    home.power(GRID, 2500)
    result = await home.answer_flow(sources={"grid_power": GRID}, signs={"grid_power": "export_positive"})
    await hass.async_block_till_done()
    assert result["result"].state.value == "loaded"
    assert home.number(home.ours("sensor", "excess_power")) == 2500


async def test_a_charger_without_a_current_is_switched(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up(charger=False)
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    await flow.async_configure(result["flow_id"], charger_answers(current_entity=None, power_entity=None))
    await hass.async_block_till_done()
    await surplus_of(home, freezer, 5000, 600)
    assert home.is_on(SWITCH)


async def test_a_charger_without_a_switch_pauses_at_zero(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices(current={"min": 0, "initial": 0})
    entry = await home.set_up(charger=False)
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    await flow.async_configure(result["flow_id"], charger_answers(switch_entity=None))
    await hass.async_block_till_done()
    home.has_no_switch = True
    await surplus_of(home, freezer, 3000, 600)
    assert home.number(CURRENT) >= 6
    await choose(home, "off")
    assert home.number(CURRENT) == 0


async def test_phases_are_switched_by_their_select(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    options = {"phases": {"options": ["1 phase", "3 phases"], "initial": "1 phase"}}
    from homeassistant.setup import async_setup_component  # noqa: PLC0415  only this home has such a switch

    assert await async_setup_component(hass, "input_select", {"input_select": options})
    entry = await home.set_up(charger=False)
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    await flow.async_configure(result["flow_id"], charger_answers(more={"phases_entity": "input_select.phases"}))
    await hass.async_block_till_done()
    await choose(home, "boost")
    await surplus_of(home, freezer, 9000, 300)
    assert hass.states.get("input_select.phases").state == "3 phases"


async def test_one_broken_charger_does_not_stop_the_other(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, caplog: pytest.LogCaptureFixture
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()

    async def broken(call: ServiceCall) -> None:
        raise RuntimeError("no connection")

    number = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}
    hass.states.async_set("number.broken", "6", number)
    hass.states.async_set("switch.broken", "off")
    entry = await home.set_up()
    hass.services.async_register("number", "set_value", broken)
    hass.services.async_register("switch", "turn_on", broken)
    flow = hass.config_entries.subentries
    result = await charger_form(hass, entry)
    answers = charger_answers(
        name="Broken",
        current_entity="number.broken",
        switch_entity="switch.broken",
        power_entity=None,
        status_entity=None,
    )
    await flow.async_configure(result["flow_id"], answers)
    await hass.async_block_till_done()
    await surplus_of(home, freezer, 9000, 900)
    assert home.is_on(SWITCH)
    assert caplog.text.count("Broken rejected a command") >= 1


@pytest.mark.quality_rule("entity-unavailable")
async def test_modes_and_limits_survive_a_restart(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await choose(running, "solar_and_grid")
    data = {"entity_id": running.ours("number", "max_current_a"), "value": 10}
    await hass.services.async_call("number", "set_value", data, blocking=True)
    (entry,) = hass.config_entries.async_entries("solar_charging")
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert hass.states.get(running.ours("select", "mode")).state == "unavailable"
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(running.ours("select", "mode")).state == "solar_and_grid"
    assert running.number(running.ours("number", "max_current_a")) == 10


async def test_a_regulator_that_fails_starts_afresh_and_goes_on(
    running: StateHome,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers = iter([ZeroDivisionError("once")])

    def fails_once(*args: Any) -> Any:
        if error := next(answers, None):
            raise error
        return step(*args)

    monkeypatch.setattr("custom_components.solar_charging.managers.safe_decision.step", fails_once)
    await surplus_of(running, freezer, 2600, 600)
    assert caplog.text.count("The controller failed and is restarting") == 1
    assert "The controller succeeds again" in caplog.text
    assert running.is_on(SWITCH)


async def test_automations_set_modes_and_ask_why(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    hass = running.hass
    device_id = er.async_get(hass).async_get(running.ours("select", "mode")).device_id
    await surplus_of(running, freezer, 2600, 600)

    async def explain() -> dict[str, Any]:
        data = {"device_id": device_id}
        answer = await hass.services.async_call("solar_charging", "explain", data, blocking=True, return_response=True)
        return answer["chargers"]["Garage"]

    found = await explain()
    assert found["mode"] == "solar_only"
    assert found["reason"] == "solar_charging"
    assert found["explanation"].startswith("Charging at 11 A")
    await hass.services.async_call("solar_charging", "set_mode", {"device_id": device_id, "mode": "off"}, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not running.is_on(SWITCH)
    assert (await explain())["status"] == "off"
