"""What the user is told when something he chose cannot be used, and how it is fixed."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import package
from pytest_homeassistant_custom_component.common import async_fire_time_changed, get_system_health_info

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.array import SolarArray
from custom_components.solar_charging.solar.table import GenerationTable
from custom_components.solar_charging.solar.worker import TableRequest
from custom_components.solar_charging.solar_sources import table_cache

from .home import BATTERY, BATTERY_SOC, CHARGER_POWER, CURRENT, DOMAIN, GRID, PV, SWITCH, UNREADABLE, StateHome
from .test_cars import SOC, add_car


async def wait(hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float) -> None:
    for _ in range(int(minutes * 6)):
        freezer.tick(timedelta(seconds=10))
        if (inverter := hass.states.get(PV)) and inverter.state != "unavailable":
            StateHome(hass).power(PV, 5000)  # goes on reporting
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)


def issues(hass: HomeAssistant) -> dict[str, str]:
    """Return translation keys by issue id."""
    return {
        key: issue.translation_key for (domain, key), issue in ir.async_get(hass).issues.items() if domain == DOMAIN
    }


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    freezer.move_to("2026-06-21 11:00:00+00:00")
    await home.plug_in_devices()
    await home.set_up()
    return home


@pytest.mark.quality_rule("repair-issues")
@pytest.mark.parametrize(
    ("state", "unit", "key"),
    UNREADABLE,
)
async def test_a_sensor_gone_wrong_is_reported_once_it_lasts_and_taken_back(
    hass: HomeAssistant,
    running: StateHome,
    freezer: FrozenDateTimeFactory,
    state: str | None,
    unit: str | None,
    key: str,
) -> None:
    if state is None:
        hass.states.async_remove(GRID)
    else:
        running.power(GRID, state, unit)
    await wait(hass, freezer, 1)
    assert issues(hass) == {}
    await wait(hass, freezer, 3)
    assert issues(hass) == {f"{key}_{GRID}": key}
    # The rest of the system keeps working.
    assert hass.states.get(running.ours("sensor", "generation_power")).state == "5000"
    running.power(GRID, -2000)
    await wait(hass, freezer, 1)
    assert issues(hass) == {}
    kind = hass.states.get(running.ours("sensor", "integration_type"))
    assert kind.attributes["explanation"] == "Measured at the grid meter."


async def test_a_sun_model_that_cannot_be_had_is_reported_and_taken_back(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimator = hass.config_entries.async_entries(DOMAIN)[0].runtime_data.estimator
    with monkeypatch.context() as patch:
        patch.setattr(estimator, "table_error", lambda _now: "no network")
        await wait(hass, freezer, 3)
        assert issues(hass) == {"sun_model_missing": "sun_model_missing"}
    monkeypatch.setattr(estimator, "table_error", lambda _now: None)
    await wait(hass, freezer, 1)
    assert issues(hass) == {}


async def test_a_fresh_home_without_the_network_charges_within_a_minute_and_heals_by_itself(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = {"is_there": False}

    async def compute(array: SolarArray, requests: list[TableRequest], **_: Any) -> list[GenerationTable]:
        return [approximate_table(array, one.start, hours=192, step_s=3600.0) for one in requests]

    # Home Assistant's own requirements manager, on a machine that holds all packages but one.
    hass.config.skip_pip = False
    monkeypatch.setattr(package, "is_installed", lambda requirement: not requirement.startswith("pvlib"))
    monkeypatch.setattr(package, "install_package", lambda *_, **__: network["is_there"])
    monkeypatch.setattr(table_cache, "compute_tables", compute)
    freezer.move_to("2026-06-21 11:00:00+00:00")
    await home.plug_in_devices()
    await home.set_up()
    home.power(GRID, -4000)
    await wait(hass, freezer, 1)
    assert home.is_on(SWITCH)
    assert home.number(CURRENT) > 6
    freezer.tick(timedelta(minutes=20))
    await wait(hass, freezer, 4)
    assert issues(hass) == {"sun_model_missing": "sun_model_missing"}
    network["is_there"] = True
    # It is tried again within an hour, however often it failed.
    freezer.tick(timedelta(hours=1))
    await wait(hass, freezer, 2)
    assert issues(hass) == {}


@pytest.mark.quality_rule("log-when-unavailable")
async def test_unavailable_is_no_case_for_repair_but_is_logged_once_each_way(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    running.power(GRID, "unavailable")
    running.power(PV, "unavailable")
    await wait(hass, freezer, 10)
    assert issues(hass) == {}
    assert caplog.text.count("Surplus source changed to estimate") == 1
    for _ in range(60):
        running.power(GRID, -2000)
        running.power(PV, 3000)
        await wait(hass, freezer, 0.2)
    assert caplog.text.count("Surplus source changed to grid_meter") == 1


@pytest.mark.quality_rule("log-when-unavailable")
async def test_a_charger_that_goes_and_comes_is_logged_once_each_way(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    for _ in range(3):
        for entity_id in (CURRENT, SWITCH):
            hass.states.async_set(entity_id, "unavailable")
        await wait(hass, freezer, 0.2)
    assert caplog.text.count("Charger Garage is unavailable") == 1
    assert "available again" not in caplog.text
    hass.states.async_set(SWITCH, "off")
    hass.states.async_set(CURRENT, "6", {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"})
    await wait(hass, freezer, 0.2)
    assert caplog.text.count("Charger Garage is available again") == 1


@pytest.mark.quality_rule("log-when-unavailable")
async def test_whatever_the_home_is_read_by_is_logged_once_each_way(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, caplog: pytest.LogCaptureFixture
) -> None:
    freezer.move_to("2026-06-21 11:00:00+00:00")
    await home.plug_in_devices()
    home.state(SOC, 62, {"unit_of_measurement": "%", "device_class": "battery"})
    await home.set_up(
        sources={"pv_power": [PV], "grid_power": GRID, "battery_power": BATTERY, "battery_soc": BATTERY_SOC}
    )
    await add_car(home, soc_entity=SOC)
    for entity_id in (PV, GRID, BATTERY, BATTERY_SOC, SOC):
        before = hass.states.get(entity_id)
        caplog.clear()
        for _ in range(3):
            hass.states.async_set(entity_id, "unavailable", force_update=True)
            await hass.async_block_till_done()
        assert caplog.text.count("is unavailable") == 1, entity_id
        hass.states.async_set(entity_id, before.state, before.attributes)
        await hass.async_block_till_done()
        assert caplog.text.count("is available again") == 1, entity_id


async def test_commands_can_be_followed_in_the_log(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "custom_components.solar_charging")
    for number in range(60):
        running.power(GRID, -6000 + 20 * (number % 3))
        await wait(hass, freezer, 0.2)
    assert "turn_on() to " + SWITCH in caplog.text
    assert "because of solar_charging" in caplog.text


async def test_a_fault_of_every_step_is_logged_when_it_begins_changes_and_ends(
    hass: HomeAssistant,
    running: StateHome,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coordinator = hass.config_entries.async_entries(DOMAIN)[0].runtime_data
    message = "nothing is left"

    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError(message)

    with monkeypatch.context() as patch:
        patch.setattr(coordinator.requests, "apply", fail)
        await wait(hass, freezer, 2)
        message = "less than nothing is left"
        await wait(hass, freezer, 2)
    assert caplog.text.count("ZeroDivisionError: nothing is left") == 1
    assert caplog.text.count("ZeroDivisionError: less than nothing is left") == 1
    caplog.set_level("INFO")
    await wait(hass, freezer, 0.5)
    assert caplog.text.count("Planning succeeds again") == 1


@pytest.mark.parametrize("most_a", [5, 0])
async def test_a_number_that_cannot_reach_six_ampere_is_reported(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, most_a: int
) -> None:
    number = {"min": 0, "max": most_a, "step": 1, "unit_of_measurement": "A"}
    hass.states.async_set(CURRENT, str(most_a), number)
    await wait(hass, freezer, 4)
    assert issues(hass) == {f"range_excludes_floor_{CURRENT}": "range_excludes_floor"}


async def test_a_charger_that_does_not_follow_is_reported(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    """Its switch takes every command and stays as it is."""
    hass.services.async_register("input_boolean", "turn_on", _deaf)
    for number in range(60):
        running.power(GRID, -6000 + 20 * (number % 3))
        running.power(CHARGER_POWER, 0)
        await wait(hass, freezer, 0.2)
    assert not running.is_on(SWITCH)
    assert list(issues(hass).values()) == ["charger_does_not_follow"]


async def _deaf(_call: Any) -> None:
    """Do nothing."""


@pytest.mark.parametrize("replacement", ["sensor.new_meter", None], ids=["another sensor", "do without"])
async def test_a_vanished_sensor_is_replaced_in_one_form(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory, replacement: str | None
) -> None:
    assert await async_setup_component(hass, "repairs", {})
    from custom_components.solar_charging.repairs import (  # noqa: PLC0415  needs Home Assistant's http packages
        async_create_fix_flow,
    )

    hass.states.async_remove(GRID)
    await wait(hass, freezer, 4)
    (issue_id,) = issues(hass)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    assert issue.is_fixable
    flow = await async_create_fix_flow(hass, issue_id, issue.data)
    flow.hass, flow.handler, flow.flow_id = hass, DOMAIN, "1"
    form = await flow.async_step_init()
    assert form["description_placeholders"]["entity_id"] == GRID
    running.power("sensor.new_meter", -1500)
    await flow.async_step_replace({"entity": replacement} if replacement else {})
    await hass.async_block_till_done()
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.data["sources"]["grid_power"] == ([replacement] if replacement else [])
    await wait(hass, freezer, 1)
    assert issues(hass) == {}


async def test_system_health_shows_what_the_home_runs_on_and_nothing_of_a_home_that_is_not_loaded(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    running.power(GRID, -2000)
    await wait(hass, freezer, 0.5)
    assert await get_system_health_info(hass, DOMAIN) == {
        "integration_type": "hardware",
        "surplus_source": "grid_meter",
        "chargers": 1,
        "not_following": 0,
    }
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)
    assert await get_system_health_info(hass, DOMAIN) == {}
