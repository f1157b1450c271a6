"""What live state for many listeners costs Home Assistant's event loop, and whether each of them gets every message.

usage: script/bench api [--clients N] [--seconds S] [--json FILE]

A grid meter reports every 100 ms, each time another value. The listeners are a process of their own, on a real connection, with
the compression that browsers ask for; the loop's share is the processor time of its thread.
"""

import custom_components  # noqa: F401  first: the test package carries a package of this name that would hide ours
import tests.ha_shim  # noqa: F401  second: lets the test package run on this release

# isort: split
import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.core import HomeAssistant

from .latency import GRID, WATT, running_site, set_up, until_steady

EVERY_S = 0.1
# The largest window of permessage-deflate (RFC 7692), which browsers offer.
DEFLATE_WINDOW = 15
COMMAND = "solar_charging/live_power/subscribe"
# Longer than a message can take on its way; then what is not there is lost.
PATIENCE_S = 5.0


async def measure(clients: int, seconds: float) -> dict[str, Any]:
    """Measure without listeners, then with."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_site(folder) as hass:
            entry = await set_up(hass)
            await until_steady(entry)
            server = TestServer(hass.http.app)
            await server.start_server()
            alone_pct, _ = await report(hass, seconds, 1)
            listeners = await listen_elsewhere(str(server.make_url("/api/websocket")), await token_of(hass), clients)
            share_pct, sent = await report(hass, seconds, 100_000)
            await asyncio.sleep(PATIENCE_S)
            received = await heard_by(listeners)
            await server.close()
    lost = sum(len(set(sent) - set(values)) for values in received)
    return {
        "clients": clients,
        "reading_every_ms": EVERY_S * 1e3,
        "readings": len(sent),
        "messages": sum(len(values) for values in received),
        "messages_lost": lost,
        "loop_share_without_clients_pct": round(alone_pct, 1),
        "loop_share_pct": round(share_pct, 1),
    }


async def report(hass: HomeAssistant, seconds: float, first: int) -> tuple[float, list[int]]:
    """Let the meter report for a while; return the loop's share of one core in %, and the import it reported, in W."""
    reported = list(range(first, first + round(seconds / EVERY_S)))
    began_s, used_s = time.perf_counter(), time.thread_time()
    for number, value in enumerate(reported, start=1):
        hass.states.async_set(GRID, str(value), WATT)
        await asyncio.sleep(max(began_s + number * EVERY_S - time.perf_counter(), 0.0))
    share = (time.thread_time() - used_s) / (time.perf_counter() - began_s)
    return share * 100, reported


async def token_of(hass: HomeAssistant) -> str:
    """Return an administrator's access token."""
    user = await hass.auth.async_create_user("Benchmark", group_ids=[GROUP_ID_ADMIN])
    refresh = await hass.auth.async_create_refresh_token(user, client_id="http://localhost/")
    return hass.auth.async_create_access_token(refresh)


async def listen_elsewhere(url: str, token: str, clients: int) -> asyncio.subprocess.Process:
    """Start the listeners; return when all of them listen."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator.bench.api", "--listen", url, "--clients", str(clients)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**26,
    )
    assert process.stdin is not None  # noqa: S101  a pipe was asked for
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(token.encode() + b"\n")
    await process.stdout.readline()
    return process


async def heard_by(process: asyncio.subprocess.Process) -> list[list[int]]:
    """End the listeners; return what each of them heard."""
    output, _ = await process.communicate(b"end\n")
    heard: list[list[int]] = json.loads(output)
    return heard


async def listen(url: str, clients: int) -> None:
    """Listen, in the process of its own: says so when all are connected, tells what was heard when told to end."""
    token = await asyncio.to_thread(sys.stdin.readline)
    heard: list[list[int]] = [[] for _ in range(clients)]
    async with ClientSession() as session:
        connected = [asyncio.Event() for _ in range(clients)]
        tasks = [
            asyncio.create_task(_hear(session, url, token.strip(), heard[number], connected[number]))
            for number in range(clients)
        ]
        for event in connected:
            await event.wait()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        for task in tasks:
            task.cancel()
    json.dump(heard, sys.stdout)


async def _hear(session: ClientSession, url: str, token: str, heard: list[int], connected: asyncio.Event) -> None:
    async with session.ws_connect(url, compress=DEFLATE_WINDOW) as connection:
        await connection.receive_json()
        await connection.send_json({"type": "auth", "access_token": token})
        await connection.receive_json()
        await connection.send_json({"id": 1, "type": COMMAND})
        await connection.receive_json()
        connected.set()
        async for message in connection:
            event = json.loads(message.data)
            powers = [one["event"].get("import_watts") for one in (event if isinstance(event, list) else [event])]
            heard += [power for power in powers if power is not None]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--listen", metavar="URL", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.listen:
        asyncio.run(listen(arguments.listen, arguments.clients))
        return
    logging.disable(logging.WARNING)
    figures = asyncio.run(measure(arguments.clients, arguments.seconds))
    for name, value in figures.items():
        print(f"{name:32} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
