"""A go-e for marq24/ha-goecharger-api2: its HTTP API v2, asked each 5 s, as far as its integration asks and writes."""

import json
from typing import Any, override

from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.core import HomeAssistant

from ..evses import Patch
from .world import RealBox

UNKNOWN, IDLE, CHARGING, WAITING, COMPLETE = range(5)
NEUTRAL, OFF, ON = range(3)
# How long its car hesitates before it charges, and the box before that when it switches phases.
HESITATES_S = 6
SWITCHES_S = 20


class GoeBox(RealBox):
    """Says "complete" while it is not to charge, once it has charged; keeps its current when it loses power, not its force state."""

    domain = "goecharger_api2"
    # CLIENT_COMMUNICATION_ERROR_DELAY_IN_SECONDS of the integration.
    blind_s = 120

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.current_a = 16.0
        self.offered_s = 0
        self.has_charged = False
        self.values: dict[str, Any] = {
            "fwv": "055.5", "fna": "go-eCharger_x", "typ": "go-eCharger_HOME+", "var": 22, "oem": "go-e", "sse": "123456",
            "amp": 16, "frc": NEUTRAL, "psm": 2, "car": IDLE, "alw": False, "err": 0, "fup": False, "lmo": 3, "ama": 32,
            "mca": 6, "modelStatus": 0, "cards": [], "cbl": 32, "tma": [20, 20], "awe": False, "ust": 0, "acs": 0,
            "trx": None, "rbt": 10000, "pha": [False] * 6, "adi": False, "cus": 0, "lmsc": 0, "nrg": [0] * 16,
            "wh": 0, "eto": 100000, "log": "", "cdi": {"type": 0, "value": 0}, "wst": 3,
        }  # fmt: skip
        self._server: TestServer | None = None

    @override
    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        app = web.Application()
        app.router.add_get("/api/status", self._status)
        app.router.add_get("/api/set", self._set)
        self._server = TestServer(app)
        await self._server.start_server()
        data = {
            "host": f"127.0.0.1:{self._server.port}", "mode": "lan", "id": "123456", "model": "22", "integration_type": "charger",
            "type": "go-eCharger_HOME+ [22 kW] Local", "scan_interval": 5, "delay": False, "limit_to_11kw": False,
        }  # fmt: skip
        await self._entry(hass, data, unique_id="123456", version=2, minor_version=0)

    @property
    @override
    def power_w(self) -> float:
        return super().power_w if self.values["car"] == CHARGING else 0.0

    @override
    async def second(self) -> None:
        values = self.values
        self.phases_used = 1 if values["psm"] == 1 else 3
        self.is_on = values["frc"] != OFF
        is_offered = self.is_plugged_in and self.is_on and not self.is_full
        self.offered_s = self.offered_s + 1 if is_offered else min(self.offered_s, 0)
        if not self.is_plugged_in:
            values["car"], self.has_charged = IDLE, False
        elif not is_offered:
            values["car"] = COMPLETE if self.has_charged else WAITING
        else:
            values["car"] = CHARGING if self.offered_s > HESITATES_S and not self.car_pauses else WAITING
        self.has_charged = self.has_charged or values["car"] == CHARGING
        values["alw"] = self.is_on
        await super().second()
        each_a, each_w = self.drawn_w / self.voltage_v / self.phases_used, self.drawn_w / self.phases_used
        count, rest = self.phases_used, [0] * (3 - self.phases_used)
        values["nrg"] = (
            [230] * 3 + [0] + [each_a] * count + rest + [each_w] * count + rest + [0, self.drawn_w, 0, 0, 0, 0]
        )
        values["wh"] = round(self.counted_wh - 5000)

    @override
    def obey(self, name: str, value: Any) -> None:
        if name == "current":
            self.current_a = float(value)

    @override
    async def reboot(self, seconds: int = 30) -> None:
        await self.lose_connection(seconds)
        self.values["frc"] = NEUTRAL
        self._waiting.clear()

    @override
    async def close(self) -> None:
        if self._server is not None:
            await self._server.close()

    async def _status(self, request: web.Request) -> web.Response:
        self._be_there(request)
        keys = [key for key in request.query.get("filter", "").split(",") if key]
        return web.json_response({key: self.values[key] for key in keys or self.values if key in self.values})

    async def _set(self, request: web.Request) -> web.Response:
        self._be_there(request)
        for key, text in request.query.items():
            value = json.loads(text)
            self.values[key] = value
            match key:
                # Shown at once, drawn a few seconds later.
                case "amp":
                    self.take("current", float(value))
                case "frc":
                    self.calls.append(("force", value))
                case "psm":
                    self.calls.append(("phases", value))
                    self.offered_s = -SWITCHES_S
        return web.json_response(dict.fromkeys(request.query, True))

    def _be_there(self, request: web.Request) -> None:
        if self.down_s and request.transport is not None:
            request.transport.close()
            raise ConnectionResetError
