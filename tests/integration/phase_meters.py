"""Meters that measure each phase: core integrations, and what their devices answer while phases carry given currents."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from dsmr_parser.parsers import TelegramParser
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from victron_mqtt import UPDATE_FREQUENCY_AUTO
from victron_mqtt.testing import create_mocked_hub

from tests.catalogue import solar_api

from .fake_devices import HOMEWIZARD_P1, serving
from .shelly_pro_3em import MAC, MODEL, ShellyPro3EM

VOLTAGE_V = 230.0


@dataclass(frozen=True)
class PhaseMeter:
    """`show`: make the device answer so many A on each phase. `period_s`: how often the integration asks, or is told."""

    show: Callable[[Sequence[float]], None]
    period_s: int
    entry: MockConfigEntry
    # What the unique ids of its currents hold, and no others.
    currents: str = r"current.*(phase_|l)[123]"


@asynccontextmanager
async def homewizard() -> AsyncIterator[PhaseMeter]:
    """A P1 meter on three phases, asked over HTTP."""
    answers: dict[str, Any] = dict(HOMEWIZARD_P1)

    def show(currents_a: Sequence[float]) -> None:
        data = {**HOMEWIZARD_P1["/api/v1/data"], "active_power_w": sum(currents_a) * VOLTAGE_V}
        for number, current_a in enumerate(currents_a, 1):
            data |= {f"active_current_l{number}_a": current_a, f"active_power_l{number}_w": current_a * VOLTAGE_V}
        answers["/api/v1/data"] = data

    show((1.0, 1.0, 1.0))
    async with serving(answers) as device:
        data = {"ip_address": f"127.0.0.1:{device.port}"}
        yield PhaseMeter(show, 5, MockConfigEntry(domain="homewizard", data=data, unique_id="HWE-P1_aabbccddeeff"))


@asynccontextmanager
async def fronius(mocker: AiohttpClientMocker, patch: pytest.MonkeyPatch) -> AsyncIterator[PhaseMeter]:
    """A Smart Meter behind an inverter's Solar API."""
    before = dict(solar_api.METER["0"])

    def show(currents_a: Sequence[float]) -> None:
        meter = {**before, "PowerReal_P_Sum": sum(currents_a) * VOLTAGE_V}
        for number, current_a in enumerate(currents_a, 1):
            meter |= {f"Current_AC_Phase_{number}": current_a, f"Voltage_AC_Phase_{number}": VOLTAGE_V}
        patch.setitem(solar_api.METER, "0", meter)
        mocker.clear_requests()
        solar_api.answer_as_fronius(mocker)

    show((1.0, 1.0, 1.0))
    data = {"host": solar_api.HOST, "is_logger": False}
    yield PhaseMeter(show, 60, MockConfigEntry(domain="fronius", data=data, unique_id="30000001"))


@asynccontextmanager
async def dsmr() -> AsyncIterator[PhaseMeter]:
    """A Dutch smart meter on three phases, which sends whole amperes without a sign."""
    clients: list[asyncio.StreamWriter] = []
    last: list[bytes] = []

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clients.append(writer)
        writer.writelines(last)
        await reader.read()
        writer.close()

    def show(currents_a: Sequence[float]) -> None:
        last[:] = [_telegram(currents_a)]
        for client in clients:
            client.writelines(last)

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    data = {
        "port": f"socket://127.0.0.1:{port}",
        "dsmr_version": "4",
        "protocol": "dsmr_protocol",
        "serial_id": "1234",
        "serial_id_gas": None,
    }
    options = {"time_between_update": 0}
    try:
        yield PhaseMeter(show, 5, MockConfigEntry(domain="dsmr", data=data, unique_id="1234", options=options))
    finally:
        server.close()
        server.close_clients()


@asynccontextmanager
async def shelly() -> AsyncIterator[PhaseMeter]:
    """A Pro 3EM, which tells by itself what has changed."""
    device, sending = ShellyPro3EM(), set[asyncio.Task[None]]()

    def show(currents_a: Sequence[float]) -> None:
        device.carry(currents_a, VOLTAGE_V)
        task = asyncio.ensure_future(device.tell())
        sending.add(task)
        task.add_done_callback(sending.discard)

    device.carry((1.0, 1.0, 1.0), VOLTAGE_V)
    # A log of requests does not bear a clock that stands still.
    await device.server.start_server(access_log=None)
    data = {"host": "127.0.0.1", "port": device.server.port, "sleep_period": 0, "model": MODEL, "gen": 2}
    entry = MockConfigEntry(domain="shelly", data=data, unique_id=MAC, minor_version=3)
    try:
        yield PhaseMeter(show, 5, entry, currents=r"-em:0-[abc]_current$")
    finally:
        await device.server.close()


@asynccontextmanager
async def victron(patch: pytest.MonkeyPatch) -> AsyncIterator[PhaseMeter]:
    """A grid meter on a GX, which publishes over MQTT. Its broker is the one that comes with the client for tests."""
    hub = await create_mocked_hub(update_frequency_seconds=UPDATE_FREQUENCY_AUTO)
    patch.setattr("homeassistant.components.victron_gx.hub.VictronVenusHub", lambda **_more: hub)

    def publish(topic: str, value: float) -> None:
        client: Any = hub._client
        payload = json.dumps({"value": value}).encode()
        client.on_message(client, None, SimpleNamespace(topic=f"N/123/{topic}", payload=payload))

    def show(currents_a: Sequence[float]) -> None:
        publish("grid/30/Ac/Power", sum(currents_a) * VOLTAGE_V)
        for number, current_a in enumerate(currents_a, 1):
            publish(f"grid/30/Ac/L{number}/Current", current_a)
            publish(f"grid/30/Ac/L{number}/Power", current_a * VOLTAGE_V)
        hub._keepalive(force=True)

    data = {"host": "127.0.0.1", "port": 1883, "ssl": False, "installation_id": "123"}
    entry = MockConfigEntry(domain="victron_gx", data=data, unique_id="123")
    yield PhaseMeter(show, 5, entry)


def _telegram(currents_a: Sequence[float]) -> bytes:
    lines = ["/ISk5\\2MT382-1000", "", "1-3:0.2.8(42)", "0-0:96.1.1(00000000000000)"]
    lines.append(f"1-0:1.7.0({sum(currents_a) * VOLTAGE_V / 1000.0:06.3f}*kW)")
    lines.append("1-0:2.7.0(00.000*kW)")
    lines += [
        f"1-0:{obis}.7.0({abs(round(one_a)):03d}*A)" for obis, one_a in zip((31, 51, 71), currents_a, strict=True)
    ]
    text = "\r\n".join([*lines, "!"])
    return f"{text}{TelegramParser.crc16(text):04X}\r\n".encode()
