"""One home battery is held and released, whatever it does with what it is told: three kinds of control, each by a fake device."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError

from custom_components.solar_charging.catalogue.battery_control import BatteryControl
from custom_components.solar_charging.catalogue.charger_config import EntityAction
from custom_components.solar_charging.catalogue.entry import ControlKind
from custom_components.solar_charging.devices.battery_driver import (
    AGAIN_S,
    ANSWER_WITHIN_S,
    LONGEST_HOLD_S,
    MOST_TRIES,
    RETOLD_S,
    SELDOM_S,
    BatteryDriver,
)
from custom_components.solar_charging.devices.stored_hold import SHOWN_WITHIN_S
from custom_components.solar_charging.engine.decide.battery_hold import BatteryCommand, BatteryUse
from custom_components.solar_charging.engine.model import Reason

NUMBER, SELECT, SOC = "number.discharge_limit", "select.work_mode", "number.min_soc"
HELD = BatteryCommand(BatteryUse.HELD, Reason("battery_held", {"power_w": 7000.0}), 700.0)
FREE = BatteryCommand(BatteryUse.FREE, Reason("battery_free", {}))
BY_NUMBER = BatteryControl(ControlKind.NUMBER, EntityAction(NUMBER, "0"), limit_unit="W")
BY_SELECT = BatteryControl(ControlKind.SELECT, EntityAction(SELECT, "standby"))
BY_MIN_SOC = BatteryControl(ControlKind.MIN_SOC, EntityAction(SOC))
BY_ACTION = BatteryControl(
    ControlKind.ACTION,
    EntityAction(action="box.hold", data={"power": "{limit_w}", "duration": "{seconds}"}),
    EntityAction(action="box.release"),
    renew_s=1800.0,
)


class FakeBattery:
    """Entities and actions of an integration, and what they do with a command."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.calls: list[tuple[str, Any]] = []
        self.refuses = self.ignores = False
        self.stored = 0
        self.at_store: list[dict[str, Any]] = []
        hass.states.async_set(NUMBER, "5000", {"min": 0, "max": 6000, "step": 1, "unit_of_measurement": "W"})
        hass.states.async_set(SELECT, "self_use", {"options": ["self_use", "standby"]})
        hass.states.async_set(SOC, "10", {"min": 5, "max": 100, "step": 5})
        for domain, service, field in (("number", "set_value", "value"), ("select", "select_option", "option")):
            hass.services.async_register(domain, service, self._setter(field))
        for service in ("hold", "release"):
            hass.services.async_register("box", service, self._take)

    def _setter(self, field: str) -> Callable[[ServiceCall], Coroutine[Any, Any, None]]:
        async def take(call: ServiceCall) -> None:
            await self._take(call)
            if not self.ignores:
                self.show(call.data["entity_id"], call.data[field])

        return take

    async def _take(self, call: ServiceCall) -> None:
        self.calls.append((call.service, dict(call.data)))
        if self.refuses:
            raise HomeAssistantError("Modbus: no answer")

    def show(self, entity_id: str, value: Any) -> None:
        state = self.hass.states.get(entity_id)
        assert state
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        self.hass.states.async_set(entity_id, shown, state.attributes)

    def value(self, entity_id: str) -> str:
        state = self.hass.states.get(entity_id)
        assert state
        return state.state


class Driven:
    """A battery with its driver, on a clock of its own."""

    def __init__(self, hass: HomeAssistant, control: BatteryControl) -> None:
        self.battery = FakeBattery(hass)
        self.now_s = 1_000_000.0
        self.disk: dict[str, Any] = {}
        self.driver = BatteryDriver(hass, "Battery", control, self._store)

    async def _store(self) -> None:
        self.disk = self.driver.as_dict()

    async def asked(self, command: BatteryCommand, later_s: float = 5.0, level_pct: float | None = 63.4) -> None:
        self.now_s += later_s
        await self.driver.async_follow(command, level_pct, self.now_s)

    @property
    def key(self) -> str:
        return self.driver.reason.key


@pytest.mark.parametrize(
    ("control", "entity_id", "held", "before"),
    [
        (BY_NUMBER, NUMBER, "0", "5000"),
        (BY_SELECT, SELECT, "standby", "self_use"),
        # 63.4 % in steps of 5, rounded down.
        (BY_MIN_SOC, SOC, "60", "10"),
    ],
    ids=["number", "select", "min_soc"],
)
async def test_it_is_held_and_gets_back_what_it_had(
    hass: HomeAssistant, control: BatteryControl, entity_id: str, held: str, before: str
) -> None:
    home = Driven(hass, control)
    for _ in range(3):
        await home.asked(HELD)
    assert home.battery.value(entity_id) == held
    assert len(home.battery.calls) == 1
    for _ in range(3):
        await home.asked(FREE)
    assert home.battery.value(entity_id) == before
    assert (len(home.battery.calls), home.driver.writes(home.now_s)) == (2, 2)
    assert home.disk["hold"] is None


async def test_an_action_is_renewed_before_its_time_is_over_and_ended(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_ACTION)
    await home.asked(HELD)
    await home.asked(HELD, 800.0)
    assert home.battery.calls == [("hold", {"power": 0, "duration": 1800})]
    await home.asked(HELD, 200.0)
    assert len(home.battery.calls) == 2
    await home.asked(FREE)
    assert home.battery.calls[-1][0] == "release"


@pytest.mark.parametrize(
    ("level_pct", "depth", "shown", "held"),
    [
        (63.4, False, "80", "80"),
        (63.4, False, "12", "60"),
        # Its steps are of 5, what the inverter has is not.
        (14.0, False, "12", "12"),
        (11.0, False, "12", "12"),
        (63.4, True, "90", "40"),
        (63.4, True, "38", "38"),
        (63.4, True, "20", "20"),
    ],
)
async def test_a_reserve_is_never_lowered(
    hass: HomeAssistant, level_pct: float, depth: bool, shown: str, held: str
) -> None:
    home = Driven(hass, BatteryControl(ControlKind.MIN_SOC, EntityAction(SOC), is_depth=depth))
    home.battery.show(SOC, shown)
    await home.asked(HELD, level_pct=level_pct)
    assert home.battery.value(SOC) == held


async def test_one_that_supplies_the_house_gets_its_limit_and_a_new_one(hass: HomeAssistant) -> None:
    control = BatteryControl(ControlKind.NUMBER, EntityAction(NUMBER, "0"), limit_unit="W", supplies_house=True)
    home = Driven(hass, control)
    await home.asked(HELD)
    await home.asked(HELD)
    assert (home.battery.value(NUMBER), home.driver.use, home.key) == (
        "700",
        BatteryUse.HOUSE_ONLY,
        "battery_house_only",
    )
    await home.asked(BatteryCommand(BatteryUse.HELD, HELD.reason, 1500.0))
    assert home.battery.value(NUMBER) == "1500"


@pytest.mark.parametrize(("unit", "house_only", "held"), [("kW", "0.7", "0.01"), ("W", "700", "10")])
async def test_a_limit_is_set_in_the_unit_that_its_entity_shows(
    hass: HomeAssistant, unit: str, house_only: str, held: str
) -> None:
    """People choose kW for what an inverter has in W, and the other way round."""
    for control, value in (
        (BatteryControl(ControlKind.NUMBER, EntityAction(NUMBER, "10"), limit_unit="W"), held),
        (
            BatteryControl(ControlKind.NUMBER, EntityAction(NUMBER, "10"), limit_unit="W", supplies_house=True),
            house_only,
        ),
    ):
        home = Driven(hass, control)
        step = 0.001 if unit == "kW" else 1
        hass.states.async_set(NUMBER, "5", {"min": 0, "max": 6000, "step": step, "unit_of_measurement": unit})
        await home.asked(HELD)
        assert home.battery.value(NUMBER) == value
        await home.asked(FREE)


async def test_a_battery_whose_setting_is_away_is_not_called_held(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    home.battery.show(NUMBER, "unavailable")
    await home.asked(HELD)
    assert (home.driver.use, home.key) == (BatteryUse.FREE, "battery_not_answering")
    home.battery.show(NUMBER, "5000")
    await home.asked(HELD)
    assert (home.battery.value(NUMBER), home.driver.use, home.key) == ("0", BatteryUse.HELD, "battery_held")


async def test_a_hold_is_on_the_disk_before_the_battery_is_told(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)

    async def take(call: ServiceCall) -> None:
        assert home.disk["hold"]["before"] == "5000"
        home.battery.calls.append((call.service, dict(call.data)))

    hass.services.async_register("number", "set_value", take)
    await home.asked(HELD)
    assert home.battery.calls


async def test_after_a_crash_it_is_released_by_what_is_on_the_disk(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    again = BatteryDriver(hass, "Battery", BatteryControl.from_dict(home.disk["control"]), home._store)
    again.restore(home.disk)
    await again.async_follow(FREE, None, home.now_s + 5.0)
    assert home.battery.value(NUMBER) == "5000"
    assert again.writes(home.now_s + 5.0) == 2


async def test_one_that_is_away_is_released_when_it_is_back(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    home.battery.show(NUMBER, "unavailable")
    await home.asked(FREE)
    assert home.driver.hold is not None
    home.battery.show(NUMBER, "0")
    await home.asked(FREE, AGAIN_S)
    assert home.battery.value(NUMBER) == "5000"
    assert home.driver.hold is None


async def test_one_whose_entity_shows_late_is_released_all_the_same(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    # The battery takes what it is told; its entity is asked for it later.
    home.battery.ignores = True
    await home.asked(HELD)
    await home.asked(FREE)
    assert [data["value"] for _, data in home.battery.calls] == [0.0, 5000.0]
    await home.asked(FREE)
    assert (len(home.battery.calls), home.disk["hold"]) == (2, None)


async def test_a_release_that_the_battery_ignores_is_told_again_named_and_not_forgotten(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    await home.asked(HELD)
    home.battery.ignores = True
    await home.asked(FREE)
    assert home.driver.hold is not None
    for _ in range(MOST_TRIES):
        assert not home.driver.does_not_follow
        await home.asked(FREE, RETOLD_S)
    assert home.driver.does_not_follow
    calls = len(home.battery.calls)
    await home.asked(FREE, RETOLD_S)
    assert len(home.battery.calls) == calls
    home.battery.ignores = False
    await home.asked(FREE, SELDOM_S)
    assert (home.battery.value(NUMBER), home.driver.hold) == ("5000", None)
    await home.asked(FREE)
    assert not home.driver.does_not_follow


async def test_one_that_is_wanted_again_before_it_shows_that_it_is_free_gets_back_what_it_had(
    hass: HomeAssistant,
) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    await home.asked(HELD)
    home.battery.ignores = True
    await home.asked(FREE)
    home.battery.ignores = False
    await home.asked(HELD)
    await home.asked(HELD)
    assert home.battery.value(NUMBER) == "0"
    await home.asked(FREE)
    assert home.battery.value(NUMBER) == "5000"


async def test_one_that_refuses_or_ignores_is_tried_three_times_and_then_named(hass: HomeAssistant) -> None:
    for fault, wait_s in (("refuses", AGAIN_S), ("ignores", AGAIN_S + SHOWN_WITHIN_S)):
        home = Driven(hass, BY_SELECT)
        setattr(home.battery, fault, True)
        for _ in range(12):
            await home.asked(HELD, wait_s)
        assert len(home.battery.calls) == MOST_TRIES, fault
        assert home.key == "battery_not_answering"
        assert home.driver.does_not_follow
        # Nothing was taken: nothing is to be taken back, and the next charge finds it willing.
        setattr(home.battery, fault, False)
        await home.asked(FREE, wait_s)
        await home.asked(FREE)
        await home.asked(HELD, wait_s)
        assert home.battery.value(SELECT) == "standby"
        await home.asked(FREE, wait_s)


async def test_one_that_forgets_is_told_again_once_and_then_left(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    await home.asked(HELD)
    home.battery.show(NUMBER, "5000")
    await home.asked(HELD)
    assert home.battery.value(NUMBER) == "0"
    await home.asked(HELD)
    home.battery.show(NUMBER, "5000")
    for _ in range(3):
        await home.asked(HELD)
    assert (home.battery.value(NUMBER), home.key) == ("5000", "battery_set_by_another")
    assert len(home.battery.calls) == 2


@pytest.mark.parametrize("by", ["person", "automation"])
async def test_what_somebody_set_back_to_what_it_was_is_left_at_once(hass: HomeAssistant, by: str) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    await home.asked(HELD)
    context = Context(user_id="anna") if by == "person" else Context()
    if by == "automation":
        hass.states.async_set("automation.night", "on", context=context)
    state = hass.states.get(NUMBER)
    assert state
    hass.states.async_set(NUMBER, "5000", state.attributes, context=context)
    for _ in range(3):
        await home.asked(HELD)
    assert (home.battery.value(NUMBER), home.key) == ("5000", "battery_set_by_another")
    assert len(home.battery.calls) == 1


async def test_what_another_sets_meanwhile_stays(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    await home.asked(HELD)
    home.battery.show(NUMBER, "2500")
    for command in (HELD, HELD, FREE, FREE):
        await home.asked(command)
        assert home.battery.value(NUMBER) == "2500"
    assert len(home.battery.calls) == 1
    # The next charge holds it again, and gives back what it found.
    await home.asked(HELD)
    await home.asked(FREE)
    assert home.battery.value(NUMBER) == "2500"


async def test_what_somebody_set_at_the_last_moment_is_not_overwritten_by_the_release(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    await home.asked(HELD)
    home.battery.show(NUMBER, "2500")
    await home.asked(FREE)
    assert home.battery.value(NUMBER) == "2500"


async def test_one_that_somebody_holds_already_is_theirs(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    home.battery.show(NUMBER, "0")
    await home.asked(HELD)
    await home.asked(FREE)
    assert (home.battery.calls, home.battery.value(NUMBER)) == ([], "0")


async def test_its_writes_of_a_day_end_holding_never_releasing(hass: HomeAssistant) -> None:
    home = Driven(hass, BatteryControl(ControlKind.NUMBER, EntityAction(NUMBER, "0"), writes_per_day=5))
    for _ in range(6):
        await home.asked(HELD)
        await home.asked(HELD)
        assert home.driver.writes(home.now_s) <= 5
        reason = home.key
        await home.asked(FREE)
        assert home.battery.value(NUMBER) == "5000"
    assert (len(home.battery.calls), reason) == (4, "battery_writes_spent")
    await home.asked(HELD, 86_400.0)
    assert home.battery.value(NUMBER) == "0"


async def test_no_hold_lasts_for_ever(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_NUMBER)
    await home.asked(HELD)
    await home.asked(HELD)
    await home.asked(HELD, LONGEST_HOLD_S)
    await home.asked(HELD)
    assert home.battery.value(NUMBER) == "5000"


@pytest.mark.parametrize(
    ("control", "entity_id", "shown", "before"),
    [(BY_NUMBER, NUMBER, "100", "5000"), (BY_MIN_SOC, SOC, "65", "10"), (BY_MIN_SOC, SOC, "56", "10")],
)
async def test_one_that_takes_a_value_in_steps_of_its_own_is_ours_and_gets_back_what_it_had(
    hass: HomeAssistant, control: BatteryControl, entity_id: str, shown: str, before: str
) -> None:
    home = Driven(hass, control)
    await home.asked(HELD)
    home.battery.show(entity_id, shown)
    for _ in range(4):
        await home.asked(HELD, SHOWN_WITHIN_S)
    assert (home.driver.use, home.driver.writes(home.now_s)) == (BatteryUse.HELD, 1)
    # So it is after a crash, too.
    home.driver.restore(home.disk)
    await home.asked(FREE)
    assert home.battery.value(entity_id) == before


async def test_what_is_far_from_ours_is_somebody_elses(hass: HomeAssistant) -> None:
    home = Driven(hass, BY_MIN_SOC)
    await home.asked(HELD)
    home.battery.show(SOC, "30")
    await home.asked(HELD, SHOWN_WITHIN_S)
    assert home.key == "battery_set_by_another"
    await home.asked(FREE)
    assert home.battery.value(SOC) == "30"


async def test_one_whose_integration_never_answers_is_given_up_and_tried_again(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ANSWER_WITHIN_S < 60.0
    monkeypatch.setattr("custom_components.solar_charging.devices.battery_driver.ANSWER_WITHIN_S", 0.01)
    home, never = Driven(hass, BY_ACTION), asyncio.Event()

    async def hang(call: ServiceCall) -> None:
        await never.wait()

    hass.services.async_register("box", "hold", hang)
    await asyncio.wait_for(home.asked(HELD), 2.0)
    assert home.driver.refusal
    # It may have taken it all the same.
    await home.asked(FREE, AGAIN_S)
    assert home.battery.calls == [("release", {})]
    assert home.driver.hold is None


async def test_a_stop_while_a_hold_is_being_written_releases_what_was_written(hass: HomeAssistant) -> None:
    home, written = Driven(hass, BY_NUMBER), asyncio.Event()
    store = home.driver._store

    async def slowly() -> None:
        is_first = not home.disk
        await store()
        if is_first:
            await written.wait()

    home.driver._store = slowly
    step = asyncio.create_task(home.asked(HELD))
    await asyncio.sleep(0)
    stop = asyncio.create_task(home.driver.async_release(home.now_s))
    for _ in range(10):
        await asyncio.sleep(0)
    written.set()
    await asyncio.gather(step, stop)
    assert home.battery.value(NUMBER) == "5000"
    assert home.driver.hold is None
