"""A Shelly Pro 3EM on this machine's own network: what it answers over its WebSocket, and what it tells by itself."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

MAC = "AABBCCDDEE01"
MODEL = "SPEM-003CEBEU"
_ID = f"shellypro3em-{MAC.lower()}"
_INFO = {
    "name": None, "id": _ID, "mac": MAC, "slot": 0, "model": MODEL, "gen": 2, "fw_id": "20260713-091409/1.7.5-g6c6b3ad",
    "ver": "1.7.5", "app": "Pro3EM", "auth_en": False, "auth_domain": None, "profile": "triphase",
}  # fmt: skip
_CONFIG = {
    "em:0": {"id": 0, "name": None, "blink_mode_selector": "active_energy", "phase_selector": "all", "ct_type": "120A"},
    "emdata:0": {},
    "sys": {"device": {"name": None, "mac": MAC, "fw_id": _INFO["fw_id"], "profile": "triphase"}, "ui_data": {}},
    "wifi": {"ap": {"ssid": _ID, "is_open": False, "enable": False}, "sta": {"enable": True}},
    "ws": {"enable": False, "server": None, "ssl_ca": "ca.pem"},
}
_SYSTEM = {
    "mac": MAC, "restart_required": False, "time": "12:00", "unixtime": 1782036000, "uptime": 1000, "ram_size": 247000,
    "ram_free": 100000, "fs_size": 524288, "fs_free": 180000, "cfg_rev": 12, "available_updates": {},
}  # fmt: skip


class ShellyPro3EM:
    """Three clamps around the phases of the grid connection, mounted as drawn."""

    def __init__(self) -> None:
        self._clients: list[web.WebSocketResponse] = []
        self._status: dict[str, Any] = {
            "sys": _SYSTEM,
            "wifi": {"sta_ip": "127.0.0.1", "status": "got ip", "rssi": -50},
        }
        app = web.Application()
        app.router.add_get("/rpc", self._connect)
        self.server = TestServer(app, host="127.0.0.1")

    def carry(self, currents_a: Sequence[float], voltage_v: float) -> dict[str, Any]:
        """Let the phases carry so much; return what it tells of that."""
        phases = {
            f"{phase}_{name}": value
            for phase, current_a in zip("abc", currents_a, strict=True)
            for name, value in {
                # The current has no sign, the power has.
                "current": abs(current_a),
                "voltage": voltage_v,
                "act_power": current_a * voltage_v,
                "aprt_power": abs(current_a * voltage_v),
                "pf": 1.0,
                "freq": 50.0,
            }.items()
        }
        total_w = sum(currents_a) * voltage_v
        totals = {"total_current": sum(map(abs, currents_a)), "total_act_power": total_w, "total_aprt_power": total_w}
        self._status["em:0"] = {"id": 0, **phases, "n_current": None, **totals}
        return self._status["em:0"]

    async def tell(self) -> None:
        """Tell everybody what it measures."""
        news = {"src": _ID, "dst": "user", "method": "NotifyStatus", "params": {"em:0": self._status["em:0"]}}
        for client in self._clients:
            await client.send_json(news)

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._clients.append(socket)
        async for message in socket:
            asked = message.json()
            answers = {
                "Shelly.GetDeviceInfo": _INFO,
                "Shelly.GetConfig": _CONFIG,
                "Shelly.GetStatus": self._status,
                "Shelly.GetComponents": {"components": [], "cfg_rev": 12, "offset": 0, "total": 0},
                "Shelly.ListMethods": {"methods": ["Shelly.GetStatus"]},
            }
            answer: dict[str, Any] = {"id": asked["id"], "src": _ID, "dst": asked["src"]}
            found = answers.get(asked["method"])
            error = {"code": 404, "message": f"No handler for {asked['method']}"}
            await socket.send_json(answer | ({"error": error} if found is None else {"result": found}))
        self._clients.remove(socket)
        return socket
