"""Chargers behind Home Assistant's own integrations: each fakes its client, or its network, and is a charger with a car underneath."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import orjson
import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from lektricowifi import DeviceConnectionError
from nrgkick_api import NRGkickConnectionError
from peblar import PeblarConnectionError, PeblarVersions
from peblar.const import ChargeLimiter, CPState, SmartChargingMode
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytrydan.exceptions import TrydanCommunicationError
from requests.exceptions import HTTPError

from tests.catalogue.test_discovery import NRGKICK

type Patch = pytest.MonkeyPatch
HOST = "charger.local"


class Evse:
    """A charger with a car that takes what it is offered. `calls` is what reached it, in its integration's words."""

    domain = ""
    min_interval_s = 10.0
    # Whether it shows the current that it was told.
    tells_current = True
    # What its client raises when it does not answer.
    lost: Exception = TimeoutError("away")

    def __init__(self) -> None:
        self.current_a = 6.0
        self.is_on = False
        self.phases = 1
        self.has_own_mode = False
        self.calls: list[tuple[str, Any]] = []
        # What may be wrong with it.
        self.refuses = self.is_deaf = self.is_away = False
        self.takes_at_most_a = 32.0
        self.takes_s = 0
        self._waiting: list[tuple[int, str, Any]] = []

    @property
    def power_w(self) -> float:
        """What the car draws."""
        return self.current_a * 230.0 * self.phases if self.is_on and self.current_a >= 6 else 0.0

    def take(self, name: str, value: Any = None) -> None:
        """Take a command, unless something is wrong."""
        self.answer()
        self.calls.append((name, value))
        if self.refuses:
            raise RuntimeError("no connection to the charger")
        if self.takes_s:
            self._waiting.append((self.takes_s, name, value))
        elif not self.is_deaf:
            self.obey(name, value)

    def answer(self) -> None:
        """Be there, or not."""
        if self.is_away:
            raise self.lost

    def pass_time(self, seconds: int) -> None:
        """Do what was taken a while ago."""
        self._waiting = [(left_s - seconds, name, value) for left_s, name, value in self._waiting]
        for one in [one for one in self._waiting if one[0] <= 0]:
            self._waiting.remove(one)
            self.obey(*one[1:])

    def obey(self, name: str, value: Any) -> None:
        """Do what was asked."""
        match name:
            case "current":
                self.current_a = min(value, self.takes_at_most_a)
            case "on" | "off":
                self.is_on = name == "on"
            case "phases":
                self.phases = int(value)
            case "mode":
                self.has_own_mode = False

    def currents(self) -> list[float]:
        """Return the currents that were asked for."""
        return [value for name, value in self.calls if name == "current"]

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        """Set up the integration against this charger."""
        raise NotImplementedError

    async def refresh(self, hass: HomeAssistant) -> None:
        """Push what changed, for integrations that do not poll."""

    async def restart(self, hass: HomeAssistant) -> None:
        """Let its integration start afresh, and the charger with it: it has forgotten what it was told."""
        (entry,) = hass.config_entries.async_entries(self.domain)
        assert await hass.config_entries.async_unload(entry.entry_id)
        self.current_a, self.is_on = 16.0, True
        assert await hass.config_entries.async_setup(entry.entry_id)

    async def remove(self, hass: HomeAssistant) -> None:
        """Take it out of Home Assistant."""
        (entry,) = hass.config_entries.async_entries(self.domain)
        await hass.config_entries.async_remove(entry.entry_id)

    async def _entry(self, hass: HomeAssistant, data: dict[str, Any], unique_id: str = "EV123456") -> None:
        entry = MockConfigEntry(domain=self.domain, data=data, unique_id=unique_id, title="Garage")
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()


class Peblar(Evse):
    """One number says both whether and how fast; the switch only restores it."""

    domain = "peblar"
    lost = PeblarConnectionError("away")

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        api = MagicMock()
        api.ev_interface = AsyncMock(side_effect=self._interface)
        api.meter = AsyncMock(side_effect=self._meter)
        api.system = AsyncMock(side_effect=self._system)
        client = MagicMock()
        for name in ("login", "update_user_configuration", "smart_charging"):
            setattr(client, name, AsyncMock())
        client.smart_charging = AsyncMock(side_effect=self._smart)
        client.rest_api = AsyncMock(return_value=api)
        client.meter_history = AsyncMock(return_value=SimpleNamespace(session=[]))
        client.websocket.return_value.connect = AsyncMock(side_effect=asyncio.Event().wait)
        client.websocket.return_value.disconnect = AsyncMock()
        versions = PeblarVersions(customization="1", firmware="1.7.0")
        client.available_versions = client.current_versions = AsyncMock(return_value=versions)
        client.user_configuration = AsyncMock(side_effect=self._user)
        client.system_information = AsyncMock(return_value=self._information())
        patch.setattr("homeassistant.components.peblar.Peblar", lambda **_: client)
        await self._entry(hass, {"host": HOST, "password": "x"})

    def _information(self) -> SimpleNamespace:
        flags = dict.fromkeys(
            ("hardware_has_socket", "hardware_has_buzzer", "hardware_has_led", "hardware_has_rfid"), False
        )
        return SimpleNamespace(
            **flags, product_serial_number="23-45-A4O-MOF", product_vendor_name="Peblar", product_model_name="WLAC1",
            product_number="6004-2300-8002", ethernet_mac_address="00:0f:11:58:86:97", wlan_mac_address="00:0f:11:58:86:99",
            hardware_max_current=16, hostname="PBLR", customer_update_package_public_key="",
        )  # fmt: skip

    async def _user(self) -> MagicMock:
        mode = SmartChargingMode.PURE_SOLAR if self.has_own_mode else SmartChargingMode.DEFAULT
        return MagicMock(
            connected_phases=1, current_control_fixed_charge_current_limit=16, smart_charging=mode,
            solar_charging_allowed=True, user_keep_socket_locked=False,
        )  # fmt: skip

    async def _smart(self, mode: SmartChargingMode) -> None:
        self.take("mode", mode.value)

    async def _interface(self, *, charge_current_limit: int | None = None, **_: Any) -> SimpleNamespace:
        if charge_current_limit is not None:
            self.take("current" if charge_current_limit else "off", charge_current_limit / 1000)
        self.answer()
        state = CPState.CHARGING if self.power_w else CPState.CHARGING_SUSPENDED
        return SimpleNamespace(
            charge_current_limit=int(self.current_a * 1000) if self.is_on else 0, cp_state=state, force_single_phase=False,
            charge_current_limit_actual=0, charge_current_limit_source=ChargeLimiter.CURRENT_LIMITER, lock_state=True,
        )  # fmt: skip

    def obey(self, name: str, value: Any) -> None:
        super().obey(name, value)
        self.is_on = name == "current" or (self.is_on and name == "mode")

    async def _meter(self) -> MagicMock:
        values = dict.fromkeys(("current_total", "energy_session", "energy_total", "voltage_phase_1"), 0)
        return MagicMock(**values, power_total=round(self.power_w))

    async def _system(self) -> MagicMock:
        return MagicMock(active_error_codes=[], active_warning_codes=[], force_single_phase_allowed=False, uptime=100)


class Wallbox(Evse):
    """A cloud that is asked every 90 s; its switch is unavailable without a car."""

    domain = "wallbox"
    min_interval_s = 90.0
    lost = HTTPError(response=MagicMock(status_code=503))

    def __init__(self) -> None:
        super().__init__()
        self.has_car = True
        self.headers: dict[str, str] = {}
        self.jwtToken = self.jwtRefreshToken = "t"
        self.jwtTokenTtl = self.jwtRefreshTokenTtl = 4e12

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("homeassistant.components.wallbox.Wallbox", lambda *_, **__: self)
        await self._entry(hass, {"username": "u", "password": "p", "station": "12345"})

    def authenticate(self) -> None:
        """Log in."""

    def getChargerStatus(self, _station: str) -> dict[str, Any]:  # noqa: N802  the client's own name
        """Answer the poll."""
        self.answer()
        status = 161 if not self.has_car else 194 if self.power_w else 182
        config = {
            "max_charging_current": self.current_a, "locked": 0, "energy_price": 0.3, "currency": {"code": "EUR"},
            "part_number": "PLP1-0-2-4-9-002-E", "serial_number": "20000", "software": {"currentVersion": "5.5.10"},
            "icp_max_current": 20, "plan": {"features": ["POWER_BOOST"]},
            "ecosmart": {"enabled": self.has_own_mode, "mode": 0},
        }  # fmt: skip
        return {
            "config_data": config, "status_id": status, "charging_power": self.power_w / 1000, "max_available_power": 32,
            "charging_speed": 0, "added_range": 0, "added_energy": 0, "added_green_energy": 0, "added_grid_energy": 0,
            "added_discharged_energy": 0, "cost": 0, "depot_price": 0, "state_of_charge": None, "current_mode": 0,
            "name": "Pulsar Plus SN 20000", "charging_time": 0,
        }  # fmt: skip

    def setMaxChargingCurrent(self, _station: str, current: float) -> dict[str, Any]:  # noqa: N802  the client's own name
        """Set the current."""
        self.take("current", current)
        return {"data": {"chargerData": {"maxChargingCurrent": self.current_a}}}

    def pauseChargingSession(self, _station: str) -> None:  # noqa: N802  the client's own name
        """Pause."""
        self.take("off")

    def resumeChargingSession(self, _station: str) -> None:  # noqa: N802  the client's own name
        """Go on."""
        self.take("on")

    def disableEcoSmart(self, _station: str) -> None:  # noqa: N802  the client's own name
        """Switch its own solar mode off."""
        self.take("mode", "off")

    def setIcpMaxCurrent(self, *_: Any) -> None:  # noqa: N802  the client's own name
        """Set the house's fuse: never to be called."""
        raise AssertionError("the house's fuse was written")


class OpenEvse(Evse):
    """A select starts and stops it; it pushes."""

    domain = "openevse"
    min_amps, max_amps, vehicle, status = 6, 32, True, "active"
    wifi_firmware, model, websocket = "5.1.2", "openevse_wifi_v1", None
    shaper_active = manual_override = False

    def __init__(self) -> None:
        super().__init__()
        self.override = "auto"
        self.callback: Callable[[], Any] | None = None

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)

    @property
    def state(self) -> str:
        return "charging" if self.power_w else "sleeping"

    @property
    def max_current_soft(self) -> int:
        return int(self.current_a)

    @property
    def charging_power(self) -> float:
        """In mW, as its client gives it."""
        return self.power_w * 1000

    @property
    def divertmode(self) -> str:
        return "eco" if self.has_own_mode else "fast"

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("homeassistant.components.openevse.OpenEVSE", lambda *_, **__: self)
        await self._entry(hass, {"host": HOST}, unique_id="aabbccddeeff")

    async def refresh(self, hass: HomeAssistant) -> None:
        if self.callback and not self.is_away:
            await self.callback()

    async def test_and_get(self) -> dict[str, str]:
        return {"serial": "aabbccddeeff", "model": "openevse_wifi_v1"}

    async def update(self, **_: Any) -> None:
        """Answer the poll."""
        self.answer()

    async def ws_start(self) -> None:
        """Begin to push."""

    async def set_current(self, current: int) -> None:
        self.take("current", current)

    async def get_override_state(self) -> str:
        return self.override

    def obey(self, name: str, value: Any) -> None:
        super().obey(name, value)
        if name in ("on", "off"):
            self.override = "active" if self.is_on else "disabled"

    async def set_override(self, *, state: str) -> None:
        self.take("on" if state == "active" else "off")

    async def set_divert_mode(self, mode: str) -> None:
        self.take("mode", mode)


class NrgKick(Evse):
    """Portable; its JSON interface over HTTP."""

    domain = "nrgkick"
    min_interval_s = 30.0
    lost = NRGkickConnectionError("away")

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("nrgkick_api.NRGkickAPI._request", self._answer)
        await self._entry(hass, {"host": HOST}, unique_id="NRG0001")

    async def _answer(self, endpoint: str, params: dict[str, Any] | None = None, **_how: Any) -> Any:
        params = params or {}
        if "current_set" in params:
            self.take("current", params["current_set"])
            return {"current_set": self.current_a}
        if "charge_pause" in params:
            is_paused = str(params["charge_pause"]) in ("1", "true")
            self.take("off" if is_paused else "on")
            return {"charge_pause": int(is_paused)}
        if "phase_count" in params:
            self.take("phases", params["phase_count"])
            return {"phase_count": self.phases}
        self.answer()
        answer = {key: value if key != "control" else dict(value) for key, value in NRGKICK.items()}
        answer["control"] |= {
            "current_set": self.current_a,
            "charge_pause": int(not self.is_on),
            "phase_count": self.phases,
        }
        values = NRGKICK["values"]
        answer["values"] = {
            **values, "general": {"status": 3 if self.power_w else 2}, "powerflow": {"total_active_power": self.power_w},
        }  # fmt: skip
        return answer[endpoint.strip("/")]


class Lektrico(Evse):
    """Buttons start and stop it; 0 A would, too."""

    domain = "lektrico"
    lost = DeviceConnectionError("away")

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("homeassistant.components.lektrico.coordinator.Device.device_info", self._info)
        for name, method in {
            "send_charge_start": self._start, "send_charge_stop": self._stop, "set_dynamic_current": self._current,
        }.items():  # fmt: skip
            patch.setattr(f"homeassistant.components.lektrico.coordinator.Device.{name}", method)
        data = {"host": HOST, "type": "1p7k", "serial_number": "500006", "hw_version": "B"}
        await self._entry(hass, data, unique_id="500006")

    async def _info(self, _type: str) -> dict[str, Any]:
        self.answer()
        flags = ("state_e_activated", "overtemp", "critical_temp", "overcurrent", "meter_fault", "undervoltage_error",
                 "overvoltage_error", "rcd_error", "cp_diode_failure", "contactor_failure", "require_auth")  # fmt: skip
        return {
            **dict.fromkeys(flags, False), "charger_state": "charging" if self.power_w else "connected", "charging_time": 0,
            "instant_power": self.power_w, "session_energy": 0, "temperature": 30, "total_charged_energy": 0,
            "install_current": 32, "current_limit_reason": "no_limit", "voltage_l1": 230, "current_l1": 0, "fw_version": "1",
            "led_max_brightness": 20, "dynamic_current": self.current_a, "relay_mode": 1, "user_current": 32, "lb_mode": 0,
        }  # fmt: skip

    async def _start(self) -> None:
        self.take("on")

    async def _stop(self) -> None:
        self.take("off")

    async def _current(self, current: int) -> None:
        self.take("current", current)


class V2c(Evse):
    """Its switch is on while it is paused; spoken to by plain HTTP."""

    domain = "v2c"
    lost = TrydanCommunicationError("away")

    def __init__(self) -> None:
        super().__init__()
        self.counted_kwh = 0.0

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        patch.setattr("pytrydan.Trydan._request", self._answer)
        await self._entry(hass, {"host": HOST}, unique_id="V2CID")

    async def _answer(self, url: str) -> SimpleNamespace:
        path = url.removeprefix(f"http://{HOST}/")
        if path.startswith("write/"):
            key, _, value = path.removeprefix("write/").partition("=")
            self._write(key, int(value))
            return SimpleNamespace(status_code=200, content=b"OK", text="OK")
        self.answer()
        return SimpleNamespace(status_code=200, content=orjson.dumps(self._data()), text="0")

    def _write(self, key: str, value: int) -> None:
        match key:
            case "Intensity":
                self.take("current", value)
            case "Paused":
                self.take("off" if value else "on")
            case "ChargeMode":
                self.take("phases", 3 if value == 1 else 1)
            case "Dynamic":
                self.take("mode", value)
            case _:
                raise AssertionError(f"{key} was written")

    def _data(self) -> dict[str, Any]:
        zeros = dict.fromkeys(
            ("SlaveError", "ChargeTime", "HousePower", "FVPower", "Locked", "Timer", "PauseDynamic",
             "DynamicPowerMode", "ContractedPower", "LightLED", "LogoLED"), 0,
        )  # fmt: skip
        return {
            **zeros, "ID": "V2CID", "ChargeEnergy": self.counted_kwh, "ChargeState": 2 if self.power_w else 1, "ChargePower": self.power_w,
            "Paused": int(not self.is_on), "Intensity": int(self.current_a), "Dynamic": int(self.has_own_mode),
            "ChargeMode": 1 if self.phases == 3 else 0, "MinIntensity": 6, "MaxIntensity": 16, "VoltageInstallation": 230,
            "FirmwareVersion": "2.1.7",
        }  # fmt: skip


class Keba(Evse):
    """Actions alone, no device, no config entry; spoken to by UDP."""

    domain = "keba"
    tells_current = False
    min_interval_s = 5.0

    def __init__(self) -> None:
        super().__init__()
        self.handler: Any = None
        self.has_failsafe = False

    @property
    def data(self) -> dict[str, Any]:
        """What its reports say."""
        return {
            "Serial": "123456", "Product": "KC-P30", "Online": True, "Plug_plugged": True, "State_on": bool(self.power_w),
            "P": self.power_w / 1000, "E pres": 0, "E total": 0, "Curr user": self.current_a, "Setenergy": 0, "FS_on": self.has_failsafe,
            "Authreq": 0,
        }  # fmt: skip

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        async def connect(handler: Any, loop: Any = None) -> None:
            handler.keba_protocol, handler._setup = self, True
            self.handler = handler

        async def at_once(_seconds: float) -> None:
            """Leave out the pauses between two datagrams."""

        patch.setattr("keba_kecontact.connection.KebaKeContact.setup", connect)
        patch.setattr("keba_kecontact.connection.asyncio", SimpleNamespace(sleep=at_once))
        patch.setattr("homeassistant.components.keba.KebaHandler.start_periodic_request", lambda _: None)
        patch.setattr("homeassistant.components.keba.KebaHandler._set_fast_polling", lambda _: None)
        assert await async_setup_component(hass, "keba", {"keba": {"host": HOST}})
        await hass.async_block_till_done()

    async def refresh(self, hass: HomeAssistant) -> None:
        self.handler.hass_callback(None)

    async def remove(self, hass: HomeAssistant) -> None:
        registry = er.async_get(hass)
        for entity_id in [one.entity_id for one in registry.entities.values() if one.platform == self.domain]:
            registry.async_remove(entity_id)

    def send(self, datagram: str) -> None:
        """Take a datagram."""
        name, *values = datagram.split()
        if name == "currtime":
            self.take("current", float(values[0]) / 1000)
        elif name == "ena":
            self.take("on" if values[0] == "1" else "off")


EVSES: tuple[type[Evse], ...] = (Peblar, Wallbox, OpenEvse, NrgKick, Lektrico, V2c, Keba)
