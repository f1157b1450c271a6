"""Asks an evcc server for its state: one request to the address that the user typed, bounded in time and size."""

import asyncio
import json
from typing import Any

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

# A small computer answers in a tenth of a second.
_TIMEOUT_S = 10.0
# A home of twenty loadpoints, with a week of prices, is some hundred kilobytes.
_MOST_BYTES = 2_000_000
_PATH = "/api/state"


class EvccUnreachableError(Exception):
    """No answer that could be read."""


def state_url(typed: str) -> URL | None:
    """Return where evcc's state is, from what a user typed: with or without http://, a path, or the state's own."""
    text = typed.strip()
    try:
        url = URL(text if "://" in text else f"http://{text}")
        path = url.path.rstrip("/").removesuffix(_PATH)
        is_of_web = url.scheme in ("http", "https") and bool(url.host)
    except ValueError:
        return None
    return url.with_path(f"{path}{_PATH}") if is_of_web else None


async def async_fetch_state(hass: HomeAssistant, url: URL) -> Any:
    """Return the answer as it is; raises EvccUnreachableError. Another address that it points to is not followed."""
    session = async_get_clientsession(hass)
    try:
        async with asyncio.timeout(_TIMEOUT_S), session.get(url, allow_redirects=False) as response:
            if response.status != 200:
                raise EvccUnreachableError(f"status {response.status}")
            text = await response.content.read(_MOST_BYTES + 1)
            while len(text) <= _MOST_BYTES and (more := await response.content.read(_MOST_BYTES + 1 - len(text))):
                text += more
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise EvccUnreachableError(repr(error)) from error
    if len(text) > _MOST_BYTES:
        raise EvccUnreachableError("more than a state")
    try:
        return await hass.async_add_executor_job(json.loads, text)
    except (ValueError, RecursionError) as error:
        raise EvccUnreachableError(repr(error)) from error
