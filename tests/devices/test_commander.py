"""How a charger's commands are paced: all settings together, watchdogs kept alive, what is forgotten sent again."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util

from custom_components.solar_charging.catalogue.charger_storage import charger_config
from custom_components.solar_charging.devices.charger_reader import ChargerReader
from custom_components.solar_charging.devices.commander import ChargerCommander
from custom_components.solar_charging.engine.charger.charger_state import ChargerState, GivenCommand, PowerLevel
from custom_components.solar_charging.engine.charger.late_reports import is_answer
from custom_components.solar_charging.engine.charger.retry import check_followed
from custom_components.solar_charging.engine.decision import Command
from custom_components.solar_charging.engine.model import Reason
from custom_components.solar_charging.engine.policy import Policy
from custom_components.solar_charging.settings import ChargerSettings

SLOW_S = 90
SUN = Reason("solar_charging")
AMPS = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}
SWITCH = {"start": {"entity_id": "switch.on", "value": "on"}, "stop": {"entity_id": "switch.on", "value": "off"}}
PHASES = {"one": {"entity_id": "select.phases", "value": "1"}, "three": {"entity_id": "select.phases", "value": "3"}}
ACTIONS = {
    "set_point": {"action": "wallbox.limit", "data": {"amps": "{current}"}},
    "start_stop": {"start": {"action": "wallbox.start"}, "stop": {"action": "wallbox.stop"}},
}
ENTITIES = {"set_point": {"entity_id": "number.amps"}, "start_stop": SWITCH, "phase_switch": PHASES}


class Charger:
    """A charger of plain states that follows its commands, but for what is `unresponsive`."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory, data: Mapping[str, Any]) -> None:
        self.hass, self.freezer = hass, freezer
        self.unresponsive: set[str] = set()
        self.hanging: set[str] = set()
        self.heard: list[tuple[str, Any]] = []
        # How late the engine knows it to show what it was sent.
        self.shows_in_s = 0.0
        hass.states.async_set("number.amps", "6", AMPS)
        hass.states.async_set("switch.on", "off")
        hass.states.async_set("select.phases", "3", {"options": ["1", "3"]})
        hass.states.async_set("sensor.status", "connected")
        for service in ("number.set_value", "switch.turn_on", "switch.turn_off", "select.select_option",
                        "wallbox.limit", "wallbox.start", "wallbox.stop"):  # fmt: skip
            domain, _, name = service.partition(".")
            hass.services.async_register(domain, name, self._hear)
        config = charger_config("id", "Garage", {"readings": {"status": {"entity_id": "sensor.status"}}, **data})
        self.reader = ChargerReader(hass, config)
        self.commander = ChargerCommander(hass, config, self.reader)
        # The engine's count of attempts, without the rest of the engine.
        self.state = ChargerState(levels=[PowerLevel(0.0, 0.0, 0.0)])

    async def _hear(self, call: ServiceCall) -> None:
        entity_id = call.data.get("entity_id")
        value = call.data.get("value", call.data.get("option", call.data.get("amps", call.service)))
        self.heard.append((call.domain, value))
        if call.domain in self.hanging:
            await asyncio.Event().wait()
        if entity_id and call.domain not in self.unresponsive:
            state = self.hass.states.get(entity_id)
            assert state is not None
            shown = {"turn_on": "on", "turn_off": "off"}.get(str(value), str(value))
            self.hass.states.async_set(entity_id, shown, state.attributes)

    def apply(self, current_a: float, *, phases: int = 1, is_on: bool = True) -> None:
        """Command it once."""
        inputs = replace(
            self.reader.inputs(ChargerSettings(), self.now), unanswered_since=self.commander.unanswered_since
        )
        check_followed(inputs, self.state, self.now.timestamp(), Policy())
        current = current_a if is_on else 0.0
        if (is_on, current) != (self.state.is_enabled, self.state.current_a):
            self.state.commands.append(GivenCommand(self.now.timestamp(), is_on, current))
        is_answered = is_answer(inputs, self.state, self.now.timestamp(), Policy())
        self.commander.apply(
            Command(
                "id",
                is_on,
                current,
                phases,
                SUN,
                attempt=self.state.attempt,
                is_answered=is_answered,
                shows_in_s=self.shows_in_s,
            )
        )
        self.state.is_enabled, self.state.current_a, self.state.phases = is_on, current, phases

    async def commanded(self, current_a: float, seconds: int, *, phases: int = 1, is_on: bool = True) -> list[Any]:
        """Command it the same for a while, step by step. Returns what it was sent."""
        before = len(self.heard)
        for _ in range(0, seconds, 5):
            self.apply(current_a, phases=phases, is_on=is_on)
            if self.commander._task:
                await self.commander._task
            self.freezer.tick(timedelta(seconds=5))
        return self.heard[before:]

    @property
    def now(self) -> datetime:
        """The time it is."""
        return dt_util.utcnow()


async def test_a_slow_cloud_is_told_phases_current_and_start_in_one_go(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, {**ENTITIES, "min_interval_s": SLOW_S})
    assert await charger.commanded(10, 5) == [("select", "1"), ("number", 10), ("switch", "turn_on")]


async def test_what_a_slow_cloud_cannot_take_yet_is_merged_with_what_comes_next(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, {**ENTITIES, "min_interval_s": SLOW_S})
    await charger.commanded(8, 5)
    assert await charger.commanded(9, 30) == []
    assert await charger.commanded(10, 30) == []
    assert await charger.commanded(11, 30, phases=3) == [("select", "3"), ("number", 11)]
    assert await charger.commanded(7, 5, phases=3) == [("number", 7)]


async def test_a_phase_switch_that_does_not_follow_does_not_hold_back_the_current(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, ENTITIES)
    await charger.commanded(6, 30, phases=3)
    charger.unresponsive = {"select"}
    heard = await charger.commanded(15, 300, phases=1)
    assert heard[:2] == [("select", "1"), ("number", 15)]
    assert 3 <= heard.count(("select", "1")) <= 6
    # 15 A on one phase were meant: on the three that it goes on with, this is the least.
    assert charger.heard[-1] in (("number", 6), ("select", "1"))
    assert hass.states.get("number.amps").state == "6.0"
    charger.unresponsive = set()
    await charger.commanded(12, 300, phases=1)
    assert (hass.states.get("select.phases").state, hass.states.get("number.amps").state) == ("1", "12.0")


async def test_a_refusing_own_mode_does_not_hold_back_the_rest(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    hass.states.async_set("select.mode", "eco", {"options": ["eco", "fast"]})
    settings = [
        {"entity_id": "select.mode", "wanted": ["manual"], "may_set": True},
        {"entity_id": "switch.eco", "wanted": ["off"]},
    ]
    charger = Charger(hass, freezer, {**ENTITIES, "conflicting_settings": settings})
    heard = await charger.commanded(10, 10)
    assert heard[-2:] == [("number", 10), ("switch", "turn_on")]


@pytest.mark.parametrize("is_on", [True, False], ids=["charging", "paused"])
async def test_a_watchdog_gets_a_keepalive_before_its_time_also_right_after_a_start(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, is_on: bool
) -> None:
    charger = Charger(hass, freezer, {**ENTITIES, "refresh_s": 20})
    hass.states.async_set("number.amps", "10", AMPS)
    hass.states.async_set("switch.on", "on" if is_on else "off")
    heard = await charger.commanded(10, 60, phases=3, is_on=is_on)
    assert heard == [("number", 10 if is_on else 6)] * 4


async def test_a_watchdog_that_is_off_gets_no_keepalive(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    hass.states.async_set("binary_sensor.failsafe", "on")
    readings = {"watchdog_disabled": {"entity_id": "binary_sensor.failsafe"}}
    charger = Charger(hass, freezer, {**ENTITIES, "refresh_s": 20, "readings": readings})
    await charger.commanded(10, 10)
    assert await charger.commanded(10, 60) == []
    hass.states.async_set("binary_sensor.failsafe", "off")
    assert await charger.commanded(10, 60) == [("number", 10)] * 4


async def test_one_that_forgets_with_time_is_told_its_current_at_each_start(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, {**ACTIONS, "forgets_on": ["time"]})
    await charger.commanded(10, 10)
    await charger.commanded(10, 10, is_on=False)
    assert await charger.commanded(10, 10) == [("wallbox", 10), ("wallbox", "start")]


@pytest.mark.parametrize(
    ("forgets_on", "cause", "is_told_again"),
    [("plug_in", "plug_in", True), ("restart", "restart", True), ("plug_in", "restart", False)],
)
async def test_a_current_that_is_lost_is_told_again_though_it_still_shows(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, forgets_on: str, cause: str, is_told_again: bool
) -> None:
    charger = Charger(hass, freezer, {**ENTITIES, "forgets_on": [forgets_on]})
    await charger.commanded(10, 10)
    gone, back = [("sensor.status", "disconnected")], [("sensor.status", "charging")]
    if cause == "restart":
        commanded = [(one, state.state, state.attributes) for one in ("number.amps", "switch.on", "select.phases")
                     if (state := hass.states.get(one))]  # fmt: skip
        for entity_id, _, attributes in commanded:
            hass.states.async_set(entity_id, "unavailable", attributes)
        charger.reader.inputs(ChargerSettings(), charger.now)
        for entity_id, value, attributes in commanded:
            hass.states.async_set(entity_id, value, attributes)
    else:
        for entity_id, value in gone:
            hass.states.async_set(entity_id, value)
        charger.reader.inputs(ChargerSettings(), charger.now)
        for entity_id, value in back:
            hass.states.async_set(entity_id, value)
    assert (("number", 10) in await charger.commanded(10, 10)) is is_told_again


async def test_a_late_answer_to_the_command_before_is_not_taken_for_a_limit(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, ENTITIES)
    await charger.commanded(16, 30)
    charger.unresponsive = {"number"}
    assert await charger.commanded(11, 5) == [("number", 11)]
    assert await charger.commanded(14, 5) == [("number", 14)]
    hass.states.async_set("number.amps", "11", AMPS)
    charger.unresponsive = set()
    assert ("number", 14) in await charger.commanded(14, 60)
    assert hass.states.get("number.amps").state == "14.0"
    assert charger.reader.caps.charger_limit_a is None


async def test_a_lower_answer_than_was_ever_asked_for_is_a_limit(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, ENTITIES)
    await charger.commanded(10, 30)
    charger.unresponsive = {"number"}
    await charger.commanded(16, 5)
    hass.states.async_set("number.amps", "13", AMPS)
    await charger.commanded(16, 5)
    assert charger.reader.caps.charger_limit_a == 13.0


async def test_a_late_charger_is_given_its_time_also_for_what_is_sent_once_more(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """After a restart what is sent is new to the charger alone: the engine commanded it long ago."""
    charger = Charger(hass, freezer, ENTITIES)
    charger.shows_in_s = 20.0
    charger.unresponsive = {"number"}
    await charger.commanded(13, 5)
    charger.state.commanded_s -= 600.0
    hass.states.async_set("number.amps", "8", AMPS)
    await charger.commanded(13, 15)
    assert charger.reader.caps.charger_limit_a is None
    await charger.commanded(13, 15)
    assert charger.reader.caps.charger_limit_a == 8.0


async def test_a_limit_is_forgotten_when_the_charger_shows_more_all_the_same(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, ENTITIES)
    charger.reader.caps.limited_by_charger(6.0, charger.now)
    hass.states.async_set("number.amps", "7", AMPS)
    charger.reader.inputs(ChargerSettings(), charger.now)
    assert charger.reader.caps.charger_limit_a == 6.0
    hass.states.async_set("number.amps", "13", AMPS)
    assert charger.reader.inputs(ChargerSettings(), charger.now).limits.max_current_a == 16.0


async def test_what_shows_is_answered_though_its_call_has_not_returned(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, ENTITIES)
    await charger.commanded(10, 30, phases=3)
    charger.hanging = {"number"}
    await after(charger, 0, 8)
    assert charger.commander.unanswered_since is not None
    hass.states.async_set("number.amps", "8", AMPS)
    await after(charger, 5, 8)
    assert charger.commander.unanswered_since is None
    charger.commander._task.cancel()


async def after(charger: Charger, seconds: float, current_a: float, *, is_on: bool = True) -> list[Any]:
    """Command it once more, so much later, while a call may be under way. Returns what it was sent."""
    charger.freezer.tick(timedelta(seconds=seconds))
    before = len(charger.heard)
    charger.apply(current_a, phases=3, is_on=is_on)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return charger.heard[before:]


async def test_one_command_waits_for_another_that_is_under_way(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    charger = Charger(hass, freezer, ENTITIES)
    await charger.commanded(10, 30, phases=3)
    charger.hanging = {"number"}
    assert await after(charger, 0, 12) == [("number", 12)]
    assert await after(charger, 1, 14) == []
    assert await after(charger, 1, 8) == []
    assert await after(charger, 30, 16) == []
    charger.commander._task.cancel()


@pytest.mark.parametrize(("current_a", "is_on", "sent"), [(0, False, ("switch", "turn_off")), (8, True, ("number", 8))])
async def test_off_and_less_overtake_a_call_that_hangs(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, current_a: float, is_on: bool, sent: tuple[str, Any]
) -> None:
    charger = Charger(hass, freezer, ENTITIES)
    await charger.commanded(10, 30, phases=3)
    charger.hanging = {"number"}
    await after(charger, 0, 12)
    assert await after(charger, 5, current_a, is_on=is_on) == [sent]
    # It is not sent again and again while it hangs itself.
    assert await after(charger, 5, current_a, is_on=is_on) == []
    charger.commander._task.cancel()
