"""Devices on this machine's own network that answer as real ones do: values of a sunny noon, made up."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

type Answers = Mapping[str, Any]

# HomeWizard's P1 meter: 2,100 W go to the grid.
HOMEWIZARD_P1: Answers = {
    "/api": {
        "product_type": "HWE-P1", "product_name": "P1 meter", "serial": "aabbccddeeff", "firmware_version": "4.19",
        "api_version": "v1",
    },
    "/api/v1/data": {
        "wifi_ssid": "home", "wifi_strength": 80, "smr_version": 50, "meter_model": "ISKRA", "unique_id": "00112233",
        "active_tariff": 2, "total_power_import_kwh": 1000.5, "total_power_export_kwh": 2000.5,
        "active_power_w": -2100, "active_power_l1_w": -2100, "external": [],
    },
    "/api/v1/system": {"cloud_enabled": True},
}  # fmt: skip
# APsystems' micro-inverter with two panels: 2,600 W (more than a real one, so that the home's sum comes out).
APSYSTEMS_EZ1: Answers = {
    "/getDeviceInfo": {
        "message": "SUCCESS", "deviceId": "E07000000001",
        "data": {
            "deviceId": "E07000000001", "devVer": "EZ1 1.6.0", "ssid": "home", "ipAddr": "127.0.0.1", "minPower": "30",
            "maxPower": "800",
        },
    },
    "/getOutputData": {
        "message": "SUCCESS", "deviceId": "E07000000001",
        "data": {"p1": 1300, "e1": 1.2, "te1": 100.5, "p2": 1300, "e2": 1.1, "te2": 99.5},
    },
    "/getAlarm": {
        "message": "SUCCESS", "deviceId": "E07000000001", "data": {"og": "0", "isce1": "0", "isce2": "0", "oe": "0"}
    },
    "/getMaxPower": {"message": "SUCCESS", "deviceId": "E07000000001", "data": {"maxPower": "800"}},
    "/getOnOff": {"message": "SUCCESS", "deviceId": "E07000000001", "data": {"status": "0"}},
}  # fmt: skip
# Solar-Log: 4,000 W generated, 1,500 W used. What it tells of each inverter needs a password.
SOLARLOG: Answers = {
    "/getjp": lambda question: "ACCESS DENIED" if "740" in question else {
        "801": {
            "170": {
                "100": "21.06.26 12:00:00", "101": 4000, "102": 4200, "103": 230, "104": 600, "105": 12000,
                "106": 30000, "107": 400000, "108": 2000000, "109": 9000000, "110": 1500, "111": 6000, "112": 9000,
                "113": 200000, "114": 1000000, "115": 5000000, "116": 8000,
            }
        }
    }
}  # fmt: skip
# A P1 Monitor: 1,800 W go to the grid, told by two sensors.
P1_MONITOR: Answers = {
    "/api/v1/smartmeter": [
        {
            "CONSUMPTION_GAS_M3": 100.5, "CONSUMPTION_W": 0, "CONSUMPTION_KWH_HIGH": 10.5, "CONSUMPTION_KWH_LOW": 20.5,
            "PRODUCTION_W": 1800, "PRODUCTION_KWH_HIGH": 30.5, "PRODUCTION_KWH_LOW": 40.5, "TARIFCODE": "D",
        }
    ],
    "/api/v1/status": [{"STATUS_ID": number, "STATUS": "0"} for number in range(74, 106)],
    "/api/v1/configuration": [{"CONFIGURATION_ID": number, "PARAMETER": "0.3"} for number in range(1, 16)],
    "/api/v2/watermeter": [],
}  # fmt: skip
# A Powerwall of the third generation: 4.4 kW sun, 3.0 kW to the grid, 0.4 kW into the battery, 1.0 kW used.
_METER = {
    "last_communication_time": "2026-06-21T12:00:00+02:00", "frequency": 50.0, "energy_exported": 1e6,
    "energy_imported": 2e6, "instant_total_current": 5.0, "instant_average_voltage": 230.0,
}  # fmt: skip
POWERWALL: Answers = {
    "/api/meters/aggregates": {
        name: {"instant_power": power_w, **_METER}
        for name, power_w in {"site": -3000.0, "battery": -400.0, "load": 1000.0, "solar": 4400.0}.items()
    },
    "/api/system_status/soe": {"percentage": 81.0},
    "/api/system_status/grid_status": {"grid_status": "SystemGridConnected", "grid_services_active": False},
}
# A Dutch smart meter: 2.1 kW go to the grid, told in kW once a second.
DSMR_TELEGRAM = (
    "/ISk5\\2MT382-1004\r\n\r\n0-0:96.1.1(00000000000000)\r\n1-0:1.8.1(00001.001*kWh)\r\n1-0:1.8.2(00001.001*kWh)\r\n"
    "1-0:2.8.1(00001.001*kWh)\r\n1-0:2.8.2(00001.001*kWh)\r\n0-0:96.14.0(0002)\r\n1-0:1.7.0(0000.00*kW)\r\n"
    "1-0:2.7.0(0002.10*kW)\r\n!\r\n"
)


@asynccontextmanager
async def serving(answers: Answers) -> AsyncIterator[TestServer]:
    """Answer requests for these paths with these values, others with "not found"."""

    async def answer(request: web.Request) -> web.Response:
        if request.path not in answers:
            raise web.HTTPNotFound
        found = answers[request.path]
        found = found(await request.text()) if callable(found) else found
        return web.Response(text=found) if isinstance(found, str) else web.json_response(found)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    server = TestServer(app, host="127.0.0.1")
    # A log of requests does not bear a clock that stands still.
    await server.start_server(access_log=None)
    try:
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def smart_meter() -> AsyncIterator[tuple[int, asyncio.Event]]:
    """Send a telegram to any client that connects, once the event is set. Yields the port and the event."""
    is_time = asyncio.Event()

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await is_time.wait()
        writer.write(DSMR_TELEGRAM.encode())
        await reader.read()
        writer.close()

    server = await asyncio.start_server(send, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], is_time
    finally:
        server.close()
        server.close_clients()
