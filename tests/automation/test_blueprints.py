"""The blueprints we ship, filled in and run by Home Assistant."""

import asyncio
import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.integration.home import SWITCH, StateHome
from tests.test_repository import README, ROOT

BLUEPRINTS = ROOT / "custom_components" / "solar_charging" / "blueprints" / "automation"
EXCESS, STATUS, MODE = ("sensor", "excess_power"), ("sensor", "status"), ("select", "mode")
POWER = "sensor.dishwasher_power"


@pytest.fixture
def expected_lingering_timers() -> bool:
    """An automation at a time of day waits for tomorrow's."""
    return True


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, tmp_path: Path) -> StateHome:
    """Return a home whose configuration folder has our blueprints, at six in the evening."""
    freezer.move_to("2026-06-21 16:00:00+00:00")
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation" / "solar_charging")
    hass.config.config_dir = str(tmp_path)
    assert await async_setup_component(hass, "homeassistant", {})
    await home.plug_in_devices()
    await home.set_up()
    for name in ("dishwasher", "waits"):
        hass.states.async_set(f"input_boolean.{name}", "off")
    home.power(POWER, 0)
    return home


async def used(home: StateHome, blueprint: str, **inputs: Any) -> None:
    """Make an automation of a blueprint."""
    filled = {"path": f"solar_charging/{blueprint}.yaml", "input": inputs}
    automation = {"id": "a", "alias": "A", "use_blueprint": filled}
    assert await async_setup_component(home.hass, "automation", {"automation": [automation]})
    await home.hass.async_block_till_done()
    state = home.hass.states.get("automation.a")
    assert state is not None
    assert state.state == "on"


async def reports(home: StateHome, entity: tuple[str, str], value: Any) -> None:
    home.state(home.ours(*entity), value)
    await home.hass.async_block_till_done()


async def settle() -> None:
    """Let happen what can happen now; an automation that waits is not waited for."""
    loop = asyncio.get_running_loop()
    for _ in range(20):
        for _ in range(10):
            await asyncio.sleep(0)
        # What other threads are asked for meanwhile, such as reading a file, has to come back too.
        await loop.run_in_executor(None, time.sleep, 0.005)


async def later(home: StateHome, freezer: FrozenDateTimeFactory, **duration: float) -> None:
    """Let time pass, but for the engine: the surplus of these tests is not its."""
    freezer.tick(timedelta(**duration))
    (entry,) = home.hass.config_entries.async_entries("solar_charging")
    with patch.object(entry.runtime_data, "async_step"):
        async_fire_time_changed(home.hass)
        await settle()


@pytest.fixture
def switched(hass: HomeAssistant, running: StateHome) -> list[tuple[str, str]]:
    """Return a list of what was switched how."""
    calls: list[tuple[str, str]] = []

    async def note(call: ServiceCall) -> None:
        ids = call.data["entity_id"]
        calls.append((ids if isinstance(ids, str) else ids[0], call.service))

    for service in ("turn_on", "turn_off"):
        hass.services.async_register("homeassistant", service, note)
    return calls


async def test_an_appliance_runs_while_there_is_excess_sun(
    running: StateHome, freezer: FrozenDateTimeFactory, switched: list[tuple[str, str]]
) -> None:
    await reports(running, EXCESS, 0)
    appliance = {"entity_id": "input_boolean.dishwasher"}
    await used(running, "appliance_on_excess_sun", excess_power=running.ours(*EXCESS), appliance=appliance, needed=1000)
    await reports(running, EXCESS, 1500)
    await later(running, freezer, minutes=4)
    assert switched == []
    await later(running, freezer, minutes=2)
    assert switched == [("input_boolean.dishwasher", "turn_on")]
    await reports(running, EXCESS, 300)
    await later(running, freezer, minutes=30)
    assert len(switched) == 1
    await reports(running, EXCESS, -300)
    await later(running, freezer, minutes=6)
    assert switched[1:] == [("input_boolean.dishwasher", "turn_off")]


@pytest.mark.parametrize(
    ("forecast_wh", "status", "count"),
    [(30_000, "no_car", 1), (3_000, "no_car", 0), (30_000, "waiting", 0)],
)
async def test_one_is_told_to_plug_in_if_it_is_worth_it(
    running: StateHome, freezer: FrozenDateTimeFactory, forecast_wh: float, status: str, count: int
) -> None:
    notifications: list[ServiceCall] = []
    running.hass.services.async_register("notify", "notify", notifications.append)
    tomorrow = "sensor.tomorrow"
    running.state(tomorrow, forecast_wh, {"unit_of_measurement": "Wh", "device_class": "energy"})
    await used(running, "plug_in_for_tomorrow", forecast=tomorrow, charger_status=running.ours(*STATUS), at="20:00:00")
    await reports(running, STATUS, status)
    await later(running, freezer, hours=1)
    assert notifications == []
    await later(running, freezer, hours=1, seconds=1)
    assert len(notifications) == count
    if notifications:
        assert notifications[0].data["message"] == "Plug in the car: tomorrow's solar forecast is 30000 Wh."


@pytest.mark.parametrize(("days", "count"), [(8, 0), (9, 1)])
async def test_the_statement_is_sent_on_the_first_of_the_month(
    running: StateHome, freezer: FrozenDateTimeFactory, days: int, count: int
) -> None:
    sent: list[ServiceCall] = []
    running.hass.services.async_register("notify", "notify", sent.append)
    notify = {
        "action": "notify.notify",
        "data": {"title": "{{ month }} {{ file_name }} {{ '<h1>' in content }}", "message": "{{ message }}"},
    }
    await used(running, "monthly_statement", at="08:00:00", notify=[notify])
    await later(running, freezer, days=days, hours=14, seconds=1)
    assert len(sent) == count
    if sent:
        assert sent[0].data["title"] == "2026-06 solar-charging-2026-06.html True"
        assert sent[0].data["message"] == "Total: 0.000 kWh"


def mode_of_charger(home: StateHome) -> str:
    """Return the mode that is set."""
    coordinator = home.hass.config_entries.async_entries("solar_charging")[0].runtime_data
    return str(coordinator.settings.charger(coordinator.site.chargers[0].id).mode)


async def test_the_car_waits_for_the_dishwasher_and_goes_on_as_before(
    running: StateHome, freezer: FrozenDateTimeFactory, switched: list[tuple[str, str]]
) -> None:
    await reports(running, EXCESS, 3000)
    await used(
        running,
        "appliance_before_car",
        excess_power=running.ours(*EXCESS),
        charger_mode=running.ours(*MODE),
        waits="input_boolean.waits",
        appliance="input_boolean.dishwasher",
        power=POWER,
    )
    assert mode_of_charger(running) == "solar_only"
    running.state("input_boolean.waits", "on")
    await settle()
    assert ("input_boolean.dishwasher", "turn_on") in switched
    assert mode_of_charger(running) == "off"
    assert not running.is_on(SWITCH)
    running.power(POWER, 1900)
    await later(running, freezer, minutes=5, seconds=1)
    await later(running, freezer, minutes=60)
    assert mode_of_charger(running) == "off"
    running.power(POWER, 1)
    await settle()
    await later(running, freezer, minutes=10, seconds=1)
    assert mode_of_charger(running) == "solar_only"


def test_the_readme_offers_every_blueprint_by_its_address() -> None:
    for path in BLUEPRINTS.glob("*.yaml"):
        assert f"/blueprints/automation/{path.name}" in README
        name = path.read_text().split("name: ", 1)[1].split("\n", 1)[0]
        assert name in README


def test_blueprints_are_plain_yaml_but_for_their_inputs() -> None:
    class Loader(yaml.SafeLoader):
        """Knows the one tag that blueprints add."""

    Loader.add_constructor("!input", lambda _, node: node.value)
    for path in BLUEPRINTS.glob("*.yaml"):
        content = yaml.load(path.read_text(), Loader)  # noqa: S506  a safe one with one tag
        assert content["blueprint"]["domain"] == "automation"
