"""A Peblar charger behind Home Assistant's own integration."""

import asyncio
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, MagicMock

from homeassistant.core import HomeAssistant
from peblar import PeblarConnectionError, PeblarVersions
from peblar.const import ChargeLimiter, CPState, SmartChargingMode

from .evse import HOST, Evse, Patch


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
