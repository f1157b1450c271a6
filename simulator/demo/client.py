"""Home Assistant's REST and WebSocket interfaces, as far as the demo needs them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp


class DemoError(Exception):
    """Something in the demo is not as it should be; the text says what."""


class Client:
    """A logged-in connection; make one with `connect`."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        """`base_url` without a slash at its end."""
        self._session = session
        self._base_url = base_url
        self._token: str | None = None

    async def rest(self, method: str, path: str, body: Any = None) -> Any:
        """Call a REST resource and return its JSON. Raises DemoError with the answer's text for a refusal."""
        async with self._session.request(method, self._base_url + path, json=body) as answer:
            if answer.status >= 400:
                raise DemoError(f"{method} {path} was answered {answer.status}: {await answer.text()}")
            return await answer.json()

    async def ask(self, kind: str, **parameters: Any) -> Any:
        """Send a WebSocket command and return its result. Raises DemoError where it fails.

        Every question has a connection of its own: one that is left alone does not answer pings and is closed.
        """
        async with self._session.ws_connect(f"{self._base_url}/api/websocket", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": self._token})
            await socket.receive_json()
            await socket.send_json({"id": 1, "type": kind, **parameters})
            answer = await socket.receive_json()
        if not answer["success"]:
            raise DemoError(f"{kind} failed: {answer['error']}")
        return answer["result"]

    async def states(self) -> dict[str, dict[str, Any]]:
        """Return all states by entity id."""
        return {state["entity_id"]: state for state in await self.rest("GET", "/api/states")}

    async def log_in(self) -> None:
        """Log in as the single user of the trusted loopback network: no password."""
        client_id = f"{self._base_url}/"
        flow = {"client_id": client_id, "handler": ["trusted_networks", None], "redirect_uri": client_id}
        code = (await self.rest("POST", "/auth/login_flow", flow))["result"]
        form = {"grant_type": "authorization_code", "code": code, "client_id": client_id}
        async with self._session.post(f"{self._base_url}/auth/token", data=form) as answer:
            self._token = (await answer.json())["access_token"]
        self._session.headers["Authorization"] = f"Bearer {self._token}"

    async def wait_until_running(self, seconds: float) -> None:
        """Log in as soon as possible and return when Home Assistant has started. Raises DemoError after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self._token is None:
                    await self.log_in()
                if (await self.rest("GET", "/api/config"))["state"] == "RUNNING":
                    return
            except aiohttp.ClientError, DemoError, KeyError:
                pass  # not up yet
            await asyncio.sleep(0.2)
        raise DemoError(f"Home Assistant did not start within {seconds:.0f} s")


@asynccontextmanager
async def connect(base_url: str, seconds: float) -> AsyncIterator[Client]:
    """Wait up to `seconds` for Home Assistant to run and give a logged-in client."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = Client(session, base_url)
        await client.wait_until_running(seconds)
        yield client
