"""The unattended check: does the car charge on sun, does its current follow the clouds, are pages and log clean?"""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any

from .client import Client, DemoError
from .screenshots import Page, take_screenshots
from .server import Server
from .set_up import DOMAIN

# What the demo promises: within three minutes of the URL.
PATIENCE_S = 180.0
APPEARS_S = 20.0
# A car on the least current of 6 A takes 1.3 kW.
CHARGING_W = 1000.0
VISIBLE_SWING_A = 4.0
# Less than half an ampere's worth is the inverter's noise, no cloud.
CLOUD_W = 100.0
# A third of the charge may be bought while a cloud comes: what matters is that it is the sun's.
SUN_SHARE = 0.66


@dataclass
class DemoObserver:
    """What has been seen so far, from states once a second."""

    sun_sensor: str
    on_sun: bool = False
    followed: bool = False
    currents_a: list[float] = field(default_factory=list)
    # Generation when the current was last changed.
    _before_w: float = 0.0

    def look(self, states: dict[str, dict[str, Any]]) -> None:
        """Take a second's states into account."""
        car_w = _number(states, "sensor.wallbox_power")
        generation_w = _number(states, "sensor.inverter_power")
        if car_w < CHARGING_W:
            return
        if _number(states, self.sun_sensor) >= SUN_SHARE * car_w:
            self.on_sun = True
        current_a = _number(states, "number.wallbox_charging_current")
        if not self.currents_a:
            self._before_w = generation_w
        elif current_a == self.currents_a[-1]:
            return
        elif _went_along(current_a - self.currents_a[-1], generation_w - self._before_w):
            self.followed = True
        self.currents_a.append(current_a)
        self._before_w = generation_w

    @property
    def has_seen_all(self) -> bool:
        """Whether there is nothing more to wait for, a swing that shows in a screenshot included."""
        return not self.missing() and max(self.currents_a) - min(self.currents_a) >= VISIBLE_SWING_A

    def missing(self) -> list[str]:
        """Say in words what has not been seen."""
        if not self.currents_a:
            return ["the car does not charge"]
        sentences = []
        if not self.on_sun:
            sentences.append("the car does not charge on sun")
        if not self.followed:
            sentences.append(f"its current did not follow the clouds (it was {self.currents_a} A)")
        return sentences


def _went_along(current_change_a: float, generation_change_w: float) -> bool:
    return abs(generation_change_w) >= CLOUD_W and current_change_a * generation_change_w > 0


async def check(client: Client, server: Server, browser: str) -> None:
    """DemoObserver, photograph, read the log. Raises DemoError that says all that is missing."""
    began = time.monotonic()
    watch = DemoObserver(sun_sensor=await _our_entity(client, "solar_power"))
    while not watch.has_seen_all and time.monotonic() - began < PATIENCE_S:
        watch.look(await client.states())
        await asyncio.sleep(1)
    print(f"After {time.monotonic() - began:.0f} s the charging current has been {watch.currents_a} A.")
    missing = watch.missing()
    missing += _broken_entities(await _registry(client), await client.states())
    missing += await take_screenshots(browser, await _pages(client, server.url))
    missing += _complaints(server.log())
    if missing:
        raise DemoError("; ".join(missing))
    print("All is well.")


def _number(states: dict[str, dict[str, Any]], entity_id: str) -> float:
    try:
        return float(states[entity_id]["state"])
    except KeyError, ValueError:
        return 0.0


async def _registry(client: Client) -> list[dict[str, Any]]:
    return [entity for entity in await client.ask("config/entity_registry/list") if entity["platform"] == DOMAIN]


async def _our_entity(client: Client, key: str) -> str:
    """Return the entity with this translation key. The charger was added a moment ago: it may take one to appear."""
    end = time.monotonic() + APPEARS_S
    while time.monotonic() < end:
        for entity in await _registry(client):
            if entity["translation_key"] == key:
                return str(entity["entity_id"])
        await asyncio.sleep(0.5)
    raise DemoError(f"there is no entity {key}")


def _broken_entities(registry: list[dict[str, Any]], states: dict[str, dict[str, Any]]) -> list[str]:
    ours = {entity["entity_id"] for entity in registry if not entity["disabled_by"]}
    silent = sorted(
        ours - states.keys() | {id_ for id_ in ours & states.keys() if states[id_]["state"] == "unavailable"}
    )
    return [f"{entity_id} says nothing" for entity_id in silent]


def _complaints(log: str) -> list[str]:
    """Return tracebacks, and errors and warnings of ours, each once."""
    lines = log.splitlines()
    found = [
        line for line in lines if re.search(r" (ERROR|WARNING) ", line) and (DOMAIN in line or "simulated_home" in line)
    ]
    # Home Assistant says this of every custom integration.
    found = [line for line in found if "has not been tested by Home Assistant" not in line]
    found += [f"traceback after: {lines[i - 1]}" for i, line in enumerate(lines) if line.startswith("Traceback")]
    return sorted({f"in the log: {line}" for line in found})


async def _pages(client: Client, url: str) -> list[Page]:
    devices = await client.ask("config/device_registry/list")
    ours = [device for device in devices if any(domain == DOMAIN for domain, *_ in device["identifiers"])]
    pages = [
        Page("dashboard", f"{url}/solar-charging/now", "solar-charging-chart svg", height=760),
        Page("dashboard-phone", f"{url}/solar-charging/now", "solar-charging-card .modes", width=390, height=1100),
        Page(
            "dashboard-dark-phone", f"{url}/solar-charging/now", "solar-charging-card .modes", 390, 1100, is_dark=True
        ),
        Page("play", f"{url}/play-with-it/home", "hui-history-graph-card", height=1250),
        Page("integration", f"{url}/config/integrations/integration/{DOMAIN}", "ha-config-entry-row"),
        Page("energy", f"{url}/energy", "hui-energy-solar-graph-card, hui-energy-usage-graph-card"),
    ]
    for device in ours:
        name = (device["name_by_user"] or device["name"]).lower().replace(" ", "-")
        pages.append(Page(f"device-{name}", f"{url}/config/devices/device/{device['id']}", "ha-device-entities-card"))
    return pages
