"""The demo's real Home Assistant, and a browser that looks at it as a person does."""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from simulator.demo.client import connect
from simulator.demo.server import Server
from simulator.demo.set_up import set_up

START_S = 180.0
PATIENCE_S = 40.0
APPEARS_MS = 40_000
# Home Assistant tells errors of its own: these are ours.
OURS = ("solar-charging", "solar_charging")


def apart[T](what: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: Playwright has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, what).result()


class House:
    """The simulated home, seen and touched through Home Assistant as its own front end does."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url

    def ask(self, kind: str, **parameters: Any) -> Any:
        async def asked() -> Any:
            async with connect(self.url, START_S) as client:
                return await client.ask(kind, **parameters)

        return apart(asked())

    def state(self, entity_id: str) -> str:
        async def read() -> str:
            async with connect(self.url, START_S) as client:
                return str((await client.states())[entity_id]["state"])

        return apart(read())

    def act(self, action: str, **data: Any) -> None:
        domain, service = action.split(".")
        self.ask("call_service", domain=domain, service=service, service_data=data)

    def wait_for(self, what: Callable[[], bool], words: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not what():
            assert time.monotonic() < end, words
            time.sleep(0.5)

    def set_up(self) -> None:
        async def clicks() -> None:
            async with connect(self.url, START_S) as client:
                await set_up(client)

        apart(clicks())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    # Files run side by side, each in a home of its own.
    server = Server(f"browser-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}", free_port(), 1)
    server.prepare(is_fresh=True)
    server.start()
    try:
        house = House(server)
        house.set_up()
        yield house
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=APPEARS_MS)
    with sync_playwright() as playwright:
        # As root Chromium refuses its sandbox; these are our own pages on the loopback address.
        found = playwright.chromium.launch(executable_path=os.environ["BROWSER_EXECUTABLE"], args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser, house: House) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 390, "height": 1400}, locale="en-GB", timezone_id=house.ask("get_config")["time_zone"]
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Return a page; what it meets with is looked at afterwards."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{error.message} {error.stack}"))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(APPEARS_MS)
    yield page
    assert [error for error in errors if any(word in error for word in OURS)] == []
