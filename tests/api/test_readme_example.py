"""The documentation's API example, run as it stands there by a Python of its own, against a real running Home Assistant."""

import asyncio
import os
import re
import sys
from pathlib import Path

from homeassistant.core import HomeAssistant

from tests.integration.home import CHARGER_POWER, CURRENT, DOMAIN, STATUS, SWITCH, WATT, StateHome, charger_answers

from .conftest import Client
from .test_inverters import fronius  # noqa: F401  the inverter that is found

GUIDE = Path(__file__).parents[2] / "docs" / "automate" / "api.md"
SURPLUS_W = 5000


def example() -> str:
    """Return the guide's Python."""
    found = re.search(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found
    return found[1]


async def live(hass: HomeAssistant, home: StateHome, inverter: str) -> None:
    """Let a user add the charger as soon as there is a home, and the sun shine on both."""
    await home.plug_in_devices()
    while not (entries := hass.config_entries.async_entries(DOMAIN)):  # noqa: ASYNC110  what a person does is looking again
        await asyncio.sleep(0.05)
    subentries = hass.config_entries.subentries
    flow = await subentries.async_init((entries[0].entry_id, "charger"), context={"source": "user"})
    while flow["type"] == "menu" or flow.get("step_id") not in (None, "user"):
        flow = await subentries.async_configure(flow["flow_id"], {"next_step_id": "user"})
    await subentries.async_configure(flow["flow_id"], charger_answers())
    while True:
        drawn_w = home.number(CURRENT) * 230 if home.is_on(SWITCH) else 0.0
        hass.states.async_set(inverter, str(SURPLUS_W), WATT, force_update=True)
        home.power(CHARGER_POWER, drawn_w)
        home.state(STATUS, "charging" if drawn_w else "connected")
        await asyncio.sleep(0.2)


async def test_the_example_ends_with_a_car_that_charges_on_sunshine(
    hass_without_array: HomeAssistant,
    api: Client,
    hass_access_token: str,
    fronius: str,  # noqa: F811
) -> None:
    await hass_without_array.config.async_update(latitude=52.3731339, longitude=4.8903147)
    world = asyncio.create_task(live(hass_without_array, StateHome(hass_without_array), fronius))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        example(),
        env={
            **os.environ,
            "HOME_ASSISTANT_URL": str(api.http.make_url("")).rstrip("/"),
            "HOME_ASSISTANT_TOKEN": hass_access_token,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(60):
            output, _ = await process.communicate()
    finally:
        world.cancel()
        if process.returncode is None:
            process.kill()
    lines = output.decode().splitlines()
    assert process.returncode == 0, lines
    assert lines[0].startswith("Where is that? A location is required.")
    assert lines[1].startswith("Watt-hours until midnight: ")
    assert lines[2] == "A second one? SolarArrayAlreadyExists"
    assert lines[3] == "Fronius PRODUCING"
    assert lines[4].startswith("Charging at ")
