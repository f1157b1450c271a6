"""Other optimizers: what the cars will take is offered to them, and what they plan is done; by the recipes of the documentation."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.template import Template
from homeassistant.setup import async_setup_component

from tests.test_repository import ROOT

from .home import DOMAIN, StateHome
from .test_charging import NOON as NOON_TEXT
from .test_charging import choose, drawn_w, surplus_of
from .test_ready_by import act, status

pytestmark = pytest.mark.usefixtures("everything_enabled")

NOON = datetime.fromisoformat(NOON_TEXT)
PAGE = (ROOT / "docs" / "automate" / "optimizers.md").read_text()


@pytest.fixture
def expected_lingering_timers() -> bool:
    """An automation that looks every few minutes waits for the next ones."""
    return True


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home at noon in summer without any surplus."""
    freezer.move_to(NOON_TEXT)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    return home


def slot(start_min: float, end_min: float, **power: float) -> dict[str, Any]:
    return {
        "start": (NOON + timedelta(minutes=start_min)).isoformat(),
        "end": (NOON + timedelta(minutes=end_min)).isoformat(),
        **power,
    }


async def test_a_car_charges_when_and_as_another_program_plans(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    slots = [slot(-5, 10, charge_kw=2.3), slot(10, 30, limit_kw=0)]
    await act(running, "set_charging_schedule", source="EMHASS", slots=slots)
    await surplus_of(running, freezer, -500, 120)
    assert (status(running), drawn_w(running)) == ("charging_by_schedule", 2300)
    sentence = running.hass.states.get(running.ours("sensor", "reason")).state
    assert "EMHASS" in sentence
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    assert await running.hass.config_entries.async_reload(entry.entry_id)
    await surplus_of(running, freezer, -500, 60)
    assert status(running) == "charging_by_schedule"
    await surplus_of(running, freezer, 4000, 600)
    assert (status(running), drawn_w(running)) == ("paused_by_schedule", 0)
    await act(running, "set_charging_schedule", source="EMHASS", slots=[])
    await surplus_of(running, freezer, 4000, 300)
    assert drawn_w(running) > 0


async def test_off_and_boost_come_before_another_programs_plan(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_charging_schedule", source="x", slots=[slot(-5, 60, charge_kw=2.3)])
    await choose(running, "off")
    await surplus_of(running, freezer, -500, 30)
    assert drawn_w(running) == 0
    await act(running, "set_charging_schedule", source="x", slots=[slot(-5, 60, limit_kw=0)])
    await choose(running, "boost")
    await surplus_of(running, freezer, -500, 30)
    assert drawn_w(running) == 16 * 230


@pytest.mark.parametrize(
    "wrong",
    [
        slot(0, 10),
        slot(0, 10, charge_kw=1, limit_kw=1),
        slot(10, 0, charge_kw=1),
        slot(0, 10, charge_kw=-1),
        slot(0, 10, charge_kw=float("nan")),
    ],
)
async def test_a_slot_that_cannot_be_is_refused(running: StateHome, wrong: dict[str, Any]) -> None:
    with pytest.raises((ServiceValidationError, Exception), match=r"slots|required|expected|value|keys"):
        await act(running, "set_charging_schedule", source="x", slots=[wrong])


async def test_the_forecast_is_the_same_by_sensor_action_and_plan(running: StateHome) -> None:
    await act(running, "set_ready_by", departure="2026-06-21 20:00:00", energy_kwh=7)
    call = running.hass.services.async_call
    answer = await call(DOMAIN, "get_charging_forecast", {}, blocking=True, return_response=True)
    assert len(answer["slots"]) == 96
    drawn_wh = sum((one["car_solar_w"] + one["car_grid_w"]) / 4 for one in answer["slots"])
    assert 6_500 < drawn_wh < 40_000
    assert answer["energy_wh"] == pytest.approx(drawn_wh, abs=50)
    for one in answer["slots"]:
        assert one["surplus_p10_w"] <= one["surplus_p50_w"] <= one["surplus_p90_w"]
    sensor = running.ours("sensor", "charging_forecast")
    await async_setup_component(running.hass, "homeassistant", {})
    await call("homeassistant", "update_entity", {"entity_id": sensor}, blocking=True)
    state = running.hass.states.get(sensor)
    assert float(state.state) == pytest.approx(answer["energy_wh"], abs=250)
    assert state.attributes["slots"][0].keys() == answer["slots"][0].keys()


def recipes(running: StateHome, heading: str) -> list[dict[str, Any]]:
    """Return a section's configurations, with the entities of this home."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    text = section.replace("sensor.garage_status", running.ours("sensor", "status"))
    text = text.replace("sensor.home_charging_forecast", running.ours("sensor", "charging_forecast"))
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


async def use(running: StateHome, recipe: dict[str, Any]) -> None:
    assert await async_setup_component(running.hass, "automation", recipe)
    await running.hass.async_block_till_done()


async def look_ahead(running: StateHome) -> None:
    await async_setup_component(running.hass, "homeassistant", {})
    data = {"entity_id": running.ours("sensor", "charging_forecast")}
    await running.hass.services.async_call("homeassistant", "update_entity", data, blocking=True)


async def test_emhass_gets_a_load_in_watts_and_its_deferrable_load_is_the_car(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await look_ahead(running)
    command, automation = recipes(running, "EMHASS")
    payload = Template(command["rest_command"]["emhass_day_ahead"]["payload"], running.hass).async_render()
    watts = (json.loads(payload) if isinstance(payload, str) else payload)["load_power_forecast"]
    assert len(watts) == 96
    assert all(isinstance(one, int | float) and one >= 0 for one in watts)
    await use(running, automation)
    # As EMHASS publishes it: dates with their offset, powers as text.
    dates = [NOON + timedelta(minutes=15 * index) for index in range(3)]
    schedule = [
        {"date": date.isoformat(), "p_deferrable0": power}
        for date, power in zip(dates, ("2300.0", "0.0", "3680.0"), strict=True)
    ]
    running.state("sensor.p_deferrable0", "2300.0", {"unit_of_measurement": "W", "deferrables_schedule": schedule})
    await running.hass.async_block_till_done()
    await surplus_of(running, freezer, -500, 60)
    assert (status(running), drawn_w(running)) == ("charging_by_schedule", 2300)
    await surplus_of(running, freezer, -500, 900)
    assert status(running) == "paused_by_schedule"


async def test_predbat_gets_energy_that_adds_up_and_its_slot_is_followed(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_ready_by", departure="2026-06-21 20:00:00", energy_kwh=7)
    await look_ahead(running)
    sensor, automation = recipes(running, "Predbat")
    cars = Template(sensor["template"][0]["sensor"][0]["attributes"]["cars"], running.hass).async_render()
    energies = [one["energy"] for one in cars]
    assert energies == sorted(energies)
    assert energies[0] == 0
    assert energies[-1] > 6
    assert datetime.fromisoformat(cars[0]["last_updated"]).tzinfo == UTC
    await act(running, "clear_ready_by")
    await use(running, automation)
    running.state("binary_sensor.predbat_car_charging_slot", "on")
    await running.hass.async_block_till_done()
    await surplus_of(running, freezer, -500, 60)
    assert status(running) == "charging_by_schedule"
    running.state("binary_sensor.predbat_car_charging_slot", "off")
    await running.hass.async_block_till_done()
    await surplus_of(running, freezer, -500, 300)
    assert drawn_w(running) == 0


async def test_the_car_charges_while_batcontrol_charges_the_battery(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    broker, automation = recipes(running, "batcontrol")
    assert broker["mqtt"]["sensor"][0]["state_topic"] == "house/batcontrol/mode"
    await use(running, automation)
    for mode, reason in (("-1", "charging_by_schedule"), ("0", "waiting_for_surplus"), ("10", "waiting_for_surplus")):
        running.state("sensor.batcontrol_mode", mode)
        await running.hass.async_block_till_done()
        await surplus_of(running, freezer, -500, 240)
        assert status(running) == reason, mode
