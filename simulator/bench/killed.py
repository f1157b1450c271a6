"""How long a home battery stays held after Home Assistant was killed (SIGKILL): a real one, with a limit that outlives it. Called by script/bench."""

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.demo.client import Client, DemoError, connect
from simulator.demo.server import Server
from simulator.demo.set_up import set_up, set_up_battery

LIMIT, MODE = "number.battery_discharge_limit", "select.garage_mode"
FREE_W = 5000.0
# The wallbox begins within a minute; the sun of the demo's morning may cover it for another two.
HELD_WITHIN_S = 240.0
# What is promised: a minute from the next start.
RELEASED_WITHIN_S = 60.0
START_S = 180.0


async def _after(seconds: float, client: Client, is_so: Callable[[float], bool]) -> float:
    """Return after how many seconds the limit was so; raises DemoError when it is not in time."""
    begin = time.monotonic()
    while (passed := time.monotonic() - begin) < seconds:
        state = (await client.states()).get(LIMIT, {}).get("state", "")
        if state.replace(".", "").isdigit() and is_so(float(state)):
            return passed
        await asyncio.sleep(0.2)
    raise DemoError(f"the limit was not as expected within {seconds:.0f} s")


async def _choose(client: Client, mode: str) -> None:
    await client.rest("POST", "/api/services/select/select_option", {"entity_id": MODE, "option": mode})


async def _measure(server: Server) -> dict[str, Any]:
    async with connect(server.url, START_S) as client:
        await set_up(client)
        await set_up_battery(client, LIMIT)
        await _choose(client, "boost")
        held_s = await _after(HELD_WITHIN_S, client, lambda limit_w: limit_w == 0.0)
    os.killpg(server.process_group, signal.SIGKILL)
    server.wait()
    begin = time.monotonic()
    server.start()
    async with connect(server.url, START_S) as client:
        started_s = time.monotonic() - begin
        await _choose(client, "off")
        released_s = await _after(RELEASED_WITHIN_S, client, lambda limit_w: limit_w == FREE_W)
    return {"held_after_s": held_s, "start_s": started_s, "released_after_start_s": released_s}


def main() -> int:
    """Kill it once and return the exit code."""
    parser = argparse.ArgumentParser(prog="script/bench killed", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--port", type=int, default=8198)
    options = parser.parse_args()
    server = Server("killed", options.port, 1)
    server.prepare(is_fresh=True)
    configuration = server.config / "configuration.yaml"
    configuration.write_text(configuration.read_text() + "\nkept_limit:\n")
    try:
        server.start()
        figures = asyncio.run(_measure(server))
    except DemoError as error:
        print(f"{error}\n{server.last_words()}", file=sys.stderr)
        return 1
    finally:
        server.stop()
    for name, seconds in figures.items():
        print(f"{name:>24} {seconds:6.1f}")
    if options.json:
        options.json.write_text(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
