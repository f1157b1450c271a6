"""A real Home Assistant with its web server on a real port, and clients that are logged in, or not, or no administrators."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from tests.integration.conftest import _no_worker  # noqa: F401  pvlib's process is left out here, too
from tests.integration.home import BERLIN, DOMAIN, StateHome

BASE = "/api/solar_charging"


@pytest.fixture
async def hass_without_array(hass: HomeAssistant) -> HomeAssistant:
    """Return Home Assistant with our name in its configuration file, and nothing else of ours."""
    await hass.config.async_update(latitude=BERLIN[0], longitude=BERLIN[1], elevation=40, time_zone="Europe/Berlin")
    assert await async_setup_component(hass, DOMAIN, {DOMAIN: None})
    return hass


@pytest.fixture
async def home(hass_without_array: HomeAssistant) -> StateHome:
    """Return a home with an inverter, a meter and a charger, set up through the real flow."""
    home = StateHome(hass_without_array)
    await home.plug_in_devices()
    await home.set_up()
    return home


class Client:
    """Asks the API."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self.http = client

    async def get(self, path: str, status: int = 200, **query: Any) -> Any:
        return await self.send("get", path, None, status, query)

    async def post(self, path: str, body: Any, status: int = 201, **query: Any) -> Any:
        return await self.send("post", path, body, status, query)

    async def patch(self, path: str, body: Any, status: int = 200, **query: Any) -> Any:
        return await self.send("patch", path, body, status, query)

    async def send(self, method: str, path: str, body: Any, status: int, query: dict[str, Any]) -> Any:
        response = await self.http.request(method, BASE + path, json=body, params=query)
        text = await response.text()
        assert response.status == status, text
        is_problem = response.content_type == "application/problem+json"
        assert is_problem == (status >= 400), text
        return await response.json(content_type=None)


@pytest.fixture
async def api(hass_without_array: HomeAssistant, hass_client: Callable[..., Awaitable[TestClient[Any, Any]]]) -> Client:
    """Return a client that is logged in as an administrator."""
    return Client(await hass_client())


@pytest.fixture
async def reader(
    hass_without_array: HomeAssistant,
    hass_client: Callable[..., Awaitable[TestClient[Any, Any]]],
    hass_read_only_access_token: str,
) -> Client:
    """Return a client that is logged in as a user who may only read."""
    return Client(await hass_client(hass_read_only_access_token))
