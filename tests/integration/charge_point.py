"""A wall box that speaks OCPP 1.6 over a real websocket, with a car that takes what it is offered."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, override

from homeassistant.core import HomeAssistant
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result
from ocpp.v16.enums import (
    Action,
    ChargePointErrorCode,
    ChargePointStatus,
    ChargingProfileStatus,
    ClearChargingProfileStatus,
    Measurand,
    RemoteStartStopStatus,
    UnitOfMeasure,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from . import central_system
from .evses import Evse, Patch
from .sunshine import STEP_S

CONNECTOR = 1
LEAST_A, MOST_A = 6.0, 32.0


class Wallbox(Evse):
    """A box without a limit of its own until it is told one; it forgets that when it boots."""

    domain = "ocpp"

    def __init__(self) -> None:
        super().__init__()
        self.is_plugged_in = True
        self.current_a = MOST_A
        self.counted_wh = 0.0
        self.refuses_profiles = self.refuses_to_start = self.car_pauses = False
        # How often it tells what its meter shows.
        self.meter_s = STEP_S
        self.told_s = 0
        self._point: _Point | None = None
        self._listening: asyncio.Task[None] | None = None
        self._url = ""

    @property
    def status(self) -> ChargePointStatus:
        if not self.is_plugged_in:
            return ChargePointStatus.available
        if not self.is_on:
            return ChargePointStatus.preparing
        if self.car_pauses and self.current_a >= LEAST_A:
            return ChargePointStatus.suspended_ev
        return ChargePointStatus.charging if self.power_w else ChargePointStatus.suspended_evse

    @property
    @override
    def power_w(self) -> float:
        return 0.0 if self.car_pauses else super().power_w

    @override
    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        central_system.register(hass)
        await self._entry(hass, {}, unique_id="central")
        (entry,) = hass.config_entries.async_entries(self.domain)
        self._url = entry.runtime_data.url
        await self.boot()
        await hass.async_block_till_done()

    async def restart_box(self) -> None:
        """Lose power for a moment: what it was told is gone, and so is the transaction; it connects half a minute later."""
        await self.hang_up()
        self.current_a, self.is_on = MOST_A, False
        self._waiting.clear()

    async def boot(self) -> None:
        """Connect and say who it is."""
        self.current_a = MOST_A
        connection = await connect(f"{self._url}/wallbox", subprotocols=["ocpp1.6"], ping_interval=None)
        self._point = _Point(self, connection)
        self._listening = asyncio.create_task(self._point.listen())
        await self._point.call(call.BootNotification(charge_point_model="One", charge_point_vendor="Elmo"))
        await self.refresh(None)

    async def hang_up(self) -> None:
        """Lose the connection."""
        assert self._point is not None
        assert self._listening is not None
        await self._point.connection.close()
        await self._listening
        self._point = None

    @override
    async def refresh(self, hass: HomeAssistant | None) -> None:
        self.counted_wh += self.power_w * STEP_S / 3600
        if self._point is not None:
            await self._point.tell()


class _Point(ChargePoint):
    """The box's end of the connection."""

    def __init__(self, box: Wallbox, connection: ClientConnection) -> None:
        super().__init__("wallbox", connection)
        self.connection = connection
        self._box = box
        self._reported: ChargePointStatus | None = None
        self._transaction: int | None = None

    async def listen(self) -> None:
        with suppress(ConnectionClosed):
            await self.start()

    async def tell(self) -> None:
        """Tell the central system what has changed, and what the meter shows."""
        box, now = self._box, datetime.now(UTC).isoformat()
        meter_wh = round(box.counted_wh)
        if box.is_on and self._transaction is None:
            begin = call.StartTransaction(connector_id=CONNECTOR, id_tag="home", meter_start=meter_wh, timestamp=now)
            self._transaction = (await self.call(begin)).transaction_id
        elif self._transaction is not None and not box.is_on:
            await self.call(call.StopTransaction(meter_stop=meter_wh, timestamp=now, transaction_id=self._transaction))
            self._transaction = None
        if box.status is not self._reported:
            self._reported = box.status
            fine = ChargePointErrorCode.no_error
            await self.call(call.StatusNotification(connector_id=CONNECTOR, error_code=fine, status=box.status))
        box.told_s += STEP_S
        if box.told_s < box.meter_s:
            return
        box.told_s = 0
        power = {"value": str(round(box.power_w)), "measurand": Measurand.power_active_import, "unit": UnitOfMeasure.w}
        energy = {
            "value": str(meter_wh),
            "measurand": Measurand.energy_active_import_register,
            "unit": UnitOfMeasure.wh,
        }
        await self.call(call.MeterValues(CONNECTOR, [{"timestamp": now, "sampled_value": [power, energy]}]))

    @on(Action.set_charging_profile)
    def limited(self, cs_charging_profiles: dict[str, Any], **_: Any) -> call_result.SetChargingProfile:
        (period,) = cs_charging_profiles["charging_schedule"]["charging_schedule_period"]
        limit_a = float(period["limit"])
        if self._box.refuses_profiles:
            self._box.take("refused", limit_a)
            return call_result.SetChargingProfile(ChargingProfileStatus.rejected)
        self._box.take("current", limit_a)
        return call_result.SetChargingProfile(ChargingProfileStatus.accepted)

    @on(Action.clear_charging_profile)
    def unlimited(self, **_: Any) -> call_result.ClearChargingProfile:
        self._box.current_a = MOST_A
        return call_result.ClearChargingProfile(ClearChargingProfileStatus.accepted)

    @on(Action.remote_start_transaction)
    def asked_to_start(self, **_: Any) -> call_result.RemoteStartTransaction:
        if self._box.refuses_to_start or not self._box.is_plugged_in:
            self._box.take("refused", "on")
            return call_result.RemoteStartTransaction(RemoteStartStopStatus.rejected)
        self._box.take("on")
        return call_result.RemoteStartTransaction(RemoteStartStopStatus.accepted)

    @on(Action.remote_stop_transaction)
    def asked_to_stop(self, transaction_id: int) -> call_result.RemoteStopTransaction:
        if transaction_id != self._transaction:
            return call_result.RemoteStopTransaction(RemoteStartStopStatus.rejected)
        self._box.take("off")
        return call_result.RemoteStopTransaction(RemoteStartStopStatus.accepted)
