"""What homes do to a charger, tried with the real code of its integration. Not collected by itself: script/real names this file.

Each trial holds the same: the car follows the sun again within a minute, nothing is taken for a hand at the charger,
nothing has to be repaired, and next to nothing was bought.
"""

import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

import custom_components

from ..home import StateHome
from ..sunshine import add_found, choose
from .checkout import FOLDER, manifest
from .goe_box import GoeBox
from .ocpp_box import OcppBox
from .world import RealBox, World

BOXES: dict[str, type[RealBox]] = {box.domain: box for box in (GoeBox, OcppBox)}
FOLLOWS_WITHIN_S = 60
MOST_BOUGHT_WH = 20.0
# What a box and its car take over a start on other phases.
STARTS_S = 45
# How long Home Assistant takes to be back.
RESTART_S = 25


@pytest.fixture
def expected_lingering_tasks() -> bool:
    """Let their code leave tasks that wait for ever."""
    return True


@pytest.fixture
def expected_lingering_timers() -> bool:
    return True


@pytest.fixture(params=[1, 2, 3], ids=lambda seed: f"delays {seed}")
async def world(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    socket_enabled: None,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> AsyncIterator[World]:
    """Return a home whose charger has been found, added and led for five minutes."""
    # Each second here takes a "second", of which asyncio warns.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    logging.getLogger("ocpp").setLevel(logging.WARNING)
    checkout = Path(os.environ["REAL_CHECKOUT"])
    monkeypatch.setattr(custom_components, "__path__", [*custom_components.__path__, str(checkout / FOLDER)])
    hass.data.pop("custom_components", None)
    assert await async_setup_component(hass, "persistent_notification", {})
    box = BOXES[manifest(checkout)["domain"]](request.param)
    await box.set_up(hass, monkeypatch)
    world = World(home, box, freezer)
    world.is_up = False
    await world.run(RESTART_S)
    await add_found(hass, entry, **box.answers)
    world.is_up = True
    await world.run(300)
    assert world.follows(), world.log
    world.bought_wh = 0.0
    begun = len(box.calls)
    yield world
    with capsys.disabled():
        print(
            f"\n{request.node.name}: {world.bought_wh:.1f} Wh bought, {len(box.calls) - begun} commands",
            *world.log,
            sep="\n  ",
        )
    for domain in ("solar_charging", box.domain):
        for one in hass.config_entries.async_loaded_entries(domain):
            await hass.config_entries.async_unload(one.entry_id)
    await box.close()


async def held(world: World, within_s: int = FOLLOWS_WITHIN_S) -> None:
    """Hold what every trial promises, and that it stays so for three minutes."""
    after_s = await world.until_it_follows(within_s + 1)
    assert after_s is not None, world.log
    await world.run(180)
    # Phases may just be switched.
    assert await world.until_it_follows(FOLLOWS_WITHIN_S) is not None, world.log
    assert "manual_override" not in world.reasons, world.log
    assert world.bought_wh <= MOST_BOUGHT_WH, world.log
    assert world.issues() == []


async def test_the_sun_falls_and_rises(world: World) -> None:
    for sun_w in (4800.0, 6600.0, 5200.0):
        # What is bought before anything can be measured and be in force is the cloud's, not ours.
        world.sun_w = sun_w
        await world.run(20)
        world.bought_wh = 0.0
        await held(world)


async def test_home_assistant_restarts_in_mid_charge(hass: HomeAssistant, world: World) -> None:
    await restart(hass, world)
    await held(world)


async def test_home_assistant_restarts_while_the_car_is_paused(hass: HomeAssistant, world: World) -> None:
    """A box that says "complete" while it is paused was taken for one with a full car, for ever."""
    await paused(world)
    await restart(hass, world)
    world.bought_wh = 0.0
    world.sun_w = 6000.0
    # A start has to have been paid for by sun that was given away first.
    await held(world, 300)


async def test_the_box_reboots_in_mid_charge(world: World) -> None:
    await world.box.reboot(30)
    await world.run(30 + world.box.blind_s)
    world.bought_wh = 0.0 if world.box.blind_s else world.bought_wh
    await held(world)


async def test_the_box_reboots_while_it_is_paused(world: World) -> None:
    """What it does by itself then, at night, is put right once it can be told."""
    await paused(world)
    await world.box.reboot(30)
    await world.run(30 + world.box.blind_s)
    world.bought_wh = 0.0
    await world.run(FOLLOWS_WITHIN_S)
    assert world.box.drawn_w < 100
    assert "manual_override" not in world.reasons, world.log


@pytest.mark.parametrize("seconds", [20, 90])
async def test_the_connection_is_lost_for_a_while(world: World, seconds: int) -> None:
    await world.box.lose_connection(seconds)
    await world.run(seconds + world.box.blind_s)
    await held(world)


async def test_a_start_in_the_moment_of_a_lost_connection_is_sent_again(hass: HomeAssistant, world: World) -> None:
    await paused(world)
    await world.box.lose_connection(30)
    await choose(hass, world.home, "mode", "boost")
    await world.run(30 + world.box.blind_s + FOLLOWS_WITHIN_S + STARTS_S)
    assert world.box.drawn_w == pytest.approx(world.box.car_a * 690)


@pytest.mark.parametrize("seconds", [40, 100, 240])
async def test_the_car_pauses_by_itself(world: World, seconds: int) -> None:
    world.box.car_pauses = True
    await world.run(seconds)
    world.box.car_pauses = False
    await held(world)


async def test_commands_are_few_under_clouds(world: World) -> None:
    """Each costs a box what its integration makes of it: three calls to one on OCPP."""
    begun = len(world.box.calls)
    for number in range(50):
        world.sun_w = (4200.0, 5600.0, 6500.0)[number % 3]
        await world.run(72)
    assert len(world.box.calls) - begun <= 60
    assert "manual_override" not in world.reasons, world.log
    assert world.issues() == []


async def paused(world: World) -> None:
    """Let the sun go until the car is paused."""
    world.sun_w = 0.0
    for _ in range(90):
        await world.run(10)
        if world.reasons[-1] == "waiting_for_surplus":
            break
    await world.run(120)
    assert world.box.drawn_w < 100, world.log


async def restart(hass: HomeAssistant, world: World) -> None:
    """Stop as Home Assistant stops, be away for a while, and come back with what was stored."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    # States still change while all are stopping.
    await world.run(2)
    world.is_up = False
    entries = [
        *hass.config_entries.async_entries("solar_charging"),
        *hass.config_entries.async_entries(world.box.domain),
    ]
    for entry in entries:
        await hass.config_entries.async_unload(entry.entry_id)
    await world.run(RESTART_S)
    for entry in reversed(entries):
        await hass.config_entries.async_setup(entry.entry_id)
    world.is_up = True
