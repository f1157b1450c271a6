"""Several cars and chargers: which car is where, how full it is, what it can take; and guests."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from .home import DOMAIN, GRID, PV, StateHome, charger_answers, charger_form
from .test_cars import add_car
from .test_charging import NOON

PERCENT = {"unit_of_measurement": "%", "device_class": "battery"}


class TwoChargers:
    """A home with a charger on the left and one on the right, at each of which a car draws what it is told."""

    def __init__(self, home: StateHome, freezer: FrozenDateTimeFactory) -> None:
        self.home, self.freezer = home, freezer
        self.hass = home.hass
        self.plugged = {"left": False, "right": False}
        self.tells_of_cars = True
        self.takes_at_most_a = 99.0
        self.surplus_w = -300.0

    async def set_up(self) -> None:
        """Bring up both, with nothing plugged in."""
        number = {"min": 6, "max": 16, "step": 1, "initial": 6, "unit_of_measurement": "A"}
        numbers, switches = {f"{side}_current": number for side in self.plugged}, {side: {} for side in self.plugged}
        assert await async_setup_component(self.hass, "input_number", {"input_number": numbers})
        assert await async_setup_component(self.hass, "input_boolean", {"input_boolean": switches})
        self._show()
        await self.home.set_up(charger=False)
        for side in self.plugged:
            await self._add_charger(side)
        await self.let_pass(10)

    async def _add_charger(self, side: str) -> None:
        flows = self.hass.config_entries.subentries
        form = await charger_form(self.hass, self.entry)
        answers = charger_answers(
            name=side,
            current_entity=f"input_number.{side}_current",
            switch_entity=f"input_boolean.{side}",
            power_entity=f"sensor.{side}_power",
            status_entity=f"sensor.{side}_status",
        )
        await flows.async_configure(form["flow_id"], answers)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    @property
    def entry(self) -> Any:
        return self.hass.config_entries.async_entries(DOMAIN)[0]

    def drawn_w(self, side: str) -> float:
        is_on = self.plugged[side] and self.home.is_on(f"input_boolean.{side}")
        return min(self.home.number(f"input_number.{side}_current"), self.takes_at_most_a) * 230 if is_on else 0.0

    async def let_pass(self, seconds: int) -> None:
        for _ in range(seconds // 5):
            self.freezer.tick(timedelta(seconds=5))
            self._show()
            async_fire_time_changed(self.hass)
            await self.hass.async_block_till_done(wait_background_tasks=True)

    def _show(self) -> None:
        drawn = {
            side: self.drawn_w(side) if self.hass.states.get(f"input_boolean.{side}") else 0.0 for side in self.plugged
        }
        self.home.power(PV, self.surplus_w + 500)
        self.home.power(GRID, sum(drawn.values()) - self.surplus_w)
        for side, drawn_w in drawn.items():
            self.home.power(f"sensor.{side}_power", drawn_w)
            here = "charging" if drawn_w else "connected"
            status = here if self.plugged[side] else "disconnected"
            self.home.state(f"sensor.{side}_status", status if self.tells_of_cars else "unknown")

    async def plug_in(self, side: str, plug: str | None = None) -> None:
        """Plug a car in; its own plug sensor tells it a moment later."""
        self.plugged[side] = True
        await self.let_pass(10)
        if plug:
            self.home.state(plug, "on")
            await self.let_pass(10)

    def ours(self, platform: str, side: str, key: str) -> str:
        (charger,) = [sub for sub in self.entry.get_subentries_of_type("charger") if sub.title == side]
        return er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, f"{charger.subentry_id}_{key}")

    def soc(self, side: str) -> Any:
        return self.hass.states.get(self.ours("sensor", side, "state_of_charge"))

    def cars(self) -> dict[str, str | None]:
        return {side: self.soc(side).attributes["car"] for side in self.plugged}

    async def choose(self, side: str, key: str, option: str) -> None:
        data = {"entity_id": self.ours("select", side, key), "option": option}
        await self.hass.services.async_call("select", "select_option", data, blocking=True)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def enter_soc(self, side: str, pct: float) -> None:
        data = {"entity_id": self.ours("number", side, "entered_soc"), "value": pct}
        await self.hass.services.async_call("number", "set_value", data, blocking=True)

    async def plan(self, side: str, **data: Any) -> dict[str, Any]:
        device_id = er.async_get(self.hass).async_get(self.ours("select", side, "mode")).device_id
        call = self.hass.services.async_call
        await call(DOMAIN, "set_ready_by", {"device_id": device_id, "time": "07:00", **data}, blocking=True)
        answer = await call(DOMAIN, "get_plan", {"device_id": device_id}, blocking=True, return_response=True)
        return answer["plans"].get(side, {})


@pytest.fixture
async def home(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None
) -> TwoChargers:
    """Return a home at noon with two chargers, Zoe and ID.3, each of 5 kWh, with plugs and states of charge."""
    freezer.move_to(NOON)
    for car in ("zoe", "id3"):
        home.state(f"binary_sensor.{car}_plug", "off", {"device_class": "plug"})
        home.state(f"sensor.{car}_battery", 40, PERCENT)
    two = TwoChargers(home, freezer)
    await two.set_up()
    return two


async def add(home: TwoChargers, name: str, **more: Any) -> None:
    entities = {"soc_entity": f"sensor.{name}_battery"}
    done = await add_car(
        home.home, name=name, battery_kwh=5, **entities, advanced={"plug_entity": f"binary_sensor.{name}_plug", **more}
    )
    assert done["type"] == "create_entry", done


@pytest.fixture
async def both(home: TwoChargers) -> TwoChargers:
    """Return the home with both cars described."""
    for name in ("zoe", "id3"):
        await add(home, name)
    await home.let_pass(10)
    return home


async def test_two_cars_at_two_chargers_are_told_apart_by_their_plugs(both: TwoChargers) -> None:
    await both.plug_in("right", "binary_sensor.zoe_plug")
    assert both.cars() == {"left": None, "right": "zoe"}
    await both.let_pass(600)
    await both.plug_in("left", "binary_sensor.id3_plug")
    assert both.cars() == {"left": "id3", "right": "zoe"}
    assert both.soc("left").attributes["recognised_by"] == "plugged_in_together"
    both.plugged["right"] = False
    both.home.state("binary_sensor.zoe_plug", "off")
    await both.let_pass(10)
    assert both.cars() == {"left": "id3", "right": None}
    assert both.soc("right").attributes["recognised_by"] == "no_car"


async def test_two_cars_plugged_in_at_once_are_told_apart_by_the_one_that_charges(both: TwoChargers) -> None:
    both.plugged = {"left": True, "right": True}
    both.home.state("binary_sensor.zoe_plug", "on")
    both.home.state("binary_sensor.id3_plug", "on")
    await both.let_pass(10)
    assert both.cars() == {"left": None, "right": None}
    assert both.soc("left").attributes["recognised_by"] == "unclear"
    await both.choose("left", "mode", "boost")
    await both.let_pass(300)
    both.home.state("sensor.id3_battery", 45)
    await both.let_pass(10)
    assert both.cars() == {"left": "id3", "right": "zoe"}


async def test_a_charger_that_names_its_car_is_believed(both: TwoChargers) -> None:
    (left,) = [sub for sub in both.entry.get_subentries_of_type("charger") if sub.title == "left"]
    readings = {**left.data["readings"], "vehicle": {"entity_id": "select.left_vehicle"}}
    both.hass.config_entries.async_update_subentry(both.entry, left, data={**left.data, "readings": readings})
    both.home.state("select.left_vehicle", "ID3")
    await both.hass.async_block_till_done(wait_background_tasks=True)
    for car in ("zoe", "id3"):
        both.home.state(f"binary_sensor.{car}_plug", "on")
    await both.plug_in("left")
    assert both.cars()["left"] == "id3"
    assert both.soc("left").attributes["recognised_by"] == "named"
    assert both.entry.runtime_data.sessions.ledger(left.subentry_id).session.vehicle == "id3"


async def test_a_restart_in_mid_charge_forgets_neither_the_car_nor_how_full_it_is(both: TwoChargers) -> None:
    await both.plug_in("left", "binary_sensor.zoe_plug")
    await both.choose("left", "mode", "boost")
    await both.let_pass(600)
    before = float(both.soc("left").state)
    assert before == pytest.approx(40 + 3680 / 6 * 0.9 / 50, abs=0.5)
    for entity_id in ("binary_sensor.zoe_plug", "binary_sensor.id3_plug", "sensor.zoe_battery"):
        both.home.state(entity_id, "unavailable")
    assert await both.hass.config_entries.async_reload(both.entry.entry_id)
    await both.let_pass(60)
    assert both.cars() == {"left": "zoe", "right": None}
    assert both.soc("left").attributes["source"] == "estimated"
    assert before <= float(both.soc("left").state) < before + 2
    both.home.state("sensor.zoe_battery", 40)
    await both.let_pass(10)
    assert float(both.soc("left").state) >= before


async def test_nothing_is_assumed_of_a_guests_car(both: TwoChargers) -> None:
    await both.plug_in("left")
    assert both.soc("left").attributes["recognised_by"] == "guest"
    assert both.soc("left").state == "unknown"
    plan = await both.plan("left", target_pct=80)
    assert plan["assumptions"] == ["battery_unknown"]
    plan = await both.plan("left", target_pct=80, battery_kwh=50)
    assert plan["assumptions"][0] == "soc_unknown"


async def test_what_the_user_says_of_a_car_holds_until_it_leaves(both: TwoChargers) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await both.choose("left", "car", "zoe")
    assert refused.value.translation_key == "no_car_here"
    await both.plug_in("left", "binary_sensor.zoe_plug")
    select = both.hass.states.get(both.ours("select", "left", "car"))
    assert select.state == "automatic"
    assert select.attributes["options"] == ["automatic", "zoe", "id3", "guest"]
    await both.choose("left", "car", "guest")
    assert both.soc("left").attributes == {**both.soc("left").attributes, "car": None, "recognised_by": "chosen"}
    assert await both.hass.config_entries.async_reload(both.entry.entry_id)
    await both.let_pass(10)
    assert both.hass.states.get(both.ours("select", "left", "car")).state == "guest"
    await both.choose("left", "car", "id3")
    assert both.cars()["left"] == "id3"
    both.plugged["left"] = False
    await both.let_pass(10)
    both.plugged["left"] = True
    await both.let_pass(10)
    assert both.hass.states.get(both.ours("select", "left", "car")).state == "automatic"
    assert both.cars()["left"] == "zoe"


async def test_at_a_charger_that_does_not_tell_of_cars_a_choice_ends_with_the_session(both: TwoChargers) -> None:
    both.tells_of_cars = False
    await both.plug_in("left")
    await both.choose("left", "mode", "boost")
    await both.let_pass(60)
    await both.choose("left", "car", "id3")
    await both.choose("left", "mode", "off")
    await both.let_pass(60)
    assert both.cars()["left"] == "id3"
    both.freezer.tick(timedelta(hours=7))
    await both.let_pass(10)
    assert both.hass.states.get(both.ours("select", "left", "car")).state == "automatic"


async def test_a_car_is_never_offered_more_than_it_takes(home: TwoChargers) -> None:
    await add(home, "zoe", max_current_a=10)
    await home.plug_in("left", "binary_sensor.zoe_plug")
    await home.plug_in("right")
    for side in ("left", "right"):
        await home.choose(side, "mode", "boost")
    await home.let_pass(60)
    assert home.home.number("input_number.left_current") == 10
    assert home.home.number("input_number.right_current") == 16


async def test_a_car_that_is_recognised_while_it_charges_is_told_its_own_maximum(home: TwoChargers) -> None:
    await add(home, "zoe", max_current_a=10)
    await home.plug_in("left")
    await home.choose("left", "mode", "boost")
    await home.let_pass(120)
    assert home.home.number("input_number.left_current") == 16
    home.home.state("binary_sensor.zoe_plug", "on")
    await home.let_pass(60)
    assert home.home.number("input_number.left_current") == 10


async def test_a_plan_counts_on_no_more_than_the_car_took_last_time(both: TwoChargers) -> None:
    both.takes_at_most_a = 8
    await both.plug_in("left", "binary_sensor.zoe_plug")
    await both.choose("left", "mode", "boost")
    await both.let_pass(180)
    await both.choose("left", "mode", "solar_only")
    both.plugged["left"] = False
    await both.let_pass(10)
    assert await both.hass.config_entries.async_reload(both.entry.entry_id)
    await both.plug_in("left")
    (left,) = [sub for sub in both.entry.get_subentries_of_type("charger") if sub.title == "left"]
    assert both.entry.runtime_data.engine_state.chargers[left.subentry_id].takes_at_most_w == pytest.approx(8 * 230)


async def test_a_car_of_one_phase_charges_at_three_from_the_sun_that_one_needs(home: TwoChargers) -> None:
    await add(home, "zoe", phases="1")
    (right,) = [sub for sub in home.entry.get_subentries_of_type("charger") if sub.title == "right"]
    home.hass.config_entries.async_update_subentry(home.entry, right, data={**right.data, "phases": 3})
    await home.hass.async_block_till_done(wait_background_tasks=True)
    await home.plug_in("right", "binary_sensor.zoe_plug")
    home.surplus_w = 2100.0
    await home.let_pass(300)
    assert home.cars()["right"] == "zoe"
    assert home.home.number("input_number.right_current") == 9
    assert home.drawn_w("right") == 9 * 230


async def test_no_more_is_planned_than_the_car_takes_by_itself(home: TwoChargers) -> None:
    home.home.state("number.zoe_limit", 80, {"unit_of_measurement": "%"})
    await add(home, "zoe", limit_entity="number.zoe_limit")
    await home.plug_in("left", "binary_sensor.zoe_plug")
    plan = await home.plan("left", target_pct=95)
    assert plan["needed_wh"] == pytest.approx(0.4 * 5000 / 0.9, abs=5)
    assert "car_limit" in plan["assumptions"]
    assert plan["notices"][0] == "The car stops charging at 80 %."
    plan = await home.plan("left", target_pct=70)
    assert "car_limit" not in plan["assumptions"]


@pytest.mark.parametrize(
    ("value", "unit"), [("unknown", "%"), ("unavailable", "%"), (140, "%"), (-3, "%"), (2.2, "kWh"), ("full", "%")]
)
async def test_a_state_of_charge_that_cannot_be_is_passed_over(home: TwoChargers, value: Any, unit: str) -> None:
    await add(home, "zoe")
    home.home.state("sensor.zoe_battery", value, {"unit_of_measurement": unit})
    await home.plug_in("left", "binary_sensor.zoe_plug")
    assert home.cars()["left"] == "zoe"
    assert float(home.soc("left").state) == 40
    problems = {"kWh": "wrong_unit", "%": "not_a_number" if value == "full" else "unavailable"}
    expected = {} if isinstance(value, int) else {"sensor.zoe_battery": problems[unit]}
    assert home.entry.runtime_data.problems() == expected


async def test_a_car_that_does_not_tell_is_counted_on_from_what_the_user_says(home: TwoChargers) -> None:
    await add_car(home.home, name="beetle", battery_kwh=5, advanced={"plug_entity": "binary_sensor.zoe_plug"})
    await home.plug_in("left", "binary_sensor.zoe_plug")
    assert home.soc("left").state == "unknown"
    assert "soc_unknown" in (await home.plan("left", target_pct=80))["assumptions"]
    await home.enter_soc("left", 30)
    assert home.soc("left").attributes["source"] == "entered"
    assert "soc_unknown" not in (await home.plan("left", target_pct=80))["assumptions"]
    await home.choose("left", "mode", "boost")
    await home.let_pass(300)
    assert float(home.soc("left").state) == pytest.approx(30 + 3680 / 12 * 0.9 / 50, abs=0.5)
    home.plugged["left"] = False
    await home.let_pass(40)
    home.plugged["left"] = True
    await home.let_pass(10)
    assert home.soc("left").state == "unknown"


async def test_diagnostics_show_what_was_learned_of_cars(both: TwoChargers) -> None:
    from custom_components.solar_charging.diagnostics import (  # noqa: PLC0415  needs Home Assistant's http packages
        async_get_config_entry_diagnostics,
    )

    await both.plug_in("left", "binary_sensor.zoe_plug")
    found = await async_get_config_entry_diagnostics(both.hass, both.entry)
    parts = [car["charge"]["charging_efficiency"] for car in found["cars"]["cars"].values()]
    assert parts == [0.9, 0.9]
    assert found["engine"]["chargers"]


async def test_the_choice_of_a_car_is_shown_once_there_is_a_choice(
    hass: HomeAssistant, home: TwoChargers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    await add(home, "zoe")
    registry, select = er.async_get(hass), home.ours("select", "left", "car")
    # This car, or a guest's.
    assert hass.states.get(select).attributes["options"] == ["automatic", "zoe", "guest"]
    await add(home, "id3")
    assert hass.states.get(select).attributes["options"] == ["automatic", "zoe", "id3", "guest"]
    assert registry.async_get(select).disabled_by is None
