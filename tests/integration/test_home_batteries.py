"""A home battery and a car that charges fast by night, in a real Home Assistant: the battery is not emptied into the car."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_capture_events, async_fire_time_changed

from custom_components.solar_charging.engine.decide.battery_hold import LASTS_S

from .home import BATTERY, BATTERY_SOC, CHARGER_POWER, CURRENT, GRID, PV, STATUS, SWITCH, StateHome
from .test_charging import choose, drawn_w

NIGHT = "2026-06-21 23:30:00+00:00"
LIMIT = "input_number.battery_discharge_limit"
HOUSE_W = 600.0
FULL_W = 4000.0
# What a battery does with a car at full speed: all it can.
BY_HAND = {"name": "House battery", "controlled_entity": LIMIT, "hold": "0"}


class Night:
    """The physics: a battery that covers what it may of house and car."""

    def __init__(self, home: StateHome, freezer: FrozenDateTimeFactory, entry: ConfigEntry) -> None:
        self.home = home
        self.freezer = freezer
        self.entry = entry
        self.battery_wh = 0.0

    @property
    def limit_w(self) -> float:
        return self.home.number(LIMIT)

    async def pass_minutes(self, minutes: int) -> float:
        """Let time pass; return what the battery gave beyond the house, in Wh."""
        home, car_wh = self.home, 0.0
        for _ in range(minutes):
            self.freezer.tick(timedelta(minutes=1))
            car_w = drawn_w(home)
            battery_w = min(self.limit_w, FULL_W, HOUSE_W + car_w)
            car_wh += max(battery_w - HOUSE_W, 0.0) / 60.0
            home.power(CHARGER_POWER, car_w)
            home.state(STATUS, "charging" if car_w else "connected")
            home.power(BATTERY, -battery_w)
            home.power(GRID, HOUSE_W + car_w - battery_w)
            async_fire_time_changed(home.hass)
            await home.hass.async_block_till_done(wait_background_tasks=True)
        return car_wh

    async def control_battery(self) -> None:
        """Add the control by hand, as a user does for a battery that nobody knows."""
        subentries = self.home.hass.config_entries.subentries
        flow = await subentries.async_init((self.entry.entry_id, "battery"), context={"source": "user"})
        assert flow["step_id"] == "manual"
        # Nothing is proposed that just happens to come first.
        nothing_chosen = {"name": "House battery", "hold": "0"}
        refused = await subentries.async_configure(flow["flow_id"], nothing_chosen)
        assert refused["errors"] == {"controlled_entity": "entity_required"}
        refused = await subentries.async_configure(flow["flow_id"], {**BY_HAND, "hold": "9000"})
        assert refused["errors"] == {"hold": "value_not_accepted"}
        done = await subentries.async_configure(flow["flow_id"], BY_HAND)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        await self.home.hass.async_block_till_done(wait_background_tasks=True)

    def shown(self) -> tuple[str, str]:
        """Return what the battery's sensor shows, and why."""
        state = self.home.hass.states.get(self.home.ours("sensor", "battery_control"))
        assert state
        return state.state, state.attributes["explanation"]


@pytest.fixture
async def night(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> AsyncIterator[Night]:
    freezer.move_to(NIGHT)
    limit = {"min": 0, "max": 5000, "step": 100, "initial": FULL_W, "unit_of_measurement": "W"}
    helpers = {"charger_current": {"min": 6, "max": 16, "step": 1, "initial": 6, "unit_of_measurement": "A"}}
    numbers = {"input_number": {**helpers, "battery_discharge_limit": limit}}
    assert await async_setup_component(hass, "input_number", numbers)
    await home.plug_in_devices()
    home.power(PV, 0)
    home.power(GRID, HOUSE_W)
    sources = {"pv_power": [PV], "grid_power": GRID, "battery_power": BATTERY, "battery_soc": BATTERY_SOC}
    entry = await home.set_up(sources=sources)
    yield Night(home, freezer, entry)
    if hass.config_entries.async_get_entry(entry.entry_id):
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_boost_by_night_takes_nothing_from_a_battery_that_is_held(night: Night) -> None:
    await choose(night.home, "boost")
    await night.pass_minutes(2)
    without_wh = await night.pass_minutes(10)
    assert without_wh == pytest.approx((FULL_W - HOUSE_W) / 6.0)
    await night.control_battery()
    await night.pass_minutes(2)
    assert night.limit_w == 0.0
    assert await night.pass_minutes(10) == 0.0
    # The house is served by the grid, and the car goes on at full speed.
    assert drawn_w(night.home) == 16 * 230
    assert night.shown() == ("held", "The home battery is held: a car takes 3.7 kW from the grid.")
    await choose(night.home, "solar_only")
    await night.pass_minutes(int(LASTS_S / 60) + 2)
    assert night.limit_w == FULL_W
    state = night.home.hass.states.get(night.home.ours("sensor", "battery_control"))
    assert state
    assert (state.state, state.attributes["writes"]) == ("free", {"House battery": 2})


async def test_it_is_released_when_nobody_looks_after_it_any_more(hass: HomeAssistant, night: Night) -> None:
    entries, entry_id = hass.config_entries, night.entry.entry_id
    await choose(night.home, "boost")

    async def held() -> None:
        await night.pass_minutes(2)
        assert night.limit_w == 0.0

    await night.control_battery()
    await held()
    [control] = [one for one in night.entry.subentries.values() if one.subentry_type == "battery"]
    entries.async_remove_subentry(night.entry, control.subentry_id)
    await night.pass_minutes(1)
    assert night.limit_w == FULL_W
    await night.control_battery()
    await held()
    await entries.async_set_disabled_by(entry_id, disabled_by=ConfigEntryDisabler.USER)
    assert night.limit_w == FULL_W
    await entries.async_set_disabled_by(entry_id, disabled_by=None)
    await held()
    hass.bus.async_fire("homeassistant_stop")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert night.limit_w == FULL_W


async def test_after_a_crash_it_is_released_within_a_minute_of_the_next_start(
    hass: HomeAssistant, night: Night, hass_storage: dict[str, Any]
) -> None:
    await night.control_battery()
    await choose(night.home, "boost")
    await night.pass_minutes(2)
    [key] = [key for key in hass_storage if key.endswith(".batteries")]
    on_disk = hass_storage[key]
    assert next(iter(on_disk["data"].values()))["hold"]["before"] == str(FULL_W)
    # The charge ends, and with it everything that was in memory; the battery keeps what it was told.
    await choose(night.home, "off")
    await hass.config_entries.async_unload(night.entry.entry_id)
    hass_storage[key] = on_disk
    night.home.state(LIMIT, 0.0)
    await hass.config_entries.async_setup(night.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await night.pass_minutes(1)
    assert night.limit_w == FULL_W


async def test_who_comes_first_is_chosen_where_a_battery_is_read(hass: HomeAssistant, night: Night) -> None:
    priority = night.home.ours("select", "battery_priority")
    assert hass.states.is_state(priority, "share_by_forecast")
    data = {"entity_id": priority, "option": "battery_first"}
    await hass.services.async_call("select", "select_option", data, blocking=True)
    assert hass.states.is_state(priority, "battery_first")
    state = hass.states.get(priority)
    assert state
    # Until the battery's size was learned, there is nothing to expect.
    assert state.attributes["evening_level"] is None


async def test_the_time_of_its_level_and_what_it_may_give_in_a_day_are_chosen_and_kept(
    hass: HomeAssistant, night: Night
) -> None:
    registry = er.async_get(hass)

    async def reload() -> None:
        assert await hass.config_entries.async_reload(night.entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    at, most = night.home.ours("time", "battery_target_time"), night.home.ours("number", "battery_daily_energy_kwh")
    for entity_id in (at, most):
        registry.async_update_entity(entity_id, disabled_by=None)
    await reload()
    sunset = hass.states.get(at)
    assert sunset
    assert "20:00:00" <= sunset.state <= "23:00:00"
    for kind, service, data in (("time", "set_value", {"time": "16:30:00"}), ("number", "set_value", {"value": 4.5})):
        entity_id = at if kind == "time" else most
        await hass.services.async_call(kind, service, {"entity_id": entity_id, **data}, blocking=True)
    await reload()
    assert hass.states.is_state(at, "16:30:00")
    assert hass.states.is_state(most, "4.5")
    await hass.services.async_call("time", "set_value", {"entity_id": at, "time": "00:00:00"}, blocking=True)
    assert hass.states.is_state(at, sunset.state)


async def test_a_switch_is_on_or_off_and_one_battery_has_one_control(hass: HomeAssistant, night: Night) -> None:
    assert await async_setup_component(hass, "input_boolean", {})
    hass.states.async_set("input_boolean.discharge", "on")
    subentries = hass.config_entries.subentries

    async def add(**answers: str) -> Any:
        flow = await subentries.async_init((night.entry.entry_id, "battery"), context={"source": "user"})
        by_hand = {"name": "Battery", "controlled_entity": "input_boolean.discharge", **answers}
        return await subentries.async_configure(flow["flow_id"], by_hand)

    # Any other word would turn it off, and never be shown by it.
    assert (await add(hold="Aus"))["errors"] == {"hold": "value_not_accepted"}
    assert (await add(hold="off", release="ein"))["errors"] == {"release": "value_not_accepted"}
    assert (await add(hold="off", release="OFF"))["errors"] == {"release": "value_not_accepted"}
    assert (await add(hold=" Off "))["type"] is FlowResultType.CREATE_ENTRY
    [control] = [one for one in night.entry.subentries.values() if one.subentry_type == "battery"]
    assert control.data["hold"]["value"] == "off"
    assert (await add(hold="on"))["errors"] == {"controlled_entity": "entity_in_use"}


async def test_a_home_that_is_removed_leaves_nothing_held(hass: HomeAssistant, night: Night) -> None:
    await night.control_battery()
    await choose(night.home, "boost")
    await night.pass_minutes(2)
    await hass.config_entries.async_remove(night.entry.entry_id)
    assert night.limit_w == FULL_W


async def test_a_recognised_battery_is_offered_with_what_would_be_set(hass: HomeAssistant, night: Night) -> None:
    found = er.async_get(hass).async_get_or_create(
        "number", "huawei_solar", "SN1_storage_maximum_discharging_power", suggested_object_id="discharging"
    )
    subentries = hass.config_entries.subentries
    flow = await subentries.async_init((night.entry.entry_id, "battery"), context={"source": "user"})
    assert flow["step_id"] == "user"
    assert flow["data_schema"]
    options = flow["data_schema"].schema["battery"].config["options"]
    assert [one["label"] for one in options] == [f"Huawei ({found.entity_id}: 0)", "by_hand"]
    # What it is now stands beside what would be set.
    hass.states.async_set(found.entity_id, "5000")
    again = await subentries.async_init((night.entry.entry_id, "battery"), context={"source": "user"})
    assert again["data_schema"]
    options = again["data_schema"].schema["battery"].config["options"]
    assert options[0]["label"] == f"Huawei ({found.entity_id}: 5000 → 0)"
    done = await subentries.async_configure(flow["flow_id"], {"battery": "0", "supplies_house": True})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    [control] = [one for one in night.entry.subentries.values() if one.subentry_type == "battery"]
    assert (control.title, control.data["hold"]["value"], control.data["supplies_house"]) == ("Huawei", "0", True)
    change = await subentries.async_init(
        (night.entry.entry_id, "battery"), context={"source": "reconfigure", "subentry_id": control.subentry_id}
    )
    wrong = await subentries.async_configure(change["flow_id"], {"writes_per_day": 1, "supplies_house": False})
    assert wrong["errors"] == {"writes_per_day": "writes_out_of_range"}
    await subentries.async_configure(change["flow_id"], {"writes_per_day": 6, "supplies_house": False})
    assert night.entry.subentries[control.subentry_id].data["writes_per_day"] == 6


async def test_after_a_crash_it_stays_held_while_the_car_still_charges_fast(
    hass: HomeAssistant, night: Night, hass_storage: dict[str, Any]
) -> None:
    await night.control_battery()
    await choose(night.home, "boost")
    await night.pass_minutes(2)
    assert night.limit_w == 0.0
    await hass.config_entries.async_unload(night.entry.entry_id)
    # The charger's own integration needs half a minute to be there.
    away = {one: hass.states.get(one) for one in (CHARGER_POWER, STATUS, CURRENT, SWITCH)}
    for entity_id in away:
        hass.states.async_set(entity_id, "unavailable")
    # What the regulator remembers is written now and then only.
    del hass_storage[f"solar_charging.{night.entry.entry_id}"]
    writes = async_capture_events(hass, EVENT_CALL_SERVICE)
    await hass.config_entries.async_setup(night.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    for second in range(0, 60, 5):
        if second == 30:
            for entity_id, state in away.items():
                assert state
                hass.states.async_set(entity_id, state.state, state.attributes)
        night.freezer.tick(timedelta(seconds=5))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    await night.pass_minutes(3)
    assert night.limit_w == 0.0
    assert night.shown()[0] == "held"
    assert not [one for one in writes if one.data["service_data"].get("entity_id") == LIMIT]


async def test_a_home_that_cannot_be_set_up_leaves_nothing_held(
    hass: HomeAssistant, night: Night, hass_storage: dict[str, Any]
) -> None:
    await night.control_battery()
    await choose(night.home, "boost")
    await night.pass_minutes(2)
    assert night.limit_w == 0.0
    await hass.config_entries.async_unload(night.entry.entry_id)
    # A newer version wrote it.
    hass_storage[f"solar_charging.{night.entry.entry_id}.settings"]["version"] = 99
    assert not await hass.config_entries.async_setup(night.entry.entry_id)
    assert night.limit_w == FULL_W


async def test_a_battery_that_is_away_when_the_home_is_removed_is_named(
    hass: HomeAssistant, night: Night, caplog: pytest.LogCaptureFixture
) -> None:
    await night.control_battery()
    await choose(night.home, "boost")
    await night.pass_minutes(2)
    hass.states.async_set(LIMIT, "unavailable")
    await hass.config_entries.async_remove(night.entry.entry_id)
    assert f"release it by hand ({LIMIT}, before: {FULL_W})" in caplog.text
