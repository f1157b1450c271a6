"""A wall box for lbbrhzn/ocpp: OCPP 1.6 with all that its central system asks for when a box connects."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, override

from homeassistant.core import HomeAssistant
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result
from ocpp.v16.enums import Action, ChargePointErrorCode, ChargePointStatus, ReadingContext, Reason
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from ..evses import Patch
from .world import RealBox

CONNECTOR = 1
# Without a profile it offers what its cable carries.
DEFAULT_A = 32.0
# What it samples by itself; it refuses a list with more.
MEASURANDS = {"Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage"}
# After a lost connection it tries again this often, as most boxes do.
RETRY_S = 5


class OcppBox(RealBox):
    """Begins with no limit; a reboot loses the limit and the transaction, a lost connection neither."""

    domain = "ocpp"
    answers: Mapping[str, str] = {"phases": "3"}

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.current_a = DEFAULT_A
        self.has_booted = False
        self.has_finished = False
        self.transaction: int | None = None
        # When the car begins by itself, after a start or a pause of ours.
        self.ready_in_s = 0
        self.meter_s = 0
        self.settings = {
            "NumberOfConnectors": "1",
            "SupportedFeatureProfiles": "Core,SmartCharging,RemoteTrigger",
            "ChargingScheduleAllowedChargingRateUnit": "Current",
            "ChargeProfileMaxStackLevel": "10",
            "HeartbeatInterval": "300",
            "MeterValueSampleInterval": "60",
            "ClockAlignedDataInterval": "0",
            "MeterValuesSampledData": "",
        }
        self._url = ""
        self._point: _Point | None = None
        self._listening: asyncio.Task[None] | None = None

    @override
    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        port = _free_port()
        self._url = f"ws://127.0.0.1:{port}/wallbox"
        charger = {
            "cpid": "wallbox", "max_current": 32, "idle_interval": 900, "meter_interval": 60,
            "monitored_variables": ",".join(sorted(MEASURANDS)), "monitored_variables_autoconfig": True,
            "skip_schema_validation": False, "force_smart_charging": False, "num_connectors": 1,
        }  # fmt: skip
        data = {
            "csid": "central", "host": "127.0.0.1", "port": port, "ssl": False, "ssl_certfile_path": "",
            "ssl_keyfile_path": "", "websocket_close_timeout": 10, "websocket_ping_tries": 2,
            "websocket_ping_interval": 20, "websocket_ping_timeout": 20, "cpids": [{"wallbox": charger}],
        }  # fmt: skip
        await self._entry(hass, data, unique_id="central", version=2, minor_version=2)

    @override
    async def second(self) -> None:
        await super().second()
        self.ready_in_s = max(0, self.ready_in_s - 1)
        if self._point is None and not self.down_s and datetime.now(UTC).second % RETRY_S == 0:
            await self._connect()
        if self._point is not None:
            await self._point.tell()

    @property
    @override
    def power_w(self) -> float:
        return 0.0 if self.ready_in_s else super().power_w

    @override
    def obey(self, name: str, value: Any) -> None:
        paused = self.current_a < 6
        super().obey(name, value)
        if name == "on" or (paused and self.current_a >= 6):
            self.ready_in_s = self.random.randint(3, 8)
        if name == "off":
            self.has_finished = True

    def present_status(self) -> ChargePointStatus:
        if not self.is_plugged_in:
            return ChargePointStatus.available
        if not self.is_on:
            return ChargePointStatus.finishing if self.has_finished else ChargePointStatus.preparing
        if self.current_a < 6:
            return ChargePointStatus.suspended_evse
        if self.is_full or self.car_pauses or self.ready_in_s:
            return ChargePointStatus.suspended_ev
        return ChargePointStatus.charging

    @override
    async def reboot(self, seconds: int = 30) -> None:
        await self.lose_connection(seconds)
        self.current_a, self.is_on, self.has_booted, self.has_finished = DEFAULT_A, False, False, False
        self._waiting.clear()

    @override
    async def lose_connection(self, seconds: int) -> None:
        await super().lose_connection(seconds)
        await self.close()

    @override
    async def close(self) -> None:
        point, self._point = self._point, None
        if point is not None:
            await point.connection.close()
        if self._listening is not None:
            await self._listening

    async def _connect(self) -> None:
        try:
            connection = await connect(self._url, subprotocols=["ocpp1.6"], ping_interval=None)
        except OSError, WebSocketException:
            return
        point = self._point = _Point(self, connection)
        self._listening = asyncio.create_task(self._listen(point))
        if not self.has_booted:
            self.has_booted = True
            await point.send(call.BootNotification(charge_point_model="One", charge_point_vendor="Elmo"))
        else:
            await point.send(call.Heartbeat())

    async def _listen(self, point: _Point) -> None:
        with suppress(ConnectionClosed):
            await point.start()
        if self._point is point:
            self._point = None


class _Point(ChargePoint):
    """The box's end of one connection."""

    def __init__(self, box: OcppBox, connection: ClientConnection) -> None:
        super().__init__("wallbox", connection, response_timeout=20)
        self.connection = connection
        self._box = box
        self._reported: ChargePointStatus | None = None
        self._later: list[Any] = []

    async def send(self, message: Any) -> Any:
        with suppress(ConnectionClosed, TimeoutError):
            return await self.call(message)
        return None

    async def tell(self) -> None:
        """Tell what has changed since, and what the meter shows when that is due."""
        box = self._box
        later, self._later = self._later, []
        for message in later:
            await self.send(message)
        transaction = box.transaction
        now = datetime.now(UTC).isoformat()
        if box.is_on and transaction is None:
            begin = call.StartTransaction(CONNECTOR, id_tag="home", meter_start=round(box.counted_wh), timestamp=now)
            if answer := await self.send(begin):
                box.transaction, box.meter_s = answer.transaction_id, 10
        elif transaction is not None and not box.is_on:
            box.transaction = None
            await self.send(call.StopTransaction(round(box.counted_wh), now, transaction, reason=Reason.remote))
        status = box.present_status()
        if status is not self._reported:
            self._reported = status
            await self.send(call.StatusNotification(CONNECTOR, ChargePointErrorCode.no_error, status))
        box.meter_s -= 1
        if box.is_on and box.meter_s <= 0:
            await self.meter(ReadingContext.sample_periodic)

    async def meter(self, context: ReadingContext) -> None:
        box = self._box
        box.meter_s = int(box.settings["MeterValueSampleInterval"])
        each_a = box.drawn_w / box.voltage_v / box.phases_used
        values: list[dict[str, Any]] = [
            {"value": str(round(box.counted_wh)), "measurand": "Energy.Active.Import.Register", "unit": "Wh"},
            {"value": str(round(box.drawn_w)), "measurand": "Power.Active.Import", "unit": "W"},
        ]
        for number in range(1, box.phases_used + 1):
            values += [
                {"value": f"{each_a:.1f}", "measurand": "Current.Import", "unit": "A", "phase": f"L{number}"},
                {"value": "230", "measurand": "Voltage", "unit": "V", "phase": f"L{number}-N"},
            ]
        sampled = [{**value, "context": context} for value in values]
        meter_value = [{"timestamp": datetime.now(UTC).isoformat(), "sampled_value": sampled}]
        extra = {} if box.transaction is None else {"transaction_id": box.transaction}
        await self.send(call.MeterValues(CONNECTOR, meter_value, **extra))

    @on(Action.get_configuration)
    def asked(self, key: list[str] | None = None, **_: Any) -> call_result.GetConfiguration:
        known, keys = self._box.settings, key or list(self._box.settings)
        values = [{"key": one, "value": known[one], "readonly": False} for one in keys if one in known]
        return call_result.GetConfiguration(values, [one for one in keys if one not in known])

    @on(Action.change_configuration)
    def configured(self, key: str, value: str) -> call_result.ChangeConfiguration:
        if key == "MeterValuesSampledData" and not set(value.split(",")) <= MEASURANDS:
            return call_result.ChangeConfiguration("Rejected")
        if key not in self._box.settings:
            return call_result.ChangeConfiguration("NotSupported")
        self._box.settings[key] = value
        return call_result.ChangeConfiguration("Accepted")

    @on(Action.trigger_message)
    def triggered(self, requested_message: str, **_: Any) -> call_result.TriggerMessage:
        match requested_message:
            case "StatusNotification":
                self._reported = None
            case "MeterValues":
                self._box.meter_s = 0
            case "BootNotification":
                self._later.append(call.BootNotification(charge_point_model="One", charge_point_vendor="Elmo"))
        return call_result.TriggerMessage("Accepted")

    @on(Action.change_availability)
    def made_available(self, **_: Any) -> call_result.ChangeAvailability:
        return call_result.ChangeAvailability("Accepted")

    @on(Action.set_charging_profile)
    def limited(self, cs_charging_profiles: dict[str, Any], **_: Any) -> call_result.SetChargingProfile:
        (period,) = cs_charging_profiles["charging_schedule"]["charging_schedule_period"]
        self._box.take("current", float(period["limit"]))
        return call_result.SetChargingProfile("Accepted")

    @on(Action.clear_charging_profile)
    def unlimited(self, **_: Any) -> call_result.ClearChargingProfile:
        self._box.take("current", DEFAULT_A)
        return call_result.ClearChargingProfile("Accepted")

    @on(Action.remote_start_transaction)
    def asked_to_start(self, **_: Any) -> call_result.RemoteStartTransaction:
        if not self._box.is_plugged_in or self._box.is_on:
            return call_result.RemoteStartTransaction("Rejected")
        self._box.take("on")
        return call_result.RemoteStartTransaction("Accepted")

    @on(Action.remote_stop_transaction)
    def asked_to_stop(self, transaction_id: int) -> call_result.RemoteStopTransaction:
        if transaction_id != self._box.transaction:
            return call_result.RemoteStopTransaction("Rejected")
        self._box.take("off")
        return call_result.RemoteStopTransaction("Accepted")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
