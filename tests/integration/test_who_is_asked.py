"""A home in which nothing can be read, watched at its sockets: who is asked for the sky, when, and what is given away of where it is."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from yarl import URL

from .home import StateHome
from .test_config_flow import begin

# Not on the grid of 0.02° that anybody may know.
LATITUDE, LONGITUDE = 52.517137, 13.388871
NOON = datetime(2026, 6, 21, 11, tzinfo=UTC)
ASKED = {"api.open-meteo.com", "satellite-api.open-meteo.com"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[URL]]:
    """Note every connection that anything begins, and let none come about: by aiohttp with its address, by anything else with its host."""
    urls: list[URL] = []

    async def connect(_self: Any, request: aiohttp.ClientRequest, *_: Any, **__: Any) -> None:
        urls.append(request.url)
        raise aiohttp.ClientConnectionError("no network here")

    def look_up(host: Any, *_: Any, **__: Any) -> None:
        urls.append(URL.build(scheme="socket", host=str(host)))
        raise socket.gaierror("no network here")

    def reach(_self: socket.socket, address: Any) -> None:
        urls.append(URL.build(scheme="socket", host=str(address[0])))
        raise OSError("no network here")

    monkeypatch.setattr(aiohttp.BaseConnector, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", reach)
    return urls


@pytest.fixture
async def unread(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    freezer.move_to(NOON)
    await hass.config.async_update(latitude=LATITUDE, longitude=LONGITUDE)
    return home


async def set_up(hass: HomeAssistant, *, is_allowed: bool) -> None:
    flow = hass.config_entries.flow
    result = await flow.async_configure((await begin(hass))["flow_id"], {"capacity_w": 8000})
    await flow.async_configure(result["flow_id"], {"use_open_meteo": True} if is_allowed else {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def hours(hass: HomeAssistant, freezer: FrozenDateTimeFactory, first: int, last: int) -> None:
    """Let the hours since noon pass."""
    for half_hour in range(2 * first, 2 * last):
        freezer.move_to(NOON + half_hour * timedelta(minutes=30))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)


async def test_unless_allowed_no_connection_is_begun_all_day(
    hass: HomeAssistant, unread: StateHome, asked: list[URL], freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, is_allowed=False)
    await hours(hass, freezer, 0, 24)
    assert asked == []


async def test_if_allowed_only_the_sky_is_asked_for_by_day_and_from_a_rounded_place(
    hass: HomeAssistant, unread: StateHome, asked: list[URL], freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, is_allowed=True)
    assert {url.host for url in asked} == ASKED
    assert {url.scheme for url in asked} == {"https"}
    assert {(url.query["latitude"], url.query["longitude"]) for url in asked} == {("52.52", "13.38")}
    for url in asked:
        assert not any(text in str(url) for text in ("52.51", "13.388"))
    # From 20:00 to 02:00 UTC, with an hour to either side for the sun to set and rise.
    await hours(hass, freezer, 0, 9)
    before = len(asked)
    await hours(hass, freezer, 9, 15)
    assert len(asked) == before
    await hours(hass, freezer, 15, 24)
    assert {url.host for url in asked[before:]} == ASKED


async def test_it_can_be_allowed_later_and_forbidden_again(
    hass: HomeAssistant, unread: StateHome, asked: list[URL], freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, is_allowed=False)
    switch = {"entity_id": unread.ours("switch", "use_open_meteo")}
    await hass.services.async_call("switch", "turn_on", switch, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert {url.host for url in asked} == ASKED
    await hass.services.async_call("switch", "turn_off", switch, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)
    asked.clear()
    await hours(hass, freezer, 0, 4)
    assert asked == []


async def test_whose_data_it_is_stands_beside_what_is_made_from_it_as_long_as_it_is_allowed(
    hass: HomeAssistant, unread: StateHome, aioclient_mock: AiohttpClientMocker, freezer: FrozenDateTimeFactory
) -> None:
    stamps = [int(NOON.timestamp()) + 900 * quarter for quarter in range(-48, 96)]
    sky = {"time": stamps, "shortwave_radiation": [300.0] * len(stamps)}
    aioclient_mock.get("https://api.open-meteo.com/v1/forecast", json={"minutely_15": sky})
    aioclient_mock.get("https://satellite-api.open-meteo.com/v1/archive", status=503)
    await set_up(hass, is_allowed=True)
    await hours(hass, freezer, 0, 1)
    shown = [unread.ours("sensor", key) for key in ("integration_type", "generation_power", "forecast_until_midnight")]
    assert {hass.states.get(one).attributes.get("attribution") for one in shown} == {"Weather data by Open-Meteo.com"}
    switch = {"entity_id": unread.ours("switch", "use_open_meteo")}
    await hass.services.async_call("switch", "turn_off", switch, blocking=True)
    await hours(hass, freezer, 1, 2)
    assert {hass.states.get(one).attributes.get("attribution") for one in shown} == {None}
